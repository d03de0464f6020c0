"""Equal to published figures: a test-suite of an experimentation platform (GrowthBook), and the article's rates."""

from __future__ import annotations

import pytest

from analytics.statistics.comparing import difference, freedom, lift, sequential, welch
from analytics.statistics.planning import people_for_means, people_for_rates, share_check
from analytics.statistics.rates import Rate, two_proportions, wilson
from analytics.statistics.samples import Amounts, Shares

A, B = Amounts(3407, 1396.87, 52377.9767), Amounts(3461, 2422.7, 134698.29)


def close(value, digits=5):
    return pytest.approx(value, abs=0.5 * 10**-digits * 1.000001)


@pytest.mark.parametrize(
    ("reading", "value", "se", "low", "high", "p"),
    [
        (welch(lift(A, B)), 0.70732, 0.37879, -0.03526, 1.44989, 0.06191),
        (welch(difference(A, B)), 0.29, 0.12478, 0.04538, 0.53462, 0.02016),
        (welch(lift(Shares(14, 28), Shares(16, 30))), 0.06667, 0.27170, -0.47767, 0.61101, 0.80707),
    ],
    ids=["relative", "absolute", "shares"],
)
def test_welch(reading, value, se, low, high, p):
    assert (reading.value, reading.se) == (close(value), close(se))
    assert (reading.interval.low, reading.interval.high, reading.p) == (close(low), close(high), close(p))


def test_freedom_of_welch():
    assert freedom(A, B) == close(5841.742, 3)


def test_sequential():
    of_amounts = sequential(lift(Amounts(3000, A.total, A.squares), B), around=1000)
    assert of_amounts.value == close(0.50336)
    assert (of_amounts.interval.low, of_amounts.interval.high) == (close(-0.55844), close(1.56516))
    of_shares = sequential(lift(Shares(1396, 3000), Shares(2422, 3461)), around=5000)
    assert of_shares.value == close(0.50386)
    assert (of_shares.interval.low, of_shares.interval.high) == (close(0.40098), close(0.60675))


@pytest.mark.parametrize(
    ("people", "p", "stops"),
    [
        ([821588, 815482], 1.82179e-06, True),
        ([5000, 5300], 0.00311669, False),
        ([500, 500, 600], 0.00193045, False),
    ],
)
def test_share_check(people, p, stops):
    found = share_check(people)
    assert found.p == pytest.approx(p, rel=5e-6)
    assert found.stops is stops


def test_share_check_gives_its_statistic():
    assert share_check([821588, 815482]).chi2 == pytest.approx(22.774369, abs=5e-7)


def test_people_needed():
    assert people_for_rates(baseline=0.05, target=0.055) == 31231
    # sd 10, change 2: 2·(1.959964 + 0.841621)²·100/4
    assert people_for_means(sd=10, change=2) == 393


@pytest.mark.parametrize(
    ("hits", "of", "low", "high"),
    [
        (5000, 100000, 0.048666, 0.051368),
        (2000, 100000, 0.019151, 0.020886),
        (2000, 5000, 0.386503, 0.413651),
        (0, 10, 0.0, 0.277533),
        (10, 10, 0.722467, 1.0),
    ],
)
def test_wilson(hits, of, low, high):
    found = wilson(hits, of)
    assert (found.low, found.high) == (close(low, 6), close(high, 6))


def test_rates_of_the_article():
    assert Rate(5000, 100000).value == 0.05
    assert Rate(2000, 100000).value == 0.02
    assert Rate(2000, 5000).value == 0.40
    assert Rate(3000, 5000).value == 0.6


def test_two_proportions():
    """By hand: 0.15 ÷ √(0.575 · 0.425 · 2/100)."""
    z, p = two_proportions(Rate(50, 100), Rate(65, 100))
    assert z == pytest.approx(0.15 / 0.0048875**0.5)
    assert p == pytest.approx(0.03191, abs=1e-5)
