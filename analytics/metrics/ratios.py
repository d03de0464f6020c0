"""Shares, means and times from counts: in one place, whichever engine counted."""

from __future__ import annotations

from collections.abc import Sequence
from math import inf
from statistics import fmean, median

from analytics.metrics.engine import ActiveTable, Cohort, ContentLine, FunnelTable, GrowthLine
from analytics.statistics.rates import Rate


def stickiness(table: ActiveTable, *, window: int = 28) -> float | None:
    """Mean DAU of the last `window` days ÷ MAU at their end, 0 to 1: the share of days a monthly person is here.

    None when the table has fewer days than the window, or nobody was here.
    """
    last = table.days[-window:]
    if len(last) < window or not last[-1].monthly:
        return None
    return fmean(one.daily for one in last) / last[-1].monthly


def quick_ratio(line: GrowthLine) -> float | None:
    """(new + resurrected) ÷ churned: who comes for each who goes; infinite if nobody goes, None if nobody moves."""
    gained = line.new + line.resurrected
    if line.churned:
        return gained / line.churned
    return inf if gained else None


def retention(cohort: Cohort) -> list[Rate]:
    """Each cell as a share of the cohort."""
    return [Rate(cell.retained, cohort.size) for cell in cohort.cells]


def retention_of_those_before(cohort: Cohort) -> list[float | None]:
    """Each cell relative to the one before it; the first to the cohort. May pass 1: who came back late counts."""
    before = [cohort.size, *(cell.retained for cell in cohort.cells)]
    return [cell.retained / earlier if earlier else None for cell, earlier in zip(cohort.cells, before, strict=False)]


def mean_retention(cohorts: Sequence[Cohort]) -> list[Rate | None]:
    """The mean row: all retained ÷ all people, of the cohorts whose cell is mature. None where none is."""
    columns = max((len(cohort.cells) for cohort in cohorts), default=0)
    return [_mean(cohorts, column) for column in range(columns)]


def _mean(cohorts: Sequence[Cohort], column: int) -> Rate | None:
    mature = [cohort for cohort in cohorts if cohort.size and cohort.cells[column].is_mature]
    if not mature:
        return None
    return Rate(sum(cohort.cells[column].retained for cohort in mature), sum(cohort.size for cohort in mature))


def simple_mean_retention(cohorts: Sequence[Cohort]) -> list[float | None]:
    """The mean of the mature shares, each cohort counting the same however small."""
    columns = max((len(cohort.cells) for cohort in cohorts), default=0)
    shares = [
        [one.cells[column].retained / one.size for one in cohorts if one.size and one.cells[column].is_mature]
        for column in range(columns)
    ]
    return [fmean(column) if column else None for column in shares]


def conversion(table: FunnelTable) -> list[Rate]:
    """Each step as a share of those who entered."""
    return [Rate(count, table.reached[0]) for count in table.reached]


def step_conversion(table: FunnelTable) -> list[Rate]:
    """Each step as a share of those who came to the one before; the first is all of itself."""
    before = [table.reached[0], *table.reached]
    return [Rate(count, earlier) for count, earlier in zip(table.reached, before, strict=False)]


def usual_time(table: FunnelTable) -> float | None:
    """The median time from entry to end in seconds, of those who came through."""
    return median(table.times) / 1_000_000 if table.times else None


def time_histogram(table: FunnelTable, *, edges: Sequence[float]) -> list[int]:
    """Of those who came through: how many took up to each of these seconds (over the one before); the rest last."""
    counts = [0] * (len(edges) + 1)
    for time in table.times:
        counts[sum(time > edge * 1_000_000 for edge in edges)] += 1
    return counts


def content_rate(line: ContentLine) -> Rate:
    """How often being seen led to the action: click rate, share rate, save rate; from 0 to 1."""
    return Rate(line.acted, line.shown)


def people_rate(line: ContentLine) -> Rate:
    """The share of people who saw it and did it at least once."""
    return Rate(line.people_acted, line.people_shown)


def ranked(lines: Sequence[ContentLine]) -> list[ContentLine]:
    """Best first, by the lower end of the interval; those seen too seldom are left out."""
    enough = [line for line in lines if content_rate(line).is_enough]
    return sorted(enough, key=lambda line: (-content_rate(line).interval.low, line.object))
