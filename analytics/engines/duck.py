"""Columns out of Parquet files by DuckDB, for big questions about closed days. DuckDB is an optional package.

The local day is reckoned in whole numbers, with the offsets that hold in the zone.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

import numpy as np

from analytics.engines.archive import Archive, connected
from analytics.engines.columns import (
    Happenings,
    Ints,
    PersonDays,
    PersonInstants,
    micros,
    person_days,
    person_instants,
    subjects_of,
)
from analytics.engines.zones import DAY, offsets
from analytics.metrics.specs import Belonging, Clock, CohortSpec, MetricSpec, ObjectSpec

QUOTE = "'"


class DuckSource:
    """Days of an archive; of one shop, or of the whole site."""

    def __init__(self, archive: Archive, *, shop_id: int | None = None) -> None:
        self._archive = archive
        self.shop_id = shop_id
        self._duck = connected()

    def person_days(self, spec: MetricSpec, begin: date, finish: date) -> PersonDays:
        calendar = spec.calendar
        query = self._query(spec, spec.events, calendar.begins_at(begin), calendar.begins_at(finish))
        return person_days(*self._ask(f"SELECT DISTINCT actor_id, {query.day} {query.known}", query))

    def firsts(self, spec: MetricSpec) -> PersonInstants:
        query = self._query(spec, spec.events, None, None)
        return person_instants(*self._ask(f"SELECT actor_id, min(happened_at) {query.known} GROUP BY 1", query))

    def starts(self, spec: CohortSpec) -> PersonInstants:
        if spec.belonging is Belonging.FIRST:
            return self.firsts(spec)
        calendar = spec.calendar
        periods = list(calendar.periods(spec.start, spec.end))
        begin, finish = calendar.begins_at(periods[0]), calendar.begins_at(calendar.later(periods[-1], 1))
        return self._of_days("min", self._query(spec, spec.events, begin, finish))

    def returns(self, spec: CohortSpec) -> PersonInstants:
        begin = spec.calendar.begins_at(spec.calendar.floor(spec.start))
        query = self._query(spec, spec.return_events, begin, None)
        if spec.clock is Clock.CALENDAR:
            return self._of_days("max", query)
        return person_instants(*self._ask(f"SELECT actor_id, happened_at {query.known}", query))

    def _of_days(self, which: str, query: Query) -> PersonInstants:
        grouped = f"SELECT actor_id, {which}(happened_at) {query.known} GROUP BY actor_id, {query.day}"
        return person_instants(*self._ask(grouped, query))

    def objects(self, spec: ObjectSpec) -> list[tuple[str, int, str, int]]:
        calendar = spec.calendar
        query = self._query(spec, spec.events, calendar.begins_at(spec.start), calendar.begins_at(spec.end))
        counted = f"SELECT object_kind, object_id, name, count(*) {query.known} AND object_kind <> '' GROUP BY 1, 2, 3"
        return self._duck.execute(counted, query.given).fetchall()

    def happenings(
        self,
        spec: MetricSpec,
        names: frozenset[str] | None,
        begin: datetime | None,
        finish: datetime | None,
        *,
        with_subjects: bool = False,
    ) -> Happenings:
        query = self._query(spec, names, begin, finish)
        words = sorted(names) if names is not None else self._words("name", query)
        kinds = self._words("object_kind", query) if with_subjects else []
        columns = ["actor_id", "happened_at", _place("name", words)]
        if with_subjects:
            columns += [_place("object_kind", kinds), "object_id"]
        rows = self._ask(f"SELECT {', '.join(columns)} {query.known} ORDER BY actor_id, happened_at, id", query)
        subjects, place = subjects_of(kinds, rows[3:], len(rows[0]))
        return Happenings(rows[0], rows[1], rows[2], words, place, subjects)

    def _query(
        self, spec: MetricSpec, names: frozenset[str] | None, begin: datetime | None, finish: datetime | None
    ) -> Query:
        return Query(spec, names, begin, finish, table=self._archive.table, shop_id=self.shop_id)

    def _words(self, column: str, query: Query) -> list[str]:
        asked = self._duck.execute(f"SELECT DISTINCT {column} {query.known} ORDER BY 1", query.given)
        return [row[0] for row in asked.fetchall()]

    def _ask(self, text: str, query: Query) -> list[Ints]:
        found = self._duck.execute(text, query.given).fetchnumpy()
        return [np.asarray(column, dtype=np.int64) for column in found.values()]


class Query:
    """Which events a question is about."""

    def __init__(
        self,
        spec: MetricSpec,
        names: frozenset[str] | None,
        begin: datetime | None,
        finish: datetime | None,
        *,
        table: str,
        shop_id: int | None,
    ) -> None:
        self._spec = spec
        self.given: dict[str, Any] = {"as_of": micros(spec.as_of)}
        conditions = ["happened_at <= $as_of", "arrived_at <= $as_of"]
        wanted: list[tuple[str, str, Any]] = [
            ("begin", "happened_at >= $begin", begin and micros(begin)),
            ("finish", "happened_at < $finish", finish and micros(finish)),
            ("names", "list_contains($names, name)", None if names is None else sorted(names)),
            ("shop", "shop_id = $shop", shop_id),
        ]
        for key, condition, value in wanted:
            if value is not None:
                conditions.append(condition)
                self.given[key] = value
        if not spec.with_bots:
            conditions.append("NOT is_bot")
        if not spec.with_staff:
            conditions.append("NOT is_staff")
        self.known = f"FROM {table} WHERE {' AND '.join(conditions)}"
        latest = min(micros(finish) if finish else micros(spec.as_of), micros(spec.as_of))
        self._between = micros(begin) if begin else 0, latest

    @property
    def day(self) -> str:
        """The local day: instant and the offset that holds then, over a day."""
        begins, held = offsets(self._spec.zone, *self._between)
        later = zip(begins.tolist()[1:], held.tolist()[1:], strict=True)
        changes = " ".join(f"WHEN happened_at >= {begin} THEN {offset}" for begin, offset in reversed(list(later)))
        offset = f"CASE {changes} ELSE {held[0]} END" if changes else f"{held[0]}"
        return f"(happened_at + {offset}) // {DAY}"


def _place(column: str, words: Sequence[str]) -> str:
    """The place of the column's word among these."""
    cases = " ".join(f"WHEN '{word.replace(QUOTE, QUOTE * 2)}' THEN {place}" for place, word in enumerate(words))
    return f"CASE {column} {cases} ELSE -1 END" if words else "-1"
