"""Logs of tests as rows of `analytics_event`, in a table of the test's own, of any month."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.db import connection
from psycopg2.extras import execute_values

from analytics.engines.archive import Archive
from analytics.engines.counting import CountingEngine
from analytics.engines.duck import DuckSource
from analytics.engines.postgres import PostgresSource
from analytics.metrics.engine import Engine
from analytics.metrics.oracle import Event, Oracle
from tests.analytics.metrics.logs import LATER

OWN_TABLE = """
    CREATE TEMPORARY TABLE analytics_event (LIKE public.analytics_event INCLUDING ALL)
"""
WRITE = """
    INSERT INTO analytics_event
        (id, happened_at, arrived_at, name, actor_id, object_kind, object_id, shop_id, is_bot, is_staff)
    VALUES %s ON CONFLICT DO NOTHING
"""


@contextmanager
def own_table() -> Any:
    """Hides the real table: that one has months, and only recent ones."""
    with connection.cursor() as cursor:
        cursor.execute(OWN_TABLE)
        yield
        cursor.execute("DROP TABLE pg_temp.analytics_event")


def write(events: Iterable[Event], *, shop_id: int | None = None) -> None:
    """What arrived first stands."""
    rows = [_row(event, shop_id) for event in sorted(events, key=lambda one: (one.heard_at, one.at))]
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM pg_temp.analytics_event")
        execute_values(cursor.cursor, WRITE, rows, page_size=5000)


def _row(event: Event, shop_id: int | None) -> tuple[Any, ...]:
    kind, _colon, number = event.object.partition(":")
    key = uuid.UUID(bytes=event.id.encode().ljust(16, b"\0")[:16])  # in the order of the texts
    actor = int.from_bytes(event.user.encode()[:5], "big")
    told = (event.at, event.heard_at, event.name, actor, kind, int(number or 0))
    return (str(key), *told, shop_id, event.is_bot, event.is_staff)


def oracle(events: Iterable[Event], _folder: Path) -> Engine:
    return Oracle(events)


def postgres(events: Iterable[Event], _folder: Path) -> Engine:
    write(events)
    return CountingEngine(PostgresSource())


def duckdb(events: Iterable[Event], folder: Path) -> Engine:
    events = list(events)
    write(events)
    return CountingEngine(DuckSource(exported(folder, events)))


def exported(folder: Path, events: Iterable[Event]) -> Archive:
    """The days of the events, in a folder of their own."""
    archive = Archive(folder / uuid.uuid4().hex)
    archive.export(now=max((event.at for event in events), default=LATER) + timedelta(days=5))
    return archive


ENGINES = {"oracle": oracle, "postgres": postgres, "duckdb": duckdb}
