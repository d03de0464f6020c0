"""Facts about what people say to each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class GroupMessageSaid(Event):
    """Somebody wrote in a group's conversation. What they wrote is not in it."""

    name: ClassVar[str] = "community.group_message_said"
    group_id: int
    user_id: int
