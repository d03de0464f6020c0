"""Facts about notes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class NotePublished(Event):
    """A note can be read by everybody from now on."""

    name: ClassVar[str] = "content.note_published"
    post_id: int
    author_id: int


@dataclass(frozen=True)
class NoteChanged(Event):
    """A published note says something else now."""

    name: ClassVar[str] = "content.note_changed"
    post_id: int
    version: int


@dataclass(frozen=True)
class NoteDeleted(Event):
    """A note was taken away: by its author for good (`is_final`), or by moderators, who may be wrong."""

    name: ClassVar[str] = "content.note_deleted"
    post_id: int
    author_id: int
    is_final: bool = False


@dataclass(frozen=True)
class PersonMentioned(Event):
    """A note calls somebody by their handle; each person is told once about a note."""

    name: ClassVar[str] = "content.person_mentioned"
    post_id: int
    author_id: int
    user_id: int
