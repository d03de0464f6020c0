"""Days, weeks and months of a zone. An instant belongs to a local calendar day; ranges are half-open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

MONTHS = 12
WEEK = 7


class Period(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


@dataclass(frozen=True)
class Calendar:
    """Periods of one length in one zone. `first_weekday`: 0 is Monday."""

    zone: str
    period: Period = Period.DAY
    first_weekday: int = 0

    def day_of(self, instant: datetime) -> date:
        """The local day, with the offset that held at that very instant."""
        return instant.astimezone(ZoneInfo(self.zone)).date()

    def begins_at(self, day: date) -> datetime:
        """The first instant of a local day, in UTC. Where midnight is skipped, the instant after the gap."""
        return datetime(day.year, day.month, day.day, tzinfo=ZoneInfo(self.zone)).astimezone(UTC)

    def floor(self, day: date) -> date:
        """The first day of the period this day lies in."""
        if self.period is Period.MONTH:
            return day.replace(day=1)
        if self.period is Period.WEEK:
            return day - timedelta(days=(day.weekday() - self.first_weekday) % WEEK)
        return day

    def period_of(self, instant: datetime) -> date:
        return self.floor(self.day_of(instant))

    def number(self, day: date) -> int:
        """Periods in a row have numbers in a row."""
        if self.period is Period.MONTH:
            return day.year * MONTHS + day.month - 1
        first = self.floor(day).toordinal()
        return (first - self.first_weekday) // WEEK if self.period is Period.WEEK else first

    def later(self, first: date, periods: int) -> date:
        """The first day of the period so many after the one that begins with `first`."""
        if self.period is Period.MONTH:
            months = self.number(first) + periods
            return date(months // MONTHS, months % MONTHS + 1, 1)
        return first + timedelta(days=periods * (WEEK if self.period is Period.WEEK else 1))

    def periods(self, start: date, end: date) -> Iterator[date]:
        """First days of all periods that have a day in [start, end)."""
        first = self.floor(start)
        while first < end:
            yield first
            first = self.later(first, 1)
