"""Facts about groups."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class GroupFounded(Event):
    """A group exists from now on."""

    name: ClassVar[str] = "community.group_founded"
    group_id: int
    owner_id: int


@dataclass(frozen=True)
class GroupJoined(Event):
    """Somebody is a member now."""

    name: ClassVar[str] = "community.group_joined"
    group_id: int
    user_id: int


@dataclass(frozen=True)
class GroupLeft(Event):
    """Somebody is no member any more: left, removed or banned."""

    name: ClassVar[str] = "community.group_left"
    group_id: int
    user_id: int


@dataclass(frozen=True)
class GroupJoinAsked(Event):
    """Somebody asks to come in."""

    name: ClassVar[str] = "community.group_join_asked"
    group_id: int
    user_id: int


@dataclass(frozen=True)
class GroupJoinDenied(Event):
    """Somebody was not let in. This can be reversed."""

    name: ClassVar[str] = "community.group_join_denied"
    group_id: int
    user_id: int


@dataclass(frozen=True)
class GroupAnnounced(Event):
    """Everybody in the group shall read something."""

    name: ClassVar[str] = "community.group_announced"
    group_id: int
    announcement_id: int


@dataclass(frozen=True)
class GroupLimited(Event):
    """Somebody was muted or banned, with a reason they read."""

    name: ClassVar[str] = "community.group_limited"
    group_id: int
    user_id: int
    kind: str
