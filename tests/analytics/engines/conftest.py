"""Every engine, one after the other, over the events a test wrote."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from analytics.engines.archive import has_duckdb
from analytics.metrics.engine import Engine
from analytics.metrics.oracle import Event
from tests.analytics.engines.world import ENGINES, own_table

Count = Callable[[Iterable[Event]], Engine]


@pytest.fixture
def table(db):
    with own_table():
        yield


@pytest.fixture(params=list(ENGINES))
def count(request: pytest.FixtureRequest, tmp_path: Path, table: None) -> Count:
    """An engine over these events."""
    if request.param == "duckdb" and not has_duckdb():
        pytest.skip("DuckDB is not installed")
    return lambda events: ENGINES[request.param](list(events), tmp_path)
