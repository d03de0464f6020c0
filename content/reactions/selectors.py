"""How a note stands with everybody, and with one reader."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef

from content.boards.models import Save
from content.boards.selectors import save_of
from content.posts.counting import Counts, counts_of
from content.posts.models import Post
from content.reactions.models import PostLike, Repost


@dataclass(frozen=True)
class Standing:
    counts: Counts
    is_liked: bool = False
    save: Save | None = None
    is_reposted: bool = False

    @property
    def is_saved(self) -> bool:
        return self.save is not None


def standing(post: Post, viewer: Any) -> Standing:
    """Counts of this moment, and whether this reader likes it, keeps it and hands it on."""
    counts = counts_of(post)
    if not viewer.is_authenticated:
        return Standing(counts)
    liked, handed_on = (kind.objects.filter(post=OuterRef("pk"), user=viewer) for kind in (PostLike, Repost))
    own = Post.objects.filter(pk=post.pk).values_list(Exists(liked), Exists(handed_on)).first() or (False, False)
    return Standing(counts, own[0], save_of(viewer, post), own[1])


def hands_on(viewer: Any, post: Post) -> bool:
    """Whether this reader hands it on to those who follow them."""
    return viewer.is_authenticated and Repost.objects.filter(post=post, user=viewer).exists()
