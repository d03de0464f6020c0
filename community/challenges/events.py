"""Facts about challenges."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class ChallengeOpened(Event):
    """A group may take part."""

    name: ClassVar[str] = "community.challenge_opened"
    challenge_id: int


@dataclass(frozen=True)
class ChallengeJoined(Event):
    """Somebody takes part; what they did since its beginning counts."""

    name: ClassVar[str] = "community.challenge_joined"
    challenge_id: int
    user_id: int


@dataclass(frozen=True)
class ChallengeReached(Event):
    """Somebody has reached the goal."""

    name: ClassVar[str] = "community.challenge_reached"
    challenge_id: int
    user_id: int
    points: int
