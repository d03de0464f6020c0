"""Columns out of `analytics_event` by COPY in its binary form: nothing is parsed, instants stay whole microseconds.

What can be grouped is grouped there; what PostgreSQL does slowly (nested windows over raw events) is left to kernels.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from io import BytesIO
from typing import Any

import numpy as np
from django.db import connection
from numpy.typing import NDArray
from psycopg2.sql import SQL, Composable, Composed, Literal

from analytics.engines.columns import (
    EPOCH,
    MICROSECOND,
    Happenings,
    Ints,
    PersonDays,
    PersonInstants,
    order_of,
    person_days,
    person_instants,
    starts_of_runs,
    subjects_of,
)
from analytics.metrics.specs import Belonging, Clock, CohortSpec, MetricSpec, ObjectSpec

# COPY's binary form: a header, then for each row the number of fields and for each field its length and its bytes.
HEADER, TRAILER = 19, 2
SINCE_2000 = (datetime(2000, 1, 1, tzinfo=EPOCH.tzinfo) - EPOCH) // MICROSECOND
DAYS_SINCE_2000 = 10_957
FIELDS = {"number": ">i8", "instant": ">i8", "day": ">i4", "small": ">i2", "high": ">u8"}

LOCAL_DAY = SQL("(happened_at AT TIME ZONE {zone})::date")


class PostgresSource:
    """Raw events; of one shop, or of the whole site."""

    def __init__(self, *, shop_id: int | None = None) -> None:
        self.shop_id = shop_id

    def person_days(self, spec: MetricSpec, begin: date, finish: date) -> PersonDays:
        calendar = spec.calendar
        query = SQL("SELECT actor_id, {day} FROM analytics_event WHERE {known} GROUP BY 1, 2").format(
            day=_local_day(spec),
            known=self._known(spec, spec.events, calendar.begins_at(begin), calendar.begins_at(finish)),
        )
        person, day = copied(query, ["number", "day"])
        return person_days(person, day)

    def firsts(self, spec: MetricSpec) -> PersonInstants:
        query = SQL("SELECT actor_id, min(happened_at) FROM analytics_event WHERE {known} GROUP BY 1").format(
            known=self._known(spec, spec.events, None, None)
        )
        return person_instants(*copied(query, ["number", "instant"]))

    def starts(self, spec: CohortSpec) -> PersonInstants:
        if spec.belonging is Belonging.FIRST:
            return self.firsts(spec)
        calendar = spec.calendar
        periods = list(calendar.periods(spec.start, spec.end))
        begin, finish = calendar.begins_at(periods[0]), calendar.begins_at(calendar.later(periods[-1], 1))
        return self._of_days(SQL("min"), spec, spec.events, begin, finish)

    def returns(self, spec: CohortSpec) -> PersonInstants:
        begin = spec.calendar.begins_at(spec.calendar.floor(spec.start))
        if spec.clock is Clock.CALENDAR:
            return self._of_days(SQL("max"), spec, spec.return_events, begin, None)
        query = SQL("SELECT actor_id, happened_at FROM analytics_event WHERE {known}").format(
            known=self._known(spec, spec.return_events, begin, None)
        )
        return person_instants(*copied(query, ["number", "instant"]))

    def _of_days(
        self, which: SQL, spec: CohortSpec, names: frozenset[str], begin: datetime, finish: datetime | None
    ) -> PersonInstants:
        """The first or the last of each person's day."""
        query = SQL("SELECT actor_id, {which}(happened_at) FROM analytics_event WHERE {known} GROUP BY actor_id, {day}")
        known = self._known(spec, names, begin, finish)
        return person_instants(
            *copied(query.format(which=which, known=known, day=_local_day(spec)), ["number", "instant"])
        )

    def objects(self, spec: ObjectSpec) -> list[tuple[str, int, str, int]]:
        calendar = spec.calendar
        known = self._known(spec, spec.events, calendar.begins_at(spec.start), calendar.begins_at(spec.end))
        return rows(
            SQL(
                "SELECT object_kind, object_id, name, count(*) FROM analytics_event"
                " WHERE {known} AND object_kind <> '' GROUP BY 1, 2, 3"
            ).format(known=known)
        )

    def happenings(
        self,
        spec: MetricSpec,
        names: frozenset[str] | None,
        begin: datetime | None,
        finish: datetime | None,
        *,
        with_subjects: bool = False,
    ) -> Happenings:
        known = self._known(spec, names, begin, finish)
        words = sorted(names) if names is not None else _words(SQL("name"), known)
        kinds = _words(SQL("object_kind"), known) if with_subjects else []
        query = SQL(
            "SELECT actor_id, happened_at, {name}{subject}, id FROM analytics_event WHERE {known}",
        ).format(
            name=_place(SQL("name"), words),
            subject=SQL(", {}, object_id").format(_place(SQL("object_kind"), kinds)) if with_subjects else SQL(""),
            known=known,
        )
        wanted = ["number", "instant", "small", *(["small", "number"] if with_subjects else []), "high", "high"]
        person, at, name, *subject, high, low = copied(query, wanted)
        order = in_order(person, at, high, low)
        subjects, place = subjects_of(kinds, [column[order] for column in subject], len(order))
        return Happenings(person[order], at[order], name[order], words, place, subjects)

    def _known(
        self, spec: MetricSpec, names: frozenset[str] | None, begin: datetime | None, finish: datetime | None
    ) -> Composed:
        """Which events the question is about."""
        conditions: list[Composable] = [
            SQL("happened_at <= {0} AND arrived_at <= {0}").format(Literal(spec.as_of)),
        ]
        if begin is not None:
            conditions.append(SQL("happened_at >= {}").format(Literal(begin)))
        if finish is not None:
            conditions.append(SQL("happened_at < {}").format(Literal(finish)))
        if names is not None:
            conditions.append(SQL("name = ANY({})").format(Literal(sorted(names))))
        if not spec.with_bots:
            conditions.append(SQL("NOT is_bot"))
        if not spec.with_staff:
            conditions.append(SQL("NOT is_staff"))
        if self.shop_id is not None:
            conditions.append(SQL("shop_id = {}").format(Literal(self.shop_id)))
        return SQL(" AND ").join(conditions)


def copied(query: Composable, kinds: Sequence[str]) -> list[Ints]:
    """The columns of a query, all of them of fixed length and never null. A UUID is two, `high` and `high`."""
    buffer = BytesIO()
    with connection.cursor() as cursor:
        cursor.copy_expert(SQL("COPY ({}) TO STDOUT (FORMAT binary)").format(query), buffer)
    row: list[tuple[str, str]] = [("fields", ">i2")]
    is_second_half = False
    for place, kind in enumerate(kinds):
        is_second_half = kind == "high" and not is_second_half
        if kind != "high" or is_second_half:
            row.append((f"length{place}", ">i4"))
        row.append((f"field{place}", FIELDS[kind]))
    body = np.frombuffer(buffer.getbuffer()[HEADER:-TRAILER], dtype=np.dtype(row))
    return [_column(body[f"field{place}"], kind) for place, kind in enumerate(kinds)]


def _column(raw: NDArray[np.generic], kind: str) -> Ints:
    if kind == "high":
        return raw.astype(np.uint64).view(np.int64) ^ np.int64(-(2**63))  # in the order of the unsigned number
    column = raw.astype(np.int64)
    return column + {"instant": SINCE_2000, "day": DAYS_SINCE_2000}.get(kind, 0)


def in_order(person: Ints, at: Ints, high: Ints, low: Ints) -> Ints:
    """By person, instant and id; only where instants are equal the ids are looked at."""
    order = order_of(person, at)
    is_same = ~starts_of_runs(person[order], at[order])
    tied = np.flatnonzero(is_same | np.append(is_same[1:], False)) if len(order) else order
    block = order[tied]
    order[tied] = block[np.lexsort((low[block], high[block], at[block], person[block]))]
    return order


def rows(query: Composable) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query)
        return list(cursor.fetchall())


def _words(column: SQL, known: Composed) -> list[str]:
    found = rows(SQL("SELECT DISTINCT {} FROM analytics_event WHERE {} ORDER BY 1").format(column, known))
    return [word for (word,) in found]


def _place(column: SQL, words: Sequence[str]) -> Composable:
    """The place of the column's word among these, as a small number."""
    if not words:
        return SQL("(-1)::int2")
    cases = SQL(" ").join(SQL("WHEN {} THEN {}").format(Literal(word), Literal(k)) for k, word in enumerate(words))
    return SQL("(CASE {} {} ELSE -1 END)::int2").format(column, cases)


def _local_day(spec: MetricSpec) -> Composed:
    return LOCAL_DAY.format(zone=Literal(spec.zone))
