"""Where a note is found, for the kinds of notifications that are about one."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.urls import reverse

from community.notifications.kinds import Target
from content.posts.models import Post
from content.posts.selectors import kept_from, public_notes

NOTE = "note"


def notes(reader: Any, ids: Collection[int]) -> dict[int, Target]:
    """Notes the reader may see."""
    rows = public_notes().filter(pk__in=ids).exclude(kept_from(reader, also_muted=False)).select_related("cover")
    return {row.pk: target_of(row) for row in rows}


def target_of(post: Post) -> Target:
    return Target(reverse("posts:note", args=[post.key]), post.headline, post.cover)
