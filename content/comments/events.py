"""Facts about comments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class CommentWritten(Event):
    """Somebody commented on a note, or replied to a comment."""

    name: ClassVar[str] = "content.comment_written"
    comment_id: int
    post_id: int
    author_id: int


@dataclass(frozen=True)
class CommentChanged(Event):
    """Its author says it differently now."""

    name: ClassVar[str] = "content.comment_changed"
    comment_id: int
    post_id: int
    author_id: int


@dataclass(frozen=True)
class CommentDeleted(Event):
    """A comment was taken away by who wrote it or by the note's author."""

    name: ClassVar[str] = "content.comment_deleted"
    comment_id: int
    post_id: int
