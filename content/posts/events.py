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
