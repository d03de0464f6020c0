"""Facts about what people do with notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class NotesLiked(Event):
    """Likes their authors have just been told of, a batch at a time: number of the like, note, person, instant."""

    name: ClassVar[str] = "content.notes_liked"
    likes: list[tuple[int, int, int, str]]


@dataclass(frozen=True)
class NoteReposted(Event):
    """Somebody handed a note on to those who follow them."""

    name: ClassVar[str] = "content.note_reposted"
    post_id: int
    user_id: int
