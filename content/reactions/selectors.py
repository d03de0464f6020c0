"""How a note stands with everybody, and with one reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from content.boards.models import Save
from content.boards.selectors import save_of
from content.posts.counting import Counts, counts_of
from content.posts.models import Post
from content.reactions.models import PostLike


@dataclass(frozen=True)
class Standing:
    counts: Counts
    is_liked: bool = False
    save: Save | None = None

    @property
    def is_saved(self) -> bool:
        return self.save is not None


def standing(post: Post, viewer: Any) -> Standing:
    """Counts of this moment, and whether this reader likes it and where they keep it."""
    counts = counts_of(post)
    if not viewer.is_authenticated:
        return Standing(counts)
    return Standing(counts, PostLike.objects.filter(post=post, user=viewer).exists(), save_of(viewer, post))
