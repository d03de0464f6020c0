"""Metric definitions as data. No engine, no SQL: what is counted, when, for whom, and as seen at which moment.

A definition that changes its meaning gets a higher `version`; `digest` names it in results, caches and exports.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import ClassVar
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analytics.metrics.errors import ImpossibleMetric
from analytics.metrics.periods import Calendar, Period

MOST_COLUMNS = 400
MOST_DAYS = 3660
FIRST_YEAR, LAST_YEAR = 1970, 2200
FEWEST_STEPS, MOST_STEPS = 2, 8
MOST_WINDOW = timedelta(days=400)


@dataclass(frozen=True, kw_only=True)
class MetricSpec:
    """What all metrics share.

    `events` are those that count as being active; those that merely happen to a person (a push sent) are left out.
    Bots and staff are left out unless asked for. The range [start, end) has local days. Known is what happened and
    arrived until `as_of`.
    """

    version: ClassVar[int] = 1

    events: frozenset[str]
    start: date
    end: date
    as_of: datetime
    zone: str = "Asia/Shanghai"
    period: Period = Period.DAY
    first_weekday: int = 0
    with_bots: bool = False
    with_staff: bool = False

    def __post_init__(self) -> None:
        _require(self.start < self.end, _("the range ends before it starts"))
        is_near = self.start.year >= FIRST_YEAR and self.end.year <= LAST_YEAR
        _require(
            is_near and (self.end - self.start).days <= MOST_DAYS, _("the range is longer than ten years or far away")
        )
        _require(self.as_of.tzinfo is not None, _("the moment has no zone"))
        _require(0 <= self.first_weekday < 7, _("a week starts on one of seven days"))
        try:
            ZoneInfo(self.zone)
        except (ZoneInfoNotFoundError, ValueError, OSError) as trouble:
            raise ImpossibleMetric(field="zone", why=self.zone) from trouble

    @property
    def calendar(self) -> Calendar:
        return Calendar(self.zone, self.period, self.first_weekday)

    @property
    def digest(self) -> str:
        """The same for the same question, in every process and on every machine."""
        asked = {one.name: _plain(getattr(self, one.name)) for one in fields(self)}
        text = json.dumps([type(self).__name__, self.version, asked], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True, kw_only=True)
class ActiveSpec(MetricSpec):
    """DAU, WAU and MAU: different people on a day, and in the 7 and `window` days that end with it."""

    window: int = 28

    def __post_init__(self) -> None:
        super().__post_init__()
        _require(1 <= self.window <= MOST_COLUMNS, _("the window is from 1 to 400 days"))


@dataclass(frozen=True, kw_only=True)
class GrowthSpec(MetricSpec):
    """Who is new, who stayed, who came back and who is gone, for each period with a day in the range.

    With `rolling`, for each day of the range: in the so many days that end with it, beside the so many before those.
    """

    rolling: int = 0

    def __post_init__(self) -> None:
        super().__post_init__()
        _require(0 <= self.rolling <= MOST_COLUMNS, _("the window is from 1 to 400 days"))
        _require(not self.rolling or self.period is Period.DAY, _("a rolling window goes on by days"))


class Return(StrEnum):
    ON = "on"  # in period k
    ON_OR_AFTER = "on_or_after"  # in period k or any later one
    BRACKET = "bracket"  # in one of the periods first…last


class Clock(StrEnum):
    CALENDAR = "calendar"  # differences of local days, weeks or months
    ROLLING = "rolling"  # 24 hours or 7 × 24 hours, from one's own start


class Belonging(StrEnum):
    FIRST = "first"  # one cohort: that of the first start ever, also when it is before the range
    RECURRING = "recurring"  # every cohort in whose period one starts


@dataclass(frozen=True, kw_only=True)
class CohortSpec(MetricSpec):
    """Who came back. `events` start; `returns` are what counts as coming back (the same unless given).

    Cells are periods 0 to `columns` − 1, or the brackets. A return at the very start counts in period 0, one before the
    start never does.
    """

    returns: frozenset[str] = frozenset()
    mode: Return = Return.ON
    clock: Clock = Clock.CALENDAR
    belonging: Belonging = Belonging.FIRST
    columns: int = 13
    brackets: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        super().__post_init__()
        _require(1 <= self.columns <= MOST_COLUMNS, _("the table has from 1 to 400 columns"))
        _require(bool(self.brackets) is (self.mode is Return.BRACKET), _("brackets belong to bracket retention"))
        _require(_in_a_row(self.brackets), _("brackets overlap or run backwards"))
        _require(all(last < MOST_COLUMNS for _first, last in self.brackets), _("brackets end within 400 periods"))
        months = self.period is Period.MONTH
        _require(not (months and self.clock is Clock.ROLLING), _("months have no fixed length to roll by"))

    @property
    def return_events(self) -> frozenset[str]:
        return self.returns or self.events

    @property
    def cells(self) -> tuple[tuple[int, int], ...]:
        """First and last period of each cell."""
        return self.brackets or tuple((k, k) for k in range(self.columns))

    @property
    def length(self) -> timedelta:
        """Of a rolling period."""
        return timedelta(days=7 if self.period is Period.WEEK else 1)

    def matures_at(self, first: date, last: int) -> datetime:
        """When everybody of the cohort that begins with this day has had all of period `last`."""
        calendar = self.calendar
        if self.clock is Clock.ROLLING:
            return calendar.begins_at(calendar.later(first, 1)) + (last + 1) * self.length
        return calendar.begins_at(calendar.later(first, last + 1))


class Order(StrEnum):
    IN_ORDER = "in_order"  # one after another, anything may lie between
    CONSECUTIVE = "consecutive"  # each directly after the one before
    ANY_ORDER = "any_order"  # whichever comes first


@dataclass(frozen=True, kw_only=True)
class FunnelSpec(MetricSpec):
    """How far people get through steps in order, others allowed between.

    The range selects entries (step 1); what follows may lie after it, up to and with `window` after the entry. Of all
    entries of a person the best counts. One event serves one step. Equal instants are in the order of their event ids;
    `any_tie` lets them stand in either order. `same_object`: all steps on the object of the entry.

    Consecutive: nothing else of `events` (nothing at all, where none are given) lies between two steps; with
    `same_object`, nothing on that object. In any order: the entry is whichever step comes first, and it counts how many
    of the steps are done within the window.
    """

    events: frozenset[str] = frozenset()
    steps: tuple[frozenset[str], ...]
    order: Order = Order.IN_ORDER
    window: timedelta = timedelta(days=7)
    any_tie: bool = False
    same_object: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        _require(FEWEST_STEPS <= len(self.steps) <= MOST_STEPS, _("a funnel has from 2 to 8 steps"))
        _require(all(self.steps), _("a step has no events"))
        _require(timedelta(0) <= self.window <= MOST_WINDOW, _("the window is negative or longer than 400 days"))
        is_loose = self.order is Order.ANY_ORDER
        _require(not (is_loose and _overlap(self.steps)), _("in any order, two steps can't have the same event"))
        _require(not (self.any_tie and self.order is not Order.IN_ORDER), _("ties belong to steps in order"))

    @property
    def names(self) -> frozenset[str]:
        """The events of all steps."""
        return frozenset().union(*self.steps)

    @property
    def looked_at(self) -> frozenset[str] | None:
        """The events that matter; None is all there are."""
        if self.order is Order.CONSECUTIVE:
            return self.events | self.names if self.events else None
        return self.names


@dataclass(frozen=True, kw_only=True)
class PathSpec(MetricSpec):
    """What follows what: moves between events within a session's first steps. A longer pause than `gap` ends a session,
    midnight does not. Sessions that begin in the range count."""

    gap: timedelta = timedelta(minutes=30)
    depth: int = 5
    most: int = 50

    def __post_init__(self) -> None:
        super().__post_init__()
        _require(2 <= self.depth <= 50, _("a path has from 2 to 50 steps"))
        _require(self.most >= 1, _("at least one move is shown"))


@dataclass(frozen=True, kw_only=True)
class ObjectSpec(MetricSpec):
    """How often each of `events` happened to each object in the range; events about nothing are left out."""


@dataclass(frozen=True, kw_only=True)
class ContentSpec(MetricSpec):
    """What being seen led to, for each object. `events` are impressions that a person could see (half of it, for a
    second); `actions` are the clicks, shares or saves.

    One impression and one action count for each person, object and session (all of the person's events, cut where the
    pause is longer than `gap`); the action is not before the impression. A session belongs to that impression's day.
    """

    actions: frozenset[str]
    gap: timedelta = timedelta(minutes=30)

    def __post_init__(self) -> None:
        super().__post_init__()
        _require(not self.events & self.actions, _("an impression is no action"))


def _require(is_right: bool, why: str | Promise) -> None:
    if not is_right:
        raise ImpossibleMetric(why=why)


def _overlap(steps: Sequence[frozenset[str]]) -> bool:
    return len(frozenset().union(*steps)) < sum(len(step) for step in steps)


def _in_a_row(brackets: Sequence[tuple[int, int]]) -> bool:
    ends = [-1, *(last for _first, last in brackets)]
    return all(before < first <= last for before, (first, last) in zip(ends, brackets, strict=False))


def _plain(value: object) -> object:
    if isinstance(value, frozenset):
        return sorted(value)
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, datetime):
        return value.timestamp()
    return value if isinstance(value, bool | int | str) else str(value)
