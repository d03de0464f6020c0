"""The feed of what one follows, and many who like one note at once (`python -m bench.feeds`).

A site of its own, made in SQL: 100,000 people, 2,000,000 follows, 300,000 notes of ninety days, of which some follow a
thousand accounts. Asked for is the first page as the site asks for it; then 32 clients like one and the same note.
"""

from __future__ import annotations

import argparse
import statistics
import threading
import time
from datetime import timedelta
from typing import Any

from bench.place import fresh_database
from bench.table import table

PEOPLE, FOLLOWS, NOTES, REPOSTS = 100_000, 2_000_000, 300_000, 30_000
READERS = (50, 300, 1_000)
TURNS, CLIENTS, LIKES_EACH = 21, 32, 150

# Everybody follows twenty; low numbers are followed more often than high ones. The first three are the readers.
WORLD = """
    INSERT INTO accounts_user (id, password, is_superuser, email, handle, display_name, bio, phone, phone_index,
                               language, is_active, is_staff, is_demo, joined_at)
    SELECT n, '', false, 'p' || n || '@bench.test', 'p' || n, 'P' || n, '', '', '', 'zh-hans', true, false, false,
           now() - interval '1 year' FROM generate_series(1, %(people)s) n;
    INSERT INTO community_follow (follower_id, followee_id, created_at)
    SELECT who, whom, now() FROM (SELECT 1 + n %% %(people)s AS who,
                                         1 + floor(%(people)s * power(random(), 2))::int AS whom
                                  FROM generate_series(1, %(follows)s) n) pairs
    WHERE who <> whom AND who > 3 ON CONFLICT DO NOTHING;
    INSERT INTO content_post (id, key, author_id, kind, title, body, place, language, disclosure, status, published_at,
                              version, created_at, updated_at, hidden_in_group)
    SELECT n, 'N' || n, 1 + floor(%(people)s * random())::int, 'text', 'T', 'B', '', 'zh-hans', 'none', 'published',
           now() - interval '90 days' * random(), 1, now(), now(), false
    FROM generate_series(1, %(notes)s) n;
    INSERT INTO content_repost (post_id, user_id, at)
    SELECT 1 + floor(%(notes)s * random())::int, 1 + floor(%(people)s * random())::int,
           now() - interval '30 days' * random() FROM generate_series(1, %(reposts)s) ON CONFLICT DO NOTHING"""
READER = """
    INSERT INTO community_follow (follower_id, followee_id, created_at)
    SELECT %s, whom, now() FROM (SELECT DISTINCT 10 + floor(%s * random())::int AS whom
                                 FROM generate_series(1, %s * 2)) drawn
    WHERE whom <= %s LIMIT %s ON CONFLICT DO NOTHING"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.feeds", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    smaller = 20 if parser.parse_args().quick else 1
    with fresh_database():
        _make(smaller)
        print(table(["what one follows, first page", "ms", "worst ms", "statements", "plan"], _readers()))
        print()
        print(table(["one note, 32 clients", "figure"], _likes(LIKES_EACH)))


def _make(smaller: int) -> None:
    from django.db import connection

    sizes = {
        "people": PEOPLE // smaller,
        "follows": FOLLOWS // smaller,
        "notes": NOTES // smaller,
        "reposts": REPOSTS // smaller,
    }
    with connection.cursor() as cursor:
        cursor.execute("SET statement_timeout = 0")
        cursor.execute(WORLD, sizes)
        for reader, count in enumerate(READERS, 1):
            cursor.execute(READER, [reader, sizes["people"] - 10, count, sizes["people"], count])
        cursor.execute("VACUUM ANALYZE")


def _readers() -> list[list[str]]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from accounts.identity.models import User
    from config.kernel.clock import now
    from content.feed.selectors.following import APART, FOLLOWING, PAGE, RECENT, following_page

    rows = []
    for pk in range(1, len(READERS) + 1):
        viewer = User.objects.get(pk=pk)
        moment = now() + timedelta(seconds=1)
        wish = {"viewer": pk, "most": PAGE + 1 + APART, "floor": moment - RECENT, "at": moment, "post": 2**62, "by": 0}
        with connection.cursor() as cursor:
            times, plan = [], ""
            for _turn in range(TURNS):
                cursor.execute(f"EXPLAIN (ANALYZE, TIMING OFF) {FOLLOWING}", wish)
                plan = "\n".join(line for (line,) in cursor.fetchall())
                times.append(float(plan.rpartition("Execution Time: ")[2].split()[0]))
        with CaptureQueriesContext(connection) as asked:
            following_page(viewer)
        follows = viewer.following.count()
        is_bad = "Seq Scan on content_post" in plan or "Seq Scan on community_follow" in plan
        rows.append(
            [
                f"follows {follows:,} accounts",
                f"{statistics.median(times):.1f}",
                f"{max(times):.1f}",
                str(len(asked)),
                "SEQUENTIAL SCAN" if is_bad else "by index",
            ]
        )
    return rows


def _likes(each: int) -> list[list[str]]:
    """All clients like the first note, as the service does in the database; then what waits is added up.

    The database is what is measured: clients speak to it by the driver alone, without Django's wrapping.
    """
    from django.db import connection

    from config.kernel.clock import now
    from content.posts.models import PostStat
    from content.reactions.services import LIKE, flush_counters

    gate = threading.Barrier(CLIENTS + 1)

    def client(number: int) -> None:
        with connection.cursor() as wrapped:
            cursor = wrapped.cursor
            gate.wait()
            for turn in range(each):
                cursor.execute(LIKE, {"post": 1, "user": 100 + number * each + turn, "at": now()})
        connection.close()

    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    gate.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    began = time.perf_counter()
    while flush_counters():
        pass
    flushed = time.perf_counter() - began
    counted: Any = PostStat.objects.get(post_id=1)
    if counted.likes != CLIENTS * each:
        raise SystemExit(f"{counted.likes} counted of {CLIENTS * each}")
    return [
        ["likes a second", f"{CLIENTS * each / took:,.0f}"],
        ["counted after adding up", f"{counted.likes:,} of {CLIENTS * each:,}"],
        ["adding up, ms", f"{flushed * 1000:.0f}"],
    ]


if __name__ == "__main__":
    main()
