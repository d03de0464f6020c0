"""What notes mean to their groups: how far somebody is in a challenge."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Count, F, QuerySet

from community.challenges.models import Challenge, ChallengeEntry, Counts
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
