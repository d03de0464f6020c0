"""Facts about what groups do together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class PollOpened(Event):
    """A group is asked something."""

    name: ClassVar[str] = "community.poll_opened"
    poll_id: int


@dataclass(frozen=True)
class LotteryOpened(Event):
    """One may take part; the seed is committed to."""

    name: ClassVar[str] = "community.lottery_opened"
    lottery_id: int


@dataclass(frozen=True)
class LotteryDrawn(Event):
    """The winners are known, and the proof can be checked."""

    name: ClassVar[str] = "community.lottery_drawn"
    lottery_id: int
