"""Facts about people and each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class Followed(Event):
    """Somebody began to follow somebody."""

    name: ClassVar[str] = "community.followed"
    follower_id: int
    followee_id: int


@dataclass(frozen=True)
class Unfollowed(Event):
    """Somebody stopped following somebody, or a block ended it."""

    name: ClassVar[str] = "community.unfollowed"
    follower_id: int
    followee_id: int


@dataclass(frozen=True)
class Blocked(Event):
    """Two people don't meet any more."""

    name: ClassVar[str] = "community.blocked"
    blocker_id: int
    blocked_id: int
