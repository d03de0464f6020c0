"""Every engine equals the oracle, cell by cell, on logs that hypothesis makes at the edges where engines go wrong."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as rules
from hypothesis import strategies as st

from analytics.engines.archive import has_duckdb
from analytics.metrics.engine import Engine
from analytics.metrics.oracle import Oracle
from analytics.metrics.periods import Period
from analytics.metrics.specs import (
    ActiveSpec,
    Belonging,
    Clock,
    CohortSpec,
    ContentSpec,
    FunnelSpec,
    GrowthSpec,
    MetricSpec,
    ObjectSpec,
    Order,
    PathSpec,
    Return,
)
from tests.analytics.engines.world import ENGINES
from tests.analytics.metrics.logs import LATER, logs

pytestmark = pytest.mark.usefixtures("table")

OPEN, ANYTHING = frozenset({"open"}), frozenset({"open", "view", "cart", "pay"})
STEPS = (frozenset({"view"}), frozenset({"cart", "pay"}), frozenset({"pay"}))
APART = (frozenset({"view"}), frozenset({"cart"}), frozenset({"open", "pay"}))
GAPS = st.sampled_from([timedelta(0), timedelta(minutes=30), timedelta(hours=30)])
BRACKETS = ((0, 0), (1, 3), (5, 8))


def questions(shared: dict[str, Any]) -> st.SearchStrategy[list[MetricSpec]]:
    """One question of each kind and way, with options by chance."""
    flags = st.booleans()
    short = st.sampled_from([Period.DAY, Period.WEEK])
    active = st.builds(ActiveSpec, events=st.just(ANYTHING), window=st.sampled_from([1, 3, 28]), **shared)
    growth = st.builds(
        GrowthSpec,
        events=st.just(ANYTHING),
        period=st.sampled_from(list(Period)),
        first_weekday=st.sampled_from([0, 6]),
        **shared,
    )
    rolling = st.builds(GrowthSpec, events=st.just(ANYTHING), rolling=st.sampled_from([1, 4, 28]), **shared)
    way = st.sampled_from([(Return.ON, ()), (Return.ON_OR_AFTER, ()), (Return.BRACKET, BRACKETS)])
    cohorts = way.flatmap(
        lambda chosen: st.builds(
            CohortSpec,
            events=st.just(OPEN),
            returns=st.sampled_from([frozenset(), ANYTHING, frozenset({"pay"})]),
            mode=st.just(chosen[0]),
            brackets=st.just(chosen[1]),
            clock=st.sampled_from(list(Clock)),
            belonging=st.sampled_from(list(Belonging)),
            period=short,
            columns=st.just(9),
            **shared,
        )
    )
    months = st.builds(CohortSpec, events=st.just(OPEN), period=st.just(Period.MONTH), columns=st.just(3), **shared)
    windows = st.sampled_from([timedelta(0), timedelta(days=2), timedelta(days=7)])
    in_order = st.builds(FunnelSpec, steps=st.just(STEPS), window=windows, any_tie=flags, same_object=flags, **shared)
    consecutive = st.builds(
        FunnelSpec,
        steps=st.sampled_from([STEPS, APART]),
        events=st.sampled_from([frozenset(), OPEN]),
        order=st.just(Order.CONSECUTIVE),
        window=windows,
        same_object=flags,
        **shared,
    )
    any_order = st.builds(
        FunnelSpec, steps=st.just(APART), order=st.just(Order.ANY_ORDER), window=windows, same_object=flags, **shared
    )
    paths = st.builds(
        PathSpec,
        events=st.sampled_from([frozenset(), ANYTHING - OPEN]),
        gap=GAPS,
        depth=st.sampled_from([2, 5]),
        most=st.sampled_from([2, 50]),
        **shared,
    )
    content = st.builds(
        ContentSpec,
        events=st.just(frozenset({"view"})),
        actions=st.sampled_from([frozenset({"cart"}), frozenset({"cart", "pay"})]),
        gap=GAPS,
        **shared,
    )
    objects = st.builds(ObjectSpec, events=st.sampled_from([OPEN, ANYTHING]), **shared)
    return st.tuples(
        active, growth, rolling, cohorts, months, in_order, consecutive, any_order, paths, content, objects
    ).map(list)


def answer(engine: Engine, spec: MetricSpec) -> object:
    ways = {
        ActiveSpec: "active",
        GrowthSpec: "growth_accounting",
        CohortSpec: "cohorts",
        FunnelSpec: "funnel",
        PathSpec: "paths",
        ContentSpec: "content",
        ObjectSpec: "objects",
    }
    return getattr(engine, ways[type(spec)])(spec)


@st.composite
def asked(draw: st.DrawFn) -> tuple[list[Any], list[MetricSpec]]:
    zone, day, events = draw(logs(most=60))
    early = draw(st.sampled_from([LATER, LATER, *(event.heard_at for event in events[:1])]))
    shared = {
        "zone": st.just(zone),
        "start": st.just(day - timedelta(days=draw(st.integers(0, 6)))),
        "end": st.just(day + timedelta(days=draw(st.integers(1, 7)))),
        "as_of": st.just(early),
        "with_bots": st.booleans(),
        "with_staff": st.booleans(),
    }
    return events, draw(questions(shared))


def agree(name: str, events: list[Any], specs: list[MetricSpec], folder: Path) -> None:
    engine, oracle = ENGINES[name](events, folder), Oracle(events)
    for spec in specs:
        assert answer(engine, spec) == answer(oracle, spec), spec


often = rules(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
seldom = rules(often, max_examples=4)


@often
@given(asked())
def test_postgresql_equals_the_oracle(tmp_path, log):
    agree("postgres", *log, tmp_path)


@pytest.mark.skipif(not has_duckdb(), reason="DuckDB is not installed")
@seldom
@given(asked())
def test_duckdb_equals_the_oracle(tmp_path, log):
    agree("duckdb", *log, tmp_path)


def test_a_range_without_events_has_zeroes(count):
    for spec in (
        ActiveSpec(events=OPEN, start=date(2026, 3, 2), end=date(2026, 3, 4), as_of=LATER),
        GrowthSpec(events=OPEN, start=date(2026, 3, 2), end=date(2026, 3, 4), as_of=LATER),
        CohortSpec(events=OPEN, start=date(2026, 3, 2), end=date(2026, 3, 4), as_of=LATER),
        FunnelSpec(steps=STEPS, start=date(2026, 3, 2), end=date(2026, 3, 4), as_of=LATER),
    ):
        assert answer(count([]), spec) == answer(Oracle([]), spec)
