"""News about sharing and inviting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class LinkShared(Event):
    """Somebody asked for their link to a page for the first time."""

    name: ClassVar[str] = "community.link_shared"
    link_id: int
    sharer_id: int


@dataclass(frozen=True)
class PersonReferred(Event):
    """Somebody signed up because of somebody else."""

    name: ClassVar[str] = "community.person_referred"
    referral_id: int
    inviter_id: int
    invitee_id: int


@dataclass(frozen=True)
class RewardMoved(Event):
    """A reward is qualified, paid, rejected or taken back."""

    name: ClassVar[str] = "community.reward_moved"
    referral_id: int
    inviter_id: int
    state: str


@dataclass(frozen=True)
class OrderAttributed(Event):
    """An order came by somebody's link."""

    name: ClassVar[str] = "community.order_attributed"
    order_id: int
    link_id: int
    sharer_id: int
