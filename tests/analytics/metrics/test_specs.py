"""Definitions are data: the same question has the same name, another one another, and a senseless one is refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from analytics.metrics.engine import Cell, Cohort, ContentLine, Engine, FunnelTable
from analytics.metrics.errors import ImpossibleMetric
from analytics.metrics.oracle import Oracle
from analytics.metrics.periods import Period
from analytics.metrics.ratios import (
    mean_retention,
    ranked,
    retention_of_those_before,
    simple_mean_retention,
    time_histogram,
    usual_time,
)
from analytics.metrics.specs import ActiveSpec, Clock, CohortSpec, FunnelSpec, GrowthSpec, Order, PathSpec, Return
from tests.analytics.metrics.logs import at, shared

VIEW = frozenset({"view"})


def test_the_oracle_is_an_engine():
    engine: Engine = Oracle([])
    assert engine.growth_accounting(GrowthSpec(**shared(end=date(2026, 3, 3))))[0].active == 0


def test_the_same_question_has_the_same_name():
    one = ActiveSpec(**shared(events=frozenset({"open", "view", "pay"})))
    assert one.digest == ActiveSpec(**shared(events=frozenset({"pay", "open", "view"}))).digest
    assert one.digest == replace(one, as_of=one.as_of.astimezone(at("2026-03-03").tzinfo)).digest
    others = [
        replace(one, window=30),
        replace(one, zone="UTC"),
        replace(one, end=date(2026, 3, 31)),
        replace(one, with_bots=True),
        replace(one, as_of=one.as_of + timedelta(microseconds=1)),
        GrowthSpec(**shared(events=one.events)),
    ]
    assert len({spec.digest for spec in [one, *others]}) == 7


@pytest.mark.parametrize(
    ("kind", "wrong"),
    [
        (ActiveSpec, {"start": date(2026, 3, 30)}),
        (ActiveSpec, {"start": date(2027, 1, 1)}),
        (ActiveSpec, {"zone": "Mars/Olympus"}),
        (ActiveSpec, {"zone": "../../etc/passwd"}),
        (ActiveSpec, {"as_of": datetime(2026, 1, 1)}),  # noqa: DTZ001 - that is the point
        (ActiveSpec, {"window": 0}),
        (ActiveSpec, {"first_weekday": 7}),
        (GrowthSpec, {"rolling": -1}),
        (GrowthSpec, {"rolling": 401}),
        (GrowthSpec, {"rolling": 28, "period": Period.WEEK}),
        (FunnelSpec, {"steps": (VIEW, VIEW), "order": Order.ANY_ORDER}),
        (FunnelSpec, {"steps": (VIEW, frozenset({"cart"})), "order": Order.CONSECUTIVE, "any_tie": True}),
        (CohortSpec, {"columns": 0}),
        (CohortSpec, {"columns": 10_000}),
        (CohortSpec, {"mode": Return.BRACKET}),
        (CohortSpec, {"brackets": ((0, 1),)}),
        (CohortSpec, {"mode": Return.BRACKET, "brackets": ((0, 3), (3, 5))}),
        (CohortSpec, {"mode": Return.BRACKET, "brackets": ((5, 3),)}),
        (CohortSpec, {"mode": Return.BRACKET, "brackets": ((-1, 3),)}),
        (CohortSpec, {"period": Period.MONTH, "clock": Clock.ROLLING}),
        (FunnelSpec, {"steps": (VIEW,)}),
        (FunnelSpec, {"steps": (VIEW,) * 9}),
        (FunnelSpec, {"steps": (VIEW, frozenset())}),
        (FunnelSpec, {"steps": (VIEW, VIEW), "window": timedelta(seconds=-1)}),
        (FunnelSpec, {"steps": (VIEW, VIEW), "window": timedelta(days=401)}),
        (CohortSpec, {"mode": Return.BRACKET, "brackets": ((0, 10**9),)}),
        (ActiveSpec, {"start": date(1, 1, 1), "end": date(9999, 12, 31)}),
        (ActiveSpec, {"start": date(1969, 12, 31), "end": date(1970, 1, 2)}),
        (PathSpec, {"depth": 1}),
        (PathSpec, {"most": 0}),
    ],
)
def test_senseless_questions_are_refused(kind, wrong):
    with pytest.raises(ImpossibleMetric):
        kind(**shared(**wrong))


def test_means_and_shares_of_counts():
    cohorts = [
        Cohort(date(2026, 3, 2), 100, [Cell(100, True), Cell(40, True), Cell(50, True)]),
        Cohort(date(2026, 3, 9), 10, [Cell(10, True), Cell(6, True), Cell(0, False)]),
        Cohort(date(2026, 3, 16), 0, [Cell(0, True), Cell(0, False), Cell(0, False)]),
    ]
    weighted = mean_retention(cohorts)
    assert [(rate.hits, rate.of) for rate in weighted] == [(110, 110), (46, 110), (50, 100)]
    assert simple_mean_retention(cohorts) == [1.0, pytest.approx(0.5), 0.5]
    assert retention_of_those_before(cohorts[0]) == [1.0, 0.4, 1.25]
    assert retention_of_those_before(cohorts[2]) == [None, None, None]
    assert mean_retention([]) == []


def test_times_to_convert():
    table = FunnelTable([5, 3], [0, 0], [1_000_000, 60_000_000, 60_000_001])
    assert usual_time(table) == 60
    assert time_histogram(table, edges=[1, 60, 3600]) == [1, 1, 1, 0]
    assert usual_time(FunnelTable([5, 0], [0, 0], [])) is None


def test_ranks_go_by_the_lower_end_and_need_a_hundred():
    """Nine of ten says less than 300 of 1,000; 50 of 100 may be less than 450 of 1,000."""
    lines = [
        ContentLine(name, of, hits, 0, 0, of, hits)
        for name, hits, of in (("a", 9, 10), ("b", 50, 100), ("c", 450, 1000))
    ]
    assert [line.object for line in ranked(lines)] == ["c", "b"]


def test_moments_have_zones():
    assert ActiveSpec(**shared(as_of=datetime(2026, 1, 1, tzinfo=UTC))).digest
