"""Behaviour: from the stream to the table, days added up (`python -m bench.behaviour [--events N] [--people N]`)."""

from __future__ import annotations

import argparse
import json
import os
import time
import uuid
from collections.abc import Callable
from typing import Any

from bench.events import EVENTS, PEOPLE, QUICK_EVENTS, QUICK_PEOPLE, fill
from bench.machine import cpu_seconds
from bench.place import fresh_database
from bench.table import table

TOLD, QUICK_TOLD, A_BATCH, NOTES = 200_000, 20_000, 50, 300
SOMETHING = """
    INSERT INTO accounts_user (id, password, is_superuser, email, handle, display_name, bio, phone, phone_index,
                               language, is_active, is_staff, is_demo, joined_at)
    VALUES (1, '', false, 'p@bench.test', 'p', 'P', '', '', '', 'zh-hans', true, false, false, now());
    INSERT INTO content_post (id, key, author_id, kind, title, body, place, language, disclosure, status, published_at,
                              version, created_at, updated_at, hidden_in_group)
    SELECT n, 'N' || n, 1, 'text', 'T', 'B', '', 'zh-hans', 'none', 'published', now(), 1, now(), now(), false
    FROM generate_series(1, %s) n"""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.behaviour", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--events", type=int)
    parser.add_argument("--people", type=int)
    asked = parser.parse_args()
    events = asked.events or (QUICK_EVENTS if asked.quick else EVENTS)
    people = asked.people or (QUICK_PEOPLE if asked.quick else PEOPLE)
    with fresh_database():
        print(table(["what pages tell", "events/s"], _told(QUICK_TOLD if asked.quick else TOLD)))
        print()
        print(table([f"{events:,} events of {people:,} people", "figure"], _days(events, people)))


def _told(count: int) -> list[list[str]]:
    """Taken, written by one consumer, and told a second time: then nothing is new."""
    from django.conf import settings
    from django.db import connection

    from analytics.tracking import stream
    from analytics.tracking.models import Actor, DirtyDay, Event
    from analytics.tracking.services import take_batch
    from analytics.tracking.writing import consume

    with connection.cursor() as cursor:
        cursor.execute(SOMETHING, [NOTES])
    stream.client().delete(settings.EVENT_STREAM)
    visitors = [str(uuid.uuid4()) for _ in range(2_000)]
    batches = [_batch(place) for place in range(count // A_BATCH)]

    def take() -> None:
        for place, body in enumerate(batches):
            take_batch(body=body, user=0, visitor=visitors[place % len(visitors)], is_program=False)

    def write() -> None:
        consume("bench", seconds=600)

    rows = [["taken: checked and put into the stream, one process", _rate(count, take)]]
    rows.append(["written by one consumer, each once", _rate(count, write)])
    take()
    rows.append(["told again: nothing is new", _rate(count, write)])
    if Event.objects.count() != count:
        raise SystemExit(f"{Event.objects.count()} events are there of {count}")
    for model in (Event, Actor, DirtyDay):
        model.objects.all()._raw_delete("default")
    return rows


def _batch(place: int) -> bytes:
    moment = int(time.time() * 1000)
    events: list[dict[str, Any]] = []
    for number in range(A_BATCH):
        about = {"about": f"note:N{1 + (place * 7 + number) % NOTES}", "details": {"surface": "home", "place": number}}
        more = about if number % 3 else {}
        name = "impression" if number % 3 else "cart_view"
        events.append({"id": str(uuid.uuid4()), "name": name, "at": moment - number, **more})
    return json.dumps({"sent_at": moment, "session": str(uuid.uuid4()), "events": events}).encode()


def _days(events: int, people: int) -> list[list[str]]:
    from django.db import connection

    from analytics.rollups.models import ObjectDay, UserDay
    from analytics.rollups.services import count_dirty_days, rebuild
    from analytics.tracking.days import mark_dirty

    written = _seconds(lambda: fill(events, people))
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        backend = [cursor.fetchone()[0]]
        before = cpu_seconds(backend)
        alone = _seconds(rebuild)
        cpu = cpu_seconds(backend) - before
        whole = _seconds(lambda: rebuild(workers=os.cpu_count() or 1))
        cursor.execute("ANALYZE analytics_userday; ANALYZE analytics_userfirst; ANALYZE analytics_objectday")
        cursor.execute("SELECT max(day) FROM analytics_userday")
        mark_dirty([cursor.fetchone()[0]])
        one = _seconds(count_dirty_days)
        cursor.execute(
            "SELECT sum(pg_total_relation_size(relid)) FROM pg_partition_tree('analytics_event') WHERE isleaf"
        )
        size = int(cursor.fetchone()[0])
    return [
        ["copied into the table, events/s", f"{events / written:,.0f}"],
        ["table with its indexes, MB", f"{size / 1e6:,.0f}"],
        ["all days counted anew by one worker, s", f"{alone:,.1f}"],
        ["the same, s of the database's processor", f"{cpu:,.1f}"],
        ["all days counted anew by a worker a processor, s", f"{whole:,.1f}"],
        ["the busiest day counted again, s", f"{one:,.2f}"],
        ["days of people", f"{UserDay.objects.filter(shop_id=0).count():,}"],
        ["days of things", f"{ObjectDay.objects.count():,}"],
    ]


def _seconds(action: Callable[[], object]) -> float:
    began = time.perf_counter()
    action()
    return time.perf_counter() - began


def _rate(count: int, action: Callable[[], object]) -> str:
    return f"{count / _seconds(action):,.0f}"


if __name__ == "__main__":
    main()
