"""Writing down what readers did, and adding old days up."""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.db import connection, transaction

from config.kernel.clock import local_day, now
from config.kernel.ratelimit import spend
from content.effect.models import Deed
from content.effect.selectors import FIGURES, readable_among

MOST_AT_ONCE = 50
TELLINGS_AN_HOUR = 600
KEPT = timedelta(days=7)
ONE_AT_A_TIME = 7_402_619  # any number, the same for everybody who adds up

# The row and its count in one statement, as likes are counted: a repeat inserts neither, and nobody waits for a note.
WRITE_DOWN = """
    WITH new AS (INSERT INTO content_seen (day, post_id, deed, viewer, at)
                 SELECT %(day)s, p.id, %(deed)s, %(viewer)s, %(at)s FROM content_post p
                 WHERE p.id = ANY(%(posts)s) AND p.author_id <> %(reader)s ORDER BY p.id
                 ON CONFLICT DO NOTHING RETURNING post_id, deed),
         counted AS (INSERT INTO content_counterdelta (post_id, field, delta)
                     SELECT post_id, 'views', 1 FROM new WHERE deed = 'seen')
    SELECT count(*) FROM new"""
ADD_UP = f"""
    INSERT INTO content_noteday AS d (post_id, day, seen, opened, followed_up, products, carts)
    SELECT x.post_id, x.day, {FIGURES} FROM content_seen x WHERE x.day < %(before)s
    GROUP BY x.post_id, x.day ORDER BY x.post_id, x.day
    ON CONFLICT (post_id, day) DO UPDATE SET seen = d.seen + excluded.seen, opened = d.opened + excluded.opened,
        followed_up = d.followed_up + excluded.followed_up, products = d.products + excluded.products,
        carts = d.carts + excluded.carts"""  # noqa: S608 - of constants


def write_down(*, reader: Any, viewer: str, deed: Deed, keys: Collection[str]) -> int:
    """Notes a reader saw, opened or left for a product: once for each note, reader and day. The author's own visits,
    and notes this reader may not see, are left out. Returns how many were new."""
    spend("note-seen", viewer, limit=TELLINGS_AN_HOUR, seconds=3600)
    return _insert(readable_among(reader, list(keys)[:MOST_AT_ONCE]), reader.pk or 0, viewer, deed)


def note_cart(*, post_pk: int, user_pk: int, viewer: str) -> int:
    """Somebody who came by this note put one of its products into the cart."""
    return _insert([post_pk], user_pk, viewer, Deed.CART)


def _insert(post_pks: list[int], reader_pk: int, viewer: str, deed: Deed) -> int:
    moment = now()
    wish: dict[str, Any] = {
        "posts": post_pks,
        "reader": reader_pk,
        "viewer": viewer,
        "deed": deed.value,
        "day": local_day(moment),
        "at": moment,
    }
    with connection.cursor() as cursor:
        cursor.execute(WRITE_DOWN, wish)
        return int(cursor.fetchone()[0])


@transaction.atomic
def add_up_old_days() -> int:
    """Days older than a week become sums, and their rows go. Returns how many rows went; again changes nothing."""
    before = local_day(now() - KEPT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        cursor.execute(ADD_UP, {"before": before})
        cursor.execute("DELETE FROM content_seen WHERE day < %s", [before])
        return int(cursor.rowcount)
