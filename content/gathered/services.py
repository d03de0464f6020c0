"""Bringing challenges of notes and likes up to date, and writing down for groups who liked what."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection

from community.challenges.models import Challenge
from community.challenges.services import write_down_values
from community.effect.sources import Window
from content.gathered.selectors import values_of


def count_notes(*, challenge: Challenge, users: Collection[int] | None = None) -> int:
    """Counted anew from what stands there: twice changes nothing, and a note that is gone no longer counts."""
    return write_down_values(challenge=challenge, values=values_of(challenge, users), users=users)


LIKES = """
INSERT INTO community_grouptrace (group_id, user_id, day, kind, times)
SELECT p.group_id, l.user_id, (l.at AT TIME ZONE %(zone)s)::date, 'like', count(*)
FROM content_post p JOIN content_postlike l ON l.post_id = p.id
JOIN community_groupmember m ON m.group_id = p.group_id AND m.user_id = l.user_id
WHERE p.group_id = ANY(%(groups)s) AND p.author_id <> l.user_id AND l.at >= %(since)s AND l.at < %(until)s
GROUP BY 1, 2, 3
ON CONFLICT (group_id, day, user_id, kind) DO UPDATE SET times = EXCLUDED.times"""


def trace_likes(window: Window) -> None:
    """Likes are too many to be traced one by one: members' likes of a few days go into the day log at once."""
    values: dict[str, Any] = {"groups": list(window.groups), "zone": window.zone}
    values |= {"since": window.since, "until": window.until}
    with connection.cursor() as cursor:
        cursor.execute(LIKES, values)
