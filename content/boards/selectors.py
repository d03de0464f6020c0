"""Questions about boards and what is kept on them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from config.kernel.access import get_or_missing
from config.kernel.paging import Page, keyset
from content.boards.models import Board, Save
from content.posts.models import Post, PostStatus
from content.posts.selectors import kept_from, open_to

PAGE = 24
COVERS = 3
READABLE = Q(post__status=PostStatus.PUBLISHED, post__author__is_active=True)


@dataclass(frozen=True)
class Shelf:
    """A board with how much is on it and its newest pictures."""

    board: Board
    notes: int = 0
    covers: list[Any] = field(default_factory=list)


def boards_of(user: Any) -> QuerySet[Board]:
    return Board.objects.filter(owner=user).order_by("pk")


def board_of(user: Any, *, key: str) -> Board:
    """One's own board."""
    return get_or_missing(boards_of(user), key=key)


def board_for(viewer: Any, *, key: str) -> Board:
    """A board this reader may look at: one's own, or one that is public."""
    readable = Q(is_public=True, owner__is_active=True)
    if viewer.is_authenticated:
        readable |= Q(owner=viewer)
    rows = Board.objects.filter(readable).exclude(kept_from(viewer, also_muted=False, whose="owner"))
    return get_or_missing(rows.select_related("owner__avatar"), key=key)


def shelves_of(user: Any) -> list[Shelf]:
    """All boards of a person, in three queries however many."""
    boards = list(boards_of(user))
    saves = Save.objects.filter(READABLE, open_to(user, listed=False, note="post__"), board__in=boards)
    counts = dict(saves.order_by().values_list("board_id").annotate(n=Count("pk")))
    newest = Window(RowNumber(), partition_by=F("board_id"), order_by=F("pk").desc())
    covers: dict[int, list[Any]] = {}
    pictured = saves.filter(post__cover__isnull=False).annotate(place=newest).filter(place__lte=COVERS)
    for save in pictured.select_related("post__cover").order_by("-pk"):
        covers.setdefault(save.board_id, []).append(save.post.cover)
    return [Shelf(board, counts.get(board.pk, 0), covers.get(board.pk, [])) for board in boards]


def saves_on(viewer: Any, board: Board, *, cursor: str = "") -> Page[Save]:
    """What is kept on a board, last kept first; notes that are gone don't show."""
    kept = kept_from(viewer, also_muted=False, whose="post__author")
    rows = (
        Save.objects.filter(READABLE, open_to(viewer, listed=False, note="post__"), board=board)
        .exclude(kept)
        .annotate(post_key=F("post__key"))
    )
    rows = rows.select_related("post__author__avatar", "post__cover", "post__stat")
    return keyset(rows, cursor=cursor, by="post_key", size=PAGE)


def save_of(user: Any, post: Post) -> Save | None:
    if not user.is_authenticated:
        return None
    return Save.objects.filter(user=user, post=post).first()
