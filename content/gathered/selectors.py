"""What notes mean to their groups: how far somebody is in a challenge, and how notes are answered."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db import connection
from django.db.models import Count, F, QuerySet

from community.challenges.models import Challenge, ChallengeEntry, Counts
from community.effect.sources import Replies, Window
from content.posts.models import Post, PostStatus
from content.reactions.models import PostLike


def notes_that_count(challenge: Challenge, users: Collection[int] | None = None) -> QuerySet[Post]:
    """Notes in the group with the topic, by those who take part, published while the challenge runs."""
    entries: Any = users
    if users is None:
        entries = ChallengeEntry.objects.filter(challenge=challenge).values("user")
    return Post.objects.filter(
        group=challenge.group_id,
        status=PostStatus.PUBLISHED,
        published_at__gte=challenge.starts_at,
        published_at__lt=challenge.ends_at,
        topic_links__topic__slug=challenge.topic,
        author__in=entries,
    )


def values_of(challenge: Challenge, users: Collection[int] | None = None) -> dict[int, int]:
    """Notes, or the likes others gave them before the end, by author. One query."""
    notes = notes_that_count(challenge, users)
    if challenge.counts == Counts.NOTES:
        return dict(notes.order_by().values_list("author").annotate(n=Count("pk", distinct=True)))
    likes = PostLike.objects.filter(post__in=notes.values("pk"), at__lt=challenge.ends_at)
    likes = likes.exclude(user=F("post__author"))
    return dict(likes.order_by().values_list("post__author").annotate(n=Count("pk")))


ANSWERED = """
SELECT group_id, count(*), count(first_at),
  percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM first_at - published_at) / 60)
FROM (SELECT p.group_id, p.published_at, (
        SELECT min(c.created_at) FROM content_comment c
        WHERE c.post_id = p.id AND c.author_id <> p.author_id AND c.status = 'shown'
          AND c.created_at <= p.published_at + interval '24 hours') AS first_at
      FROM content_post p WHERE p.group_id = ANY(%(groups)s) AND p.status = 'published'
        AND p.published_at >= %(since)s - interval '24 hours'
        AND p.published_at < %(until)s - interval '24 hours') n
GROUP BY group_id"""


def replies_in(window: Window) -> dict[int, Replies]:
    """Notes whose first 24 hours ended in the window: how many somebody else answered in them, and how soon."""
    values: dict[str, Any] = {"groups": list(window.groups), "since": window.since, "until": window.until}
    with connection.cursor() as cursor:
        cursor.execute(ANSWERED, values)
        rows = cursor.fetchall()
    return {
        pk: Replies(notes, answered, round(soon) if soon is not None else None) for pk, notes, answered, soon in rows
    }
