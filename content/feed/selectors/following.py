"""What the people and shops one follows write and hand on, newest first: read when asked, stored nowhere.

One statement looks up the newest rows of each followed account by its index and merges them (`LATERAL`): no account is
read further than a page, whoever follows a thousand pays milliseconds, and who follows nobody pays nothing.
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from accounts.identity.models import User
from config.kernel.clock import now
from content.feed.selectors.cards import FeedPage, Shown, notes_by_pk

PAGE = 20
RECENT = timedelta(days=30)  # the first look; a second one, without an edge, only if that was too little
APART = 40  # a note handed on is not shown again while it stands among the forty before

_HIDDEN = """NOT EXISTS (SELECT 1 FROM community_mute m WHERE m.muter_id = %(viewer)s AND m.muted_id = p.author_id)
         AND NOT EXISTS (SELECT 1 FROM community_block b WHERE (b.blocker_id, b.blocked_id)
                         IN ((%(viewer)s, p.author_id), (p.author_id, %(viewer)s)))"""
FOLLOWING = f"""
    WITH people AS MATERIALIZED (
        SELECT f.followee_id AS who FROM community_follow f WHERE f.follower_id = %(viewer)s
        AND NOT EXISTS (SELECT 1 FROM community_mute m WHERE m.muter_id = %(viewer)s AND m.muted_id = f.followee_id)),
    found AS (
        SELECT n.* FROM people CROSS JOIN LATERAL (
            SELECT p.published_at AS at, p.id AS post, 0::bigint AS by FROM content_post p
            WHERE p.author_id = people.who AND p.status = 'published' AND p.published_at > %(floor)s
              AND p.published_at <= %(at)s AND (p.published_at, p.id, 0) < (%(at)s, %(post)s, %(by)s)
            ORDER BY p.published_at DESC, p.id DESC LIMIT %(most)s) n
        UNION
        SELECT n.* FROM content_shopfollow s CROSS JOIN LATERAL (
            SELECT p.published_at, p.id, 0::bigint FROM content_post p
            WHERE p.shop_id = s.shop_id AND p.status = 'published' AND p.published_at > %(floor)s
              AND p.published_at <= %(at)s AND (p.published_at, p.id, 0) < (%(at)s, %(post)s, %(by)s)
              AND p.author_id <> %(viewer)s AND {_HIDDEN}
            ORDER BY p.published_at DESC, p.id DESC LIMIT %(most)s) n
        WHERE s.user_id = %(viewer)s
        UNION ALL
        SELECT n.* FROM people CROSS JOIN LATERAL (
            SELECT r.at, r.post_id, r.user_id FROM content_repost r
            JOIN content_post p ON p.id = r.post_id AND p.status = 'published'
            WHERE r.user_id = people.who AND r.at > %(floor)s
              AND r.at <= %(at)s AND (r.at, r.post_id, r.user_id) < (%(at)s, %(post)s, %(by)s)
              AND p.author_id <> %(viewer)s AND {_HIDDEN}
            ORDER BY r.at DESC, r.post_id DESC LIMIT %(most)s) n)
    SELECT at, post, by FROM found ORDER BY at DESC, post DESC, by DESC LIMIT %(most)s"""  # noqa: S608 - of constants


@dataclass(frozen=True)
class Row:
    """A note, by its author (0) or handed on by somebody."""

    at: datetime
    post: int
    by: int


def following_page(viewer: Any, *, cursor: str = "", size: int = PAGE) -> FeedPage:
    """One page; nothing for a guest."""
    if not viewer.is_authenticated:
        return FeedPage()
    rows = _rows(viewer, _read(cursor), size + 1 + APART)
    shown = [row for place, row in enumerate(rows[:size]) if not _is_repeated(row, rows[place + 1 : place + 1 + APART])]
    notes = notes_by_pk(viewer, (row.post for row in shown))
    people = _people(viewer, [row.by for row in shown if row.by])
    items = [
        Shown(note=notes[row.post], reposter=people.get(row.by))
        for row in shown
        if row.post in notes and (not row.by or row.by in people)
    ]
    return FeedPage(items, _written(rows[size - 1]) if len(rows) > size else "")


def _rows(viewer: Any, place: Row, most: int) -> list[Row]:
    rows = _asked(viewer, place, most, place.at - RECENT)
    return rows if len(rows) == most else _asked(viewer, place, most, datetime(1970, 1, 1, tzinfo=UTC))


def _asked(viewer: Any, place: Row, most: int, floor: datetime) -> list[Row]:
    wish = {"viewer": viewer.pk, "most": most, "floor": floor, "at": place.at, "post": place.post, "by": place.by}
    with connection.cursor() as cursor:
        cursor.execute(FOLLOWING, wish)
        return [Row(*row) for row in cursor.fetchall()]


def _is_repeated(row: Row, older: Sequence[Row]) -> bool:
    return bool(row.by) and any(row.post == one.post for one in older)


def _people(viewer: Any, pks: Sequence[int]) -> dict[int, User]:
    return User.objects.filter(is_active=True).in_bulk(set(pks)) if pks else {}


def _written(row: Row) -> str:
    return base64.urlsafe_b64encode(json.dumps([row.at.isoformat(), row.post, row.by]).encode()).decode().rstrip("=")


def _read(cursor: str) -> Row:
    """Where a cursor stands; whoever tampers with it starts from the beginning."""
    beginning = Row(now(), 2**62, 2**62)
    if not cursor or len(cursor) > 120:
        return beginning
    try:
        at, post, by = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        row = Row(datetime.fromisoformat(at), post, by)
    except (ValueError, TypeError, binascii.Error, RecursionError):
        return beginning
    whole = all(type(one) is int and 0 <= one < 2**62 for one in (row.post, row.by))
    return row if whole and row.at.tzinfo and row.at.year > 1971 else beginning
