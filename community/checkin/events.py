"""Facts about being here today."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class GroupCheckedIn(Event):
    """Somebody was in their group on a day of its zone, or made up for one they missed."""

    name: ClassVar[str] = "community.group_checked_in"
    group_id: int
    user_id: int
    day: str
