"""News about points."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class PointsMoved(Event):
    """Points came or went."""

    name: ClassVar[str] = "accounts.points_moved"
    entry_id: int
    user_id: int
    delta: int
    reason: str
