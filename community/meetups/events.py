"""Facts about events of groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class MeetupOpened(Event):
    """Members may say whether they come."""

    name: ClassVar[str] = "community.meetup_opened"
    meetup_id: int


@dataclass(frozen=True)
class MeetupMoved(Event):
    """Its time or place is another one; whoever comes should know."""

    name: ClassVar[str] = "community.meetup_moved"
    meetup_id: int
    version: int


@dataclass(frozen=True)
class MeetupCalledOff(Event):
    """It doesn't take place."""

    name: ClassVar[str] = "community.meetup_called_off"
    meetup_id: int


@dataclass(frozen=True)
class MovedUp(Event):
    """Somebody who waited has a place now."""

    name: ClassVar[str] = "community.moved_up"
    meetup_id: int
    user_id: int
    place: int


@dataclass(frozen=True)
class MeetupJoined(Event):
    """Somebody says they come, and has a place."""

    name: ClassVar[str] = "community.meetup_joined"
    meetup_id: int
    user_id: int
