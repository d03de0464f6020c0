"""What Discover may know about its reader: whom they don't meet, and, only if they said yes, what they like."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection

from accounts.privacy.models import Purpose
from config.kernel.clock import now

LATELY = timedelta(days=90)
MOST = 300

TASTE = """
    SELECT coalesce((SELECT given FROM accounts_consent WHERE user_id = %(user)s AND purpose = %(purpose)s
                     ORDER BY id DESC LIMIT 1), false),
           ARRAY(SELECT blocked_id FROM community_block WHERE blocker_id = %(user)s
                 UNION SELECT blocker_id FROM community_block WHERE blocked_id = %(user)s
                 UNION SELECT muted_id FROM community_mute WHERE muter_id = %(user)s),
           ARRAY(SELECT followee_id FROM community_follow WHERE follower_id = %(user)s),
           ARRAY(SELECT topic_id FROM content_topicfollow WHERE user_id = %(user)s),
           ARRAY(SELECT DISTINCT t.topic_id FROM content_posttopic t JOIN
                 (SELECT post_id, at FROM content_postlike WHERE user_id = %(user)s AND at > %(since)s
                  UNION ALL SELECT post_id, at FROM content_save WHERE user_id = %(user)s AND at > %(since)s
                  ORDER BY at DESC LIMIT %(most)s) liked USING (post_id))"""


@dataclass(frozen=True)
class Taste:
    """`is_personal` False: everything but `hidden` is empty, and the order is the one everybody sees."""

    is_personal: bool = False
    hidden: frozenset[int] = frozenset()
    people: frozenset[int] = frozenset()
    topics: frozenset[int] = frozenset()
    liked: frozenset[int] = frozenset()

    @property
    def is_plain(self) -> bool:
        return not self.is_personal and not self.hidden


def taste_of(viewer: Any, *, visit: Collection[int] | None = None) -> Taste:
    """A person's, in one query. A guest has one only when they asked for it: the topics read in this visit."""
    if not viewer.is_authenticated:
        return Taste() if visit is None else Taste(is_personal=True, liked=frozenset(visit))
    wish = {"user": viewer.pk, "purpose": Purpose.PERSONALISATION, "since": now() - LATELY, "most": MOST}
    with connection.cursor() as cursor:
        cursor.execute(TASTE, wish)
        given, hidden, *likings = cursor.fetchone()
    if not given:
        return Taste(hidden=frozenset(hidden))
    return Taste(True, frozenset(hidden), *(frozenset(some) for some in likings))
