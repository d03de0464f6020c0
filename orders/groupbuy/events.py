"""Facts about teams."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class TeamOpened(Event):
    """Its leader has paid; from now on others see it."""

    name: ClassVar[str] = "orders.team_opened"
    team_id: int


@dataclass(frozen=True)
class SeatTaken(Event):
    """Somebody holds a seat and has a quarter of an hour to pay."""

    name: ClassVar[str] = "orders.seat_taken"
    team_id: int
    seat_id: int


@dataclass(frozen=True)
class SeatPaid(Event):
    name: ClassVar[str] = "orders.seat_paid"
    team_id: int
    seat_id: int


@dataclass(frozen=True)
class SeatGivenUp(Event):
    """A seat is free again: not paid for in time, or its buyer left."""

    name: ClassVar[str] = "orders.seat_given_up"
    team_id: int
    seat_id: int
    was_paid: bool


@dataclass(frozen=True)
class TeamFilled(Event):
    """The team has succeeded and its orders may be shipped. Held payments are to be captured."""

    name: ClassVar[str] = "orders.team_filled"
    team_id: int


@dataclass(frozen=True)
class TeamExpired(Event):
    """The team ended without goods; every paid seat is being refunded. Held payments are to be voided."""

    name: ClassVar[str] = "orders.team_expired"
    team_id: int
    reason: str


@dataclass(frozen=True)
class LeadPassed(Event):
    """The leader left; the earliest who paid leads now."""

    name: ClassVar[str] = "orders.lead_passed"
    team_id: int
    seat_id: int


@dataclass(frozen=True)
class TeamsMerged(Event):
    name: ClassVar[str] = "orders.teams_merged"
    team_id: int
    merged_team_id: int
