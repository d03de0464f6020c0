"""What a store hands over. A source knows one store and no metric; kernels know the metrics and no store."""

from __future__ import annotations

from datetime import date, datetime
from typing import Protocol

from analytics.engines.columns import Happenings, PersonDays, PersonInstants
from analytics.metrics.specs import CohortSpec, MetricSpec, ObjectSpec


class Source(Protocol):
    """All answers keep to the spec: known at `as_of`, with or without bots and staff, days of its zone."""

    def person_days(self, spec: MetricSpec, begin: date, finish: date) -> PersonDays:
        """Who did one of `spec.events` on which of these days."""
        ...

    def firsts(self, spec: MetricSpec) -> PersonInstants:
        """When each person did one of `spec.events` for the first time, in all that is known."""
        ...

    def starts(self, spec: CohortSpec) -> PersonInstants:
        """Starts within the periods of the range: one's first ever, or the first of each day."""
        ...

    def returns(self, spec: CohortSpec) -> PersonInstants:
        """What may be a return: the last of each day, or all of them where the clock rolls."""
        ...

    def objects(self, spec: ObjectSpec) -> list[tuple[str, int, str, int]]:
        """Kind, number, event and how often, for each object and event of the range."""
        ...

    def happenings(
        self,
        spec: MetricSpec,
        names: frozenset[str] | None,
        begin: datetime | None,
        finish: datetime | None,
        *,
        with_subjects: bool = False,
    ) -> Happenings:
        """All that happened from `begin` to before `finish`, of these names, or of all."""
        ...
