"""Who came back, of starts and returns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from analytics.engines.columns import Ints, PersonInstants, counts_of, micros, starts_of_runs
from analytics.metrics.engine import Cell, Cohort
from analytics.metrics.specs import Clock, CohortSpec, Return


@dataclass(frozen=True)
class Starts:
    """One line for each person and cohort: the person's row among the returns, the cohort, the moment."""

    row: Ints
    cohort: Ints
    at: Ints


class Returns:
    """The instants of each person, to be asked whether one lies between two instants.

    Instants are replaced by their rank, so that person and rank fit into one number and a search finds both.
    """

    def __init__(self, people: Ints, found: PersonInstants) -> None:
        row = np.searchsorted(people, found.person)
        is_known = np.append(people, -1)[row] == found.person
        self._times, rank = np.unique(found.at[is_known], return_inverse=True)
        self._width = len(self._times) + 1
        self._keys = row[is_known] * self._width + rank

    def rank(self, at: Ints) -> Ints:
        return np.searchsorted(self._times, at).astype(np.int64, copy=False)

    @property
    def never(self) -> int:
        """A rank after all of them."""
        return self._width - 1

    def before(self, row: Ints, rank: Ints) -> Ints:
        """How many returns lie before it; of two of one person, the difference is what lies between."""
        return np.searchsorted(self._keys, row * self._width + rank).astype(np.int64, copy=False)


def cohort_table(spec: CohortSpec, starts: PersonInstants, returns: PersonInstants) -> list[Cohort]:
    """Of all starts in the periods of the range, and all returns from the first of them on."""
    calendar = spec.calendar
    periods = list(calendar.periods(spec.start, spec.end))
    bounds = np.array([micros(calendar.begins_at(day)) for day in [*periods, calendar.later(periods[-1], 1)]])
    cohort = np.searchsorted(bounds, starts.at, side="right") - 1
    firsts = starts_of_runs(starts.person, cohort) & (cohort >= 0) & (cohort < len(periods))
    person, cohort, at = starts.person[firsts], cohort[firsts], starts.at[firsts]
    people = person[starts_of_runs(person)]
    begun = Starts(np.searchsorted(people, person), cohort, at)
    sizes = counts_of(cohort, len(periods))
    counts = _counts(spec, begun, Returns(people, returns), len(periods))
    return [
        Cohort(
            day,
            sizes[place],
            [
                Cell(column[place], spec.matures_at(day, last) <= spec.as_of)
                for column, (_first, last) in zip(counts, spec.cells, strict=True)
            ],
        )
        for place, day in enumerate(periods)
    ]


def _counts(spec: CohortSpec, begun: Starts, returns: Returns, cohorts: int) -> list[list[int]]:
    """For each cell: who came back, by cohort."""
    edge = _rolling_edge if spec.clock is Clock.ROLLING else _calendar_edge
    ends = np.full(len(begun.row), returns.never)
    rank_at = edge(spec, begun, returns)
    known: dict[int, Ints] = {}

    def before(offset: int) -> Ints:
        """Returns before period `offset` of each start; computed once, as a cell ends where the next begins."""
        if offset not in known:
            known[offset] = returns.before(begun.row, rank_at(offset))
        return known[offset]

    table = []
    last_of_all = returns.before(begun.row, ends) if spec.mode is Return.ON_OR_AFTER else None
    for first, last in spec.cells:
        until = before(last + 1) if last_of_all is None else last_of_all
        came_back = until > before(first)
        table.append(counts_of(begun.cohort[came_back], cohorts))
        known = {offset: found for offset, found in known.items() if offset > first}
    return table


def _rolling_edge(spec: CohortSpec, begun: Starts, returns: Returns) -> Callable[[int], Ints]:
    length = spec.length.days * 86_400_000_000
    return lambda offset: returns.rank(begun.at + offset * length)


def _calendar_edge(spec: CohortSpec, begun: Starts, returns: Returns) -> Callable[[int], Ints]:
    """Period 0 begins with the start itself: what was before it is no return."""
    calendar = spec.calendar
    periods = list(calendar.periods(spec.start, spec.end))

    def edge(offset: int) -> Ints:
        if not offset:
            return returns.rank(begun.at)
        bounds = np.array([micros(calendar.begins_at(calendar.later(day, offset))) for day in periods])
        return returns.rank(bounds)[begun.cohort]

    return edge
