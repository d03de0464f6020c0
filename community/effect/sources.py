"""What only apps above know of a group's days: they register who answers.

register_likes(function)    function(window): write down who liked what in these days, twice like once
register_replies(function)  function(window): by group, how notes were answered
register_reports(function)  function(window): by group, what was reported and what came of it
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True)
class Window:
    """`span` days up to and with `day` of one zone, for the groups that live by it."""

    day: date
    span: int
    zone: str
    groups: Collection[int]

    @property
    def first(self) -> date:
        return self.day - timedelta(days=self.span - 1)

    @property
    def since(self) -> datetime:
        return datetime.combine(self.first, time.min, ZoneInfo(self.zone))

    @property
    def until(self) -> datetime:
        return datetime.combine(self.day + timedelta(days=1), time.min, ZoneInfo(self.zone))


@dataclass(frozen=True)
class Replies:
    """How the notes of a group were answered whose first 24 hours ended in a window."""

    notes: int = 0
    answered: int = 0
    first_reply_minutes: int | None = None


@dataclass(frozen=True)
class Reports:
    """What came out in a group in a window, how often something was reported, and what was decided about reports."""

    notes_out: int = 0
    reports: int = 0
    reports_decided: int = 0
    reports_upheld: int = 0


_likes: list[Callable[[Window], None]] = []
_replies: list[Callable[[Window], Mapping[int, Replies]]] = []
_reports: list[Callable[[Window], Mapping[int, Reports]]] = []


def register_likes(function: Callable[[Window], None]) -> None:
    _likes[:] = [function]


def register_replies(function: Callable[[Window], Mapping[int, Replies]]) -> None:
    _replies[:] = [function]


def register_reports(function: Callable[[Window], Mapping[int, Reports]]) -> None:
    _reports[:] = [function]


def write_down_likes(window: Window) -> None:
    for function in _likes:
        function(window)


def replies_in(window: Window) -> dict[int, Replies]:
    return {pk: found for function in _replies for pk, found in function(window).items()}


def reports_in(window: Window) -> dict[int, Reports]:
    return {pk: found for function in _reports for pk, found in function(window).items()}
