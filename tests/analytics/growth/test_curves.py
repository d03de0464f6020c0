"""The worked case of the source article, with the right figures (docs/growth.md), and the viral arithmetic."""

from __future__ import annotations

from math import inf, log

import pytest

from analytics.growth.curves import (
    doubling_time,
    exponential,
    inflection,
    logistic,
    logistic_speed,
    offset_from_start,
)
from analytics.growth.viral import k_factor, people_after, viral_ceiling
from tests.analytics.growth.series import EXPONENTIAL, LOGISTIC_C1, LOGISTIC_FROM_START

PRINTED = {"exponential": (10526, 11053, 11601), "logistic": (36787, 40302, 44210, 48304)}


@pytest.mark.parametrize(("t", "people"), EXPONENTIAL.items())
def test_exponential_of_the_article(t, people):
    assert exponential(t, start=10000, rate=0.05) == pytest.approx(people, abs=1e-7)


@pytest.mark.parametrize(("t", "people"), LOGISTIC_C1.items())
def test_logistic_of_the_article(t, people):
    assert logistic(t, ceiling=50000, rate=0.05, offset=1) == pytest.approx(people, abs=1e-7)


@pytest.mark.parametrize(("t", "people"), LOGISTIC_FROM_START.items())
def test_logistic_that_starts_at_the_article_s_start(t, people):
    c = offset_from_start(ceiling=50000, start=10000)
    assert c == pytest.approx(1.38629436, abs=5e-9)
    assert logistic(t, ceiling=50000, rate=0.05, offset=c) == pytest.approx(people, abs=1e-7)


def test_identities():
    assert doubling_time(0.05) == pytest.approx(13.8629436, abs=5e-8)
    assert inflection(rate=0.05, offset=1) == pytest.approx(20)
    assert inflection(rate=0.05, offset=log(4)) == pytest.approx(27.7258872, abs=5e-8)
    assert logistic(20, ceiling=50000, rate=0.05, offset=1) == pytest.approx(25000)
    assert logistic_speed(20, ceiling=50000, rate=0.05, offset=1) == pytest.approx(625)
    assert doubling_time(0) == inf


def test_seven_printed_figures_are_wrong():
    wrong = [value for t, value in enumerate(PRINTED["exponential"], 1) if abs(value - EXPONENTIAL[t]) > 1]
    wrong += [value for t, value in enumerate(PRINTED["logistic"]) if abs(value - LOGISTIC_C1[t]) > 1]
    assert len(wrong) == 7


def test_far_ends_of_the_logistic_do_not_overflow():
    assert logistic(1e6, ceiling=7, rate=5, offset=1) == 7
    assert logistic(-1e6, ceiling=7, rate=5, offset=1) == 0


def test_people_bring_people():
    assert people_after(start=10, k=2, elapsed=5, cycle=1) == pytest.approx(630)
    assert people_after(start=1000, k=1.2, elapsed=30, cycle=7) == pytest.approx(8106.883757, abs=1e-6)
    assert people_after(start=10, k=1, elapsed=4, cycle=2) == 30
    assert viral_ceiling(start=10, k=0.5) == 20
    assert viral_ceiling(start=10, k=1) == inf
    assert k_factor(invited=30, activated=6, inviters=10) == pytest.approx(0.6)
    assert k_factor(invited=0, activated=0, inviters=10) == 0
    assert k_factor(invited=0, activated=0, inviters=0) == 0
