"""The months of the event table. There is no table for the rest: an event either has its month, or is refused aloud."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction

MONTHS_AHEAD = 3
ONE_AT_A_TIME = 7_402_631  # any number, the same for everybody who makes or drops a month
NAME = re.compile(r"analytics_event_y(\d{4})m(\d{2})")
MONTHS = """SELECT relid::regclass::text FROM pg_partition_tree('analytics_event') WHERE level = 1 ORDER BY 1"""


def month_of(instant: datetime) -> datetime:
    """The first instant of the month, in UTC."""
    return instant.astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)


def next_month(month: datetime) -> datetime:
    return month_of(month + timedelta(days=32))


def table_of(month: datetime) -> str:
    return f"analytics_event_y{month.year:04d}m{month.month:02d}"


def months_there() -> list[datetime]:
    """The months that have a table, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(MONTHS)
        found = [NAME.search(row[0]) for row in cursor.fetchall()]
    return sorted(datetime(int(one[1]), int(one[2]), 1, tzinfo=UTC) for one in found if one)


def ensure_months(first: datetime, last: datetime) -> int:
    """Make the tables of all months from one instant to another, where they are missing. Returns how many were."""
    there = set(months_there())
    missing, month = [], month_of(first)
    while month <= last:
        if month not in there:
            missing.append(month)
        month = next_month(month)
    for one in missing:
        _make(one)
    return len(missing)


@transaction.atomic
def _make(month: datetime) -> None:
    """Made apart and hung in: others go on reading and writing meanwhile."""
    table, end = table_of(month), next_month(month)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s), to_regclass(%s) IS NOT NULL", [ONE_AT_A_TIME, table])
        if cursor.fetchone()[1]:
            return
        cursor.execute(f"CREATE TABLE {table} (LIKE analytics_event INCLUDING ALL)")
        cursor.execute(
            f"ALTER TABLE analytics_event ATTACH PARTITION {table} FOR VALUES FROM (%s) TO (%s)",
            [month.isoformat(), end.isoformat()],
        )


def drop_months_before(instant: datetime) -> list[str]:
    """Drop the tables of months that ended before that instant; their names."""
    gone = [table_of(month) for month in months_there() if next_month(month) <= instant]
    for table in gone:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
            cursor.execute(f"DROP TABLE IF EXISTS {table}")
    return gone
