"""PostgreSQL and DuckDB asked the same about the same events (`python -m bench.metrics`)."""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.events import DAYS, EVENTS, FIRST, PEOPLE, QUICK_EVENTS, QUICK_PEOPLE, fill
from bench.machine import family_cpu_seconds, parent_of
from bench.place import fresh_database
from bench.table import table

ROUNDS = 3


@dataclass(frozen=True)
class Cost:
    """Of this process and of the database's, and what came out."""

    cpu: float
    wall: float
    answer: object


def measured(postmaster: int, ask: Callable[[], object], rounds: int) -> Cost:
    """The median of some rounds, after one to warm up."""
    ask()
    costs = []
    for _round in range(rounds):
        before, begun = time.process_time() + family_cpu_seconds(postmaster), time.perf_counter()
        answer = ask()
        wall = time.perf_counter() - begun
        costs.append(Cost(time.process_time() + family_cpu_seconds(postmaster) - before, wall, answer))
    return Cost(
        statistics.median(one.cpu for one in costs), statistics.median(one.wall for one in costs), costs[-1].answer
    )


def questions(end: date, as_of: datetime) -> dict[str, tuple[str, Any, float]]:
    """Name → the way of the engine, the question, and how many times DuckDB's CPU it may take."""
    from analytics.metrics.periods import Period
    from analytics.metrics.specs import ActiveSpec, CohortSpec, FunnelSpec, GrowthSpec, ObjectSpec
    from analytics.tracking.catalogue import ACTIVE

    asked = {"end": end, "as_of": as_of}
    weeks, month = end - timedelta(days=77), end - timedelta(days=28)
    steps = tuple(frozenset({name}) for name in ("impression", "click", "cart_view", "order_paid"))
    things = frozenset({"impression", "click", "share", "comment"})
    return {
        "cohorts by week": ("cohorts", CohortSpec(events=ACTIVE, start=weeks, period=Period.WEEK, **asked), 1.5),
        "active people, 77 days": ("active", ActiveSpec(events=ACTIVE, start=weeks, **asked), 1.5),
        "growth by week": (
            "growth_accounting",
            GrowthSpec(events=ACTIVE, start=weeks, period=Period.WEEK, **asked),
            1.5,
        ),
        "content, 28 days": ("objects", ObjectSpec(events=things, start=month, **asked), 1.5),
        "funnel of four steps": ("funnel", FunnelSpec(steps=steps, start=weeks, **asked), 4),
    }


def run(count: int, users: int, rounds: int) -> None:
    from django.conf import settings
    from django.db import connection

    from analytics.engines.archive import Archive, has_duckdb
    from analytics.engines.choosing import default_engine, engine_for
    from analytics.rollups.services import rebuild
    from config.kernel.clock import local_day, now

    def seconds(what: Callable[[], object]) -> float:
        begun = time.perf_counter()
        what()
        return time.perf_counter() - begun

    print(f"{count:,} events of {users:,} people")
    print(f"made up in {seconds(lambda: fill(count, users)):.0f} s")
    print(f"roll-ups of all days: {seconds(rebuild):.0f} s (goal: 120 s)")
    postmaster = parent_of(connection.cursor().connection.info.backend_pid)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE analytics_event, analytics_userday, analytics_userfirst, analytics_objectday")
    if not has_duckdb():
        print("DuckDB is not installed: nothing to compare with")
        return
    with tempfile.TemporaryDirectory() as folder:
        settings.EVENT_ARCHIVE = Path(folder)
        archive = Archive.of_site()
        closed = now() + timedelta(days=4)  # nothing late will come
        print(f"days exported for DuckDB in {seconds(lambda: archive.export(now=closed)):.0f} s")
        as_of, end = now(), local_day(FIRST + timedelta(days=DAYS))
        rows = []
        for name, (way, spec, most) in questions(end, as_of).items():
            ours = measured(postmaster, lambda way=way, spec=spec: getattr(default_engine(), way)(spec), rounds)
            theirs = measured(
                postmaster,
                lambda way=way, spec=spec: getattr(engine_for(spec, wanted="duckdb").engine, way)(spec),
                rounds,
            )
            same = "same" if ours.answer == theirs.answer else "DIFFERENT"
            cells = [f"{one:.2f}" for one in (ours.cpu, ours.wall, theirs.cpu, theirs.wall, ours.cpu / theirs.cpu)]
            rows.append([name, *cells, f"{most:g}", same])
        head = ["question", "PostgreSQL CPU s", "wall s", "DuckDB CPU s", "wall s", "CPU ratio", "goal", "answers"]
        print(table(head, rows))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.metrics", description=__doc__)
    parser.add_argument("--quick", action="store_true")
    sizes = (QUICK_EVENTS, QUICK_PEOPLE, 1) if parser.parse_args().quick else (EVENTS, PEOPLE, ROUNDS)
    with fresh_database():
        run(*sizes)
    return 0


if __name__ == "__main__":
    sys.exit(main())
