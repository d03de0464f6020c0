"""The same columns out of the roll-ups, where they can answer: what the site asks every day."""

from __future__ import annotations

from datetime import date

import numpy as np
from psycopg2.sql import SQL, Composable, Literal

from analytics.engines.columns import (
    Ints,
    PersonDays,
    PersonInstants,
    day_of_number,
    micros,
    person_days,
    person_instants,
)
from analytics.engines.postgres import PostgresSource, copied, rows
from analytics.engines.zones import days_of
from analytics.metrics.periods import Calendar
from analytics.metrics.specs import Belonging, Clock, CohortSpec, MetricSpec, ObjectSpec
from analytics.rollups.models import WHOLE_SITE
from analytics.rollups.selectors import data_up_to
from analytics.tracking.catalogue import ACTIVE
from analytics.tracking.days import site_zone


class RolledSource(PostgresSource):
    """Raw events, but days of active people and their first instants from the roll-ups."""

    def covers(self, spec: MetricSpec) -> bool:
        """Roll-ups know one set of events (of people; of things they know all) and one zone, and only the present."""
        is_known = spec.events == ACTIVE or isinstance(spec, ObjectSpec)
        if not is_known or spec.zone != site_zone() or spec.with_bots or spec.with_staff:
            return False
        until = data_up_to()
        return until is not None and until <= spec.as_of

    def person_days(self, spec: MetricSpec, begin: date, finish: date) -> PersonDays:
        if not self.covers(spec):
            return super().person_days(spec, begin, finish)
        return self._days(begin, finish)

    def firsts(self, spec: MetricSpec) -> PersonInstants:
        if not self.covers(spec):
            return super().firsts(spec)
        query = SQL("SELECT actor_id, first_at FROM analytics_userfirst WHERE shop_id = {}")
        return person_instants(*copied(query.format(self._shop), ["number", "instant"]))

    def starts(self, spec: CohortSpec) -> PersonInstants:
        if not self._covers_cohorts(spec):
            return super().starts(spec)
        if spec.belonging is Belonging.FIRST:
            found = self.firsts(spec)
            return PersonInstants(found.person, _begin_of(days_of(found.at, spec.zone), spec.calendar))
        return self.returns(spec)

    def returns(self, spec: CohortSpec) -> PersonInstants:
        if not self._covers_cohorts(spec):
            return super().returns(spec)
        days = self._days(spec.calendar.floor(spec.start), None)
        return PersonInstants(days.person, _begin_of(days.day, spec.calendar))

    def objects(self, spec: ObjectSpec) -> list[tuple[str, int, str, int]]:
        if not self.covers(spec):
            return super().objects(spec)
        query = SQL(
            "SELECT object_kind, object_id, name, sum(times)::bigint FROM analytics_objectday"
            " WHERE day >= {start} AND day < {end} AND name = ANY({names}) AND {shop} GROUP BY 1, 2, 3"
        )
        names = Literal(sorted(spec.events))
        shop = SQL("true") if self.shop_id is None else SQL("shop_id = {}").format(self._shop)
        return rows(query.format(start=Literal(spec.start), end=Literal(spec.end), names=names, shop=shop))

    def _covers_cohorts(self, spec: CohortSpec) -> bool:
        """Where starting and coming back are the same, days will do; rolling clocks want instants."""
        is_by_day = spec.clock is Clock.CALENDAR and spec.return_events == spec.events
        return is_by_day and self.covers(spec)

    def _days(self, begin: date, finish: date | None) -> PersonDays:
        query = SQL("SELECT actor_id, day FROM analytics_userday WHERE shop_id = {} AND day >= {}").format(
            self._shop, Literal(begin)
        )
        if finish is not None:
            query += SQL(" AND day < {}").format(Literal(finish))
        return person_days(*copied(query, ["number", "day"]))

    @property
    def _shop(self) -> Composable:
        return Literal(WHOLE_SITE if self.shop_id is None else self.shop_id)


def _begin_of(day: Ints, calendar: Calendar) -> Ints:
    """The first instant of each day."""
    days, place = np.unique(day, return_inverse=True)
    begins = [micros(calendar.begins_at(one)) for one in map(day_of_number, days.tolist())]
    return np.array(begins, dtype=np.int64)[place]
