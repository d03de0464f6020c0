"""Facts about clips."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class ClipFramed(Event):
    """A film is prepared, and a picture of it stands where its drawing stood."""

    name: ClassVar[str] = "content.clip_framed"
    clip_id: int
