"""Which engine answers, and what is said of it. PostgreSQL is always there; another is asked where it can answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings

from analytics.engines.archive import Archive, has_duckdb
from analytics.engines.counting import CountingEngine
from analytics.engines.duck import DuckSource
from analytics.engines.rolled import RolledSource
from analytics.metrics.engine import Engine
from analytics.metrics.specs import MetricSpec
from analytics.rollups.selectors import data_up_to, first_countable_day

POSTGRES, DUCKDB = "postgres", "duckdb"


@dataclass(frozen=True)
class Chosen:
    """An engine by its name; `instead_of` is the one that was wanted and can't answer this.

    `data_up_to`: everything that arrived until then is counted; None where the events themselves are read, up to
    `as_of`. `known_from`: where events are read, and days before it have lost theirs.
    """

    engine: Engine
    name: str
    instead_of: str = ""
    data_up_to: datetime | None = None
    known_from: date | None = None


def default_engine(*, shop_id: int | None = None) -> Engine:
    """PostgreSQL, by roll-ups where they can answer; for one shop, or the whole site."""
    return CountingEngine(RolledSource(shop_id=shop_id))


def engine_for(spec: MetricSpec, *, shop_id: int | None = None, wanted: str = "") -> Chosen:
    """The wanted engine (the site's, unless said) where it can answer this question, else the default."""
    wanted = wanted or settings.METRICS_ENGINE
    if wanted == DUCKDB and can_duck(spec):
        archive = Archive.of_site()
        engine = CountingEngine(DuckSource(archive, shop_id=shop_id))
        return Chosen(engine, DUCKDB, data_up_to=archive.through, known_from=_known_from())
    source = RolledSource(shop_id=shop_id)
    until = data_up_to() if source.covers(spec) else None
    missing = wanted if wanted != POSTGRES else ""
    known_from = None if until else _known_from()
    return Chosen(CountingEngine(source), POSTGRES, missing, data_up_to=until, known_from=known_from)


def can_duck(spec: MetricSpec) -> bool:
    """DuckDB is installed, and all the question may know is in the archive."""
    through = Archive.of_site().through if has_duckdb() else None
    return through is not None and spec.as_of <= through


def _known_from() -> date | None:
    """None when no events have been dropped yet."""
    first = first_countable_day()
    return first if first > date.min else None
