"""What every engine answers: tables of whole counts. Shares, means and intervals are made of them in `ratios`, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from analytics.metrics.specs import ActiveSpec, CohortSpec, ContentSpec, FunnelSpec, GrowthSpec, ObjectSpec, PathSpec


@dataclass(frozen=True)
class ActiveDay:
    day: date
    daily: int
    weekly: int
    monthly: int


@dataclass(frozen=True)
class ActiveTable:
    """One line a day, and how many people had exactly 1, 2, … active days in the window that ends the range."""

    days: Sequence[ActiveDay]
    by_active_days: Sequence[int]


@dataclass(frozen=True)
class GrowthLine:
    """active = new + retained + resurrected; active − active before = new + resurrected − churned."""

    first_day: date
    active: int
    new: int
    retained: int
    resurrected: int
    churned: int


@dataclass(frozen=True)
class Cell:
    """`is_mature`: everybody of the cohort has had all the time the cell asks for."""

    retained: int
    is_mature: bool


@dataclass(frozen=True)
class Cohort:
    first_day: date
    size: int
    cells: Sequence[Cell]


@dataclass(frozen=True)
class FunnelTable:
    """People by steps reached. `reached[k]` came to step k + 1 or further; of those who stopped there, `under_way[k]`
    have an entry whose window is still open. `times` of those who came through, in microseconds, shortest first."""

    reached: Sequence[int]
    under_way: Sequence[int]
    times: Sequence[int]


@dataclass(frozen=True)
class Move:
    """From one event to the next, as step `position` (1 is the first) of sessions."""

    position: int
    source: str
    target: str
    count: int


@dataclass(frozen=True)
class PathTable:
    """The most frequent moves; `others` are all moves that are not shown."""

    sessions: int
    moves: Sequence[Move]
    others: int


@dataclass(frozen=True)
class ContentLine:
    """One object. `shown` and `acted` are counted once a session, `all_…` as often as they happened in the range."""

    object: str
    shown: int
    acted: int
    people_shown: int
    people_acted: int
    all_shown: int
    all_acted: int


@dataclass(frozen=True)
class ObjectLine:
    """How often an event happened to an object."""

    object: str
    event: str
    times: int


class Engine(Protocol):
    """Somebody who counts. Two engines given the same events and the same question answer the same, cell for cell."""

    def active(self, spec: ActiveSpec) -> ActiveTable: ...

    def growth_accounting(self, spec: GrowthSpec) -> list[GrowthLine]: ...

    def cohorts(self, spec: CohortSpec) -> list[Cohort]: ...

    def funnel(self, spec: FunnelSpec) -> FunnelTable: ...

    def paths(self, spec: PathSpec) -> PathTable: ...

    def content(self, spec: ContentSpec) -> list[ContentLine]: ...

    def objects(self, spec: ObjectSpec) -> list[ObjectLine]: ...
