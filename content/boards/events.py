"""Facts about boards."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class NoteSaved(Event):
    """Somebody keeps a note from now on."""

    name: ClassVar[str] = "content.note_saved"
    post_id: int
    user_id: int
