"""Who is here and who is gone: DAU, WAU, MAU and growth accounting, of days of people."""

from __future__ import annotations

import numpy as np

from analytics.engines.columns import Flags, Ints, PersonDays, counts_of, day_of_number, number_of, starts_of_runs
from analytics.engines.zones import days_of
from analytics.metrics.engine import ActiveDay, ActiveTable, GrowthLine
from analytics.metrics.periods import MONTHS, WEEK, Period
from analytics.metrics.specs import ActiveSpec, GrowthSpec, MetricSpec

EPOCH_ORDINAL = 719_163  # date(1970, 1, 1).toordinal()


def active_table(spec: ActiveSpec, found: PersonDays) -> ActiveTable:
    """Of days from `window` (at least seven) days before the range's end on."""
    first, end = number_of(spec.start), number_of(spec.end)
    daily, weekly, monthly = (trailing(found, length, first, end).tolist() for length in (1, WEEK, spec.window))
    lines = [
        ActiveDay(day_of_number(first + place), *counts)
        for place, counts in enumerate(zip(daily, weekly, monthly, strict=True))
    ]
    within = (found.day > end - 1 - spec.window) & (found.day < end)
    people = found.person[within]
    exact = np.bincount(np.diff(np.flatnonzero(np.append(starts_of_runs(people), True))), minlength=spec.window + 1)
    return ActiveTable(lines, exact[1:].tolist())


def trailing(found: PersonDays, length: int, first: int, end: int) -> Ints:
    """For each day of [first, end): the people with one of their days among the `length` that end with it.

    Somebody counts from a day of theirs until `length` days later or their next day, whichever is sooner; so a day is
    looked at once, however long the window.
    """
    until = found.day + length
    same = ~starts_of_runs(found.person)[1:]
    until[:-1][same] = np.minimum(until[:-1][same], found.day[1:][same])
    steps = _at(found.day, first, end) - _at(until, first, end)
    return np.cumsum(steps)[:-1]


def _at(day: Ints, first: int, end: int) -> Ints:
    """How many of these days are each of [first, end); those before are at its start, those after beyond it."""
    return np.bincount(np.clip(day, first, end) - first, minlength=end - first + 1)


def growth_lines(spec: GrowthSpec, found: PersonDays, first_person: Ints, first_at: Ints) -> list[GrowthLine]:
    """Of the days of the range's periods and the one before (of all windows), and the first instant of each person."""
    firsts = PersonDays(first_person, days_of(first_at, spec.zone))
    if spec.rolling:
        return _rolling(spec, found, firsts)
    calendar = spec.calendar
    period = numbers(found.day, spec)
    is_first_row = starts_of_runs(found.person, period)
    person, period = found.person[is_first_row], period[is_first_row]
    began = looked_up(firsts.person, numbers(firsts.day, spec), person)
    was_here = np.append(False, (person[1:] == person[:-1]) & (period[1:] == period[:-1] + 1))
    firsts_of_periods = list(calendar.periods(spec.start, spec.end))
    low, count = calendar.number(firsts_of_periods[0]) - 1, len(firsts_of_periods) + 1

    def counts(rows: Flags) -> list[int]:
        inside = rows & (period >= low) & (period < low + count)
        return counts_of(period[inside] - low, count)

    active, new = counts(np.ones(len(person), dtype=np.bool_)), counts(began == period)
    retained = counts(was_here & (began != period))
    return [
        GrowthLine(day, active[k], new[k], retained[k], active[k] - new[k] - retained[k], active[k - 1] - retained[k])
        for k, day in enumerate(firsts_of_periods, 1)
    ]


def _rolling(spec: GrowthSpec, found: PersonDays, firsts: PersonDays) -> list[GrowthLine]:
    """Who is in both windows, is in each, and once only in the two taken together."""
    length, first, end = spec.rolling, number_of(spec.start), number_of(spec.end)
    active = trailing(found, length, first - length, end)
    before, now = active[: end - first], active[length:]
    both = before + now - trailing(found, 2 * length, first, end)
    new = trailing(firsts, length, first, end)
    table = np.stack([now, new, both, now - new - both, before - both], axis=1).tolist()
    return [GrowthLine(day_of_number(first + place - length + 1), *counts) for place, counts in enumerate(table)]


def looked_up(keys: Ints, values: Ints, wanted: Ints) -> Ints:
    """The value of each wanted key, by sorted keys; −1 for one that is missing."""
    place = np.searchsorted(keys, wanted)
    padded = np.append(values, -1)
    return np.where(np.append(keys, -1)[place] == wanted, padded[place], -1)


def numbers(day: Ints, spec: MetricSpec) -> Ints:
    """`Calendar.number` of many days."""
    if spec.period is Period.MONTH:
        months = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
        return months + 1970 * MONTHS
    ordinal = day + EPOCH_ORDINAL
    return (ordinal - 1 - spec.first_weekday) // WEEK if spec.period is Period.WEEK else ordinal
