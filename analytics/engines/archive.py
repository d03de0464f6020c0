"""Closed days of events as Parquet, one file a day: what DuckDB reads.

A day is closed when nothing late is taken for it any more. A file is written again when its day's events have become
others (somebody was erased, or a browser became a person's), and goes when its events do.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import connection
from psycopg2.sql import SQL, Composed, Literal

from analytics.metrics.periods import Calendar
from analytics.rollups.selectors import first_countable_day

if TYPE_CHECKING:
    import duckdb

ONE_DAY = timedelta(days=1)
LATE = timedelta(hours=72)
# Instants are whole microseconds since 1970, as kernels want them.
COLUMNS = {
    "id": "UUID",
    "happened_at": "BIGINT",
    "arrived_at": "BIGINT",
    "name": "VARCHAR",
    "actor_id": "BIGINT",
    "session": "UUID",
    "object_kind": "VARCHAR",
    "object_id": "BIGINT",
    "shop_id": "BIGINT",
    "is_bot": "BOOLEAN",
    "is_staff": "BOOLEAN",
    "details": "VARCHAR",
}
AS_THEY_ARE = [
    SQL("(extract(epoch FROM {0}) * 1000000)::bigint").format(SQL(name)) if name.endswith("_at") else SQL(name)
    for name in COLUMNS
]
EVENTS_OF_DAY = SQL("FROM analytics_event WHERE happened_at >= {begin} AND happened_at < {end}")
MARK = SQL("SELECT count(*), coalesce(sum(actor_id), 0), max(arrived_at) ")
QUOTED = "'{}'"
WRITE = """
    COPY (
        SELECT * FROM read_csv(
            $csv, auto_detect = false, header = false, delim = ',', quote = '"', escape = '"',
            nullstr = '', allow_quoted_nulls = false, columns = $columns
        )
        ORDER BY actor_id, happened_at, id
    ) TO '{path}' (FORMAT parquet, COMPRESSION zstd, KV_METADATA {{mark: '{mark}'}})
"""


def has_duckdb() -> bool:
    return find_spec("duckdb") is not None


def connected() -> duckdb.DuckDBPyConnection:
    import duckdb

    return duckdb.connect()


@dataclass(frozen=True)
class Archive:
    """A folder of days."""

    folder: Path
    zone: str = settings.TIME_ZONE

    @classmethod
    def of_site(cls) -> Archive:
        return cls(Path(settings.EVENT_ARCHIVE))

    @property
    def days(self) -> list[date]:
        return sorted(date.fromisoformat(path.stem) for path in self.folder.glob("????-??-??.parquet"))

    @property
    def through(self) -> datetime | None:
        """The end of the last day, if there is one and no day before it is missing."""
        days = self.days
        if not days or (days[-1] - days[0]).days + 1 != len(days):
            return None
        return Calendar(self.zone).begins_at(days[-1] + ONE_DAY)

    @property
    def table(self) -> str:
        """All days, for a query to read from."""
        if not self.days:
            nothing = ", ".join(f"NULL::{kind} AS {name}" for name, kind in COLUMNS.items())
            return f"(SELECT {nothing} WHERE false)"
        return f"read_parquet([{', '.join(QUOTED.format(_quoted(self.path(day))) for day in self.days)}])"

    def path(self, day: date) -> Path:
        return self.folder / f"{day}.parquet"

    def export(self, *, now: datetime, first: date | None = None, last: date | None = None) -> list[date]:
        """Write the closed days of this range that are missing or have changed, oldest first; returns which.

        Days whose events are not kept any more go, whatever the range.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        closed = self._closed(now)
        for day in self.days:
            if not closed or day < closed[0]:
                self.path(day).unlink()
        wanted = [day for day in closed if (first is None or first <= day) and (last is None or day <= last)]
        with connected() as duck:
            return [day for day in wanted if self._write(day, duck)]

    def _closed(self, now: datetime) -> list[date]:
        """From the first day of which all events are there."""
        calendar = Calendar(self.zone)
        with connection.cursor() as cursor:
            cursor.execute("SELECT min(happened_at) FROM analytics_event")
            earliest: datetime | None = cursor.fetchone()[0]
        if earliest is None:
            return []
        begin, end = max(calendar.day_of(earliest), first_countable_day()), calendar.day_of(now - LATE)
        return [begin + place * ONE_DAY for place in range((end - begin).days)]

    def _write(self, day: date, duck: duckdb.DuckDBPyConnection) -> bool:
        """Write one day, unless its file has the same events."""
        calendar = Calendar(self.zone)
        events = EVENTS_OF_DAY.format(
            begin=Literal(calendar.begins_at(day)), end=Literal(calendar.begins_at(day + ONE_DAY))
        )
        path, mark = self.path(day), _mark(events)
        if path.exists() and _mark_of(path, duck) == mark:
            return False
        with tempfile.TemporaryDirectory(dir=self.folder) as folder:
            csv, fresh = Path(folder) / "events.csv", Path(folder) / path.name
            with csv.open("wb") as file, connection.cursor() as cursor:
                query = SQL("SELECT {} {}").format(SQL(", ").join(AS_THEY_ARE), events)
                cursor.copy_expert(SQL("COPY ({}) TO STDOUT (FORMAT csv)").format(query), file)
            duck.execute(WRITE.format(path=_quoted(fresh), mark=mark), {"csv": str(csv), "columns": COLUMNS})
            fresh.replace(path)
        return True


def _mark(events: Composed) -> str:
    """What changes when a day's events do."""
    with connection.cursor() as cursor:
        cursor.execute(MARK + events)
        count, people, arrived = cursor.fetchone()
    return f"{count} {people} {arrived.astimezone(UTC).isoformat() if arrived else ''}"


def _mark_of(path: Path, duck: duckdb.DuckDBPyConnection) -> str:
    question = "SELECT value FROM parquet_kv_metadata($path) WHERE key = 'mark'"
    found: list[Any] = duck.execute(question, {"path": str(path)}).fetchall()
    return bytes(found[0][0]).decode() if found else ""


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
