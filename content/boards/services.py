"""Keeping notes on boards."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from config.kernel.clock import now
from config.kernel.events import publish
from content.boards.errors import BoardNameMissing, BoardNameTaken, TooManyBoards, TooManySaves
from content.boards.events import NoteSaved
from content.boards.models import LONGEST_NAME, MOST_BOARDS, MOST_SAVES, Board, Save
from content.boards.selectors import boards_of
from content.posts.counting import count
from content.posts.models import Counted, Post
from content.posts.words import cleaned_line


@transaction.atomic
def save_note(*, user: Any, post: Post, board: Board | None = None) -> Save:
    """Keep a note: on this board, else where it is, else on the board used last. It is on one board at a time."""
    known = Save.objects.filter(user=user, post=post).first()
    if known is not None:
        if board is not None:
            Save.objects.filter(pk=known.pk).update(board=board)
            known.board = board
        return known
    board = board or _usual_board(user)
    list(boards_of(user).select_for_update())  # whoever saves in two windows is counted one after the other
    if Save.objects.filter(user=user).count() >= MOST_SAVES:
        raise TooManySaves(most=MOST_SAVES)
    save, is_new = Save.objects.get_or_create(user=user, post=post, defaults={"board": board, "at": now()})
    if is_new:
        count(post.pk, Counted.SAVES, 1)
        publish(NoteSaved(post_id=post.pk, user_id=user.pk))
    return save


@transaction.atomic
def let_go(*, user: Any, post: Post) -> bool:
    """Keep a note no longer. Repeating it changes nothing."""
    gone, _rows = Save.objects.filter(user=user, post=post).delete()
    if gone:
        count(post.pk, Counted.SAVES, -1)
    return bool(gone)


def _usual_board(user: Any) -> Board:
    last = Save.objects.filter(user=user).select_related("board").order_by("-pk").first()
    if last is not None:
        return last.board
    first = boards_of(user).first()
    return first or new_board(owner=user, name=_("My notes"))


@transaction.atomic
def new_board(*, owner: Any, name: str) -> Board:
    """A board of one's own, seen by nobody else at first."""
    name = _checked(name)
    if boards_of(owner).count() >= MOST_BOARDS:
        raise TooManyBoards(field="name", most=MOST_BOARDS)
    try:
        with transaction.atomic():
            return Board.objects.create(owner=owner, name=name)
    except IntegrityError as clash:
        raise _taken(clash) from clash


def change_board(*, board: Board, name: str, is_public: bool) -> Board:
    """Another name, or other readers."""
    board.name, board.is_public = _checked(name), is_public
    try:
        with transaction.atomic():
            board.save(update_fields=["name", "is_public", "updated_at"])
    except IntegrityError as clash:
        raise _taken(clash) from clash
    return board


@transaction.atomic
def delete_board(*, board: Board) -> None:
    """A board and what was kept on it; the notes themselves stay where they are."""
    posts = list(board.saves.values_list("post_id", flat=True))
    board.delete()
    for pk in posts:
        count(pk, Counted.SAVES, -1)


def _checked(name: str) -> str:
    name = cleaned_line(name)
    if not 0 < len(name) <= LONGEST_NAME:
        raise BoardNameMissing(field="name", most=LONGEST_NAME)
    return name


def _taken(clash: IntegrityError) -> Exception:
    return BoardNameTaken(field="name") if "board_name_once_per_person" in str(clash) else clash
