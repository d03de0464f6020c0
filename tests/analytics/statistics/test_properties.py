"""What must hold for any figures."""

from __future__ import annotations

import random
from math import isclose, sqrt
from statistics import fmean, variance

import pytest
from hypothesis import assume, given
from hypothesis import settings as rules
from hypothesis import strategies as st

from analytics.statistics.comparing import difference, lift, sequential, welch
from analytics.statistics.errors import ImpossiblePlan, NothingToCompare
from analytics.statistics.planning import people_for_means, people_for_rates, share_check
from analytics.statistics.rates import Rate, two_proportions, wilson
from analytics.statistics.samples import Amounts, Pairs, Ratio, Shares, cuped

whole = st.integers(0, 10_000)
amounts = st.lists(st.integers(-1000, 1000).map(float), min_size=2, max_size=40)
pairs = st.lists(st.tuples(st.integers(0, 50).map(float), st.integers(1, 50).map(float)), min_size=3, max_size=30)
any_speed = rules(deadline=None, max_examples=50)


@any_speed
@given(whole, whole)
def test_wilson_holds_the_share_and_stays_within_bounds(hits, more):
    of = hits + more
    found = wilson(hits, of)
    assert 0 <= found.low <= found.high <= 1
    assert not of or hits / of in found
    turned = wilson(more, of)
    assert isclose(found.low, 1 - turned.high, abs_tol=1e-12)
    if of:
        assert wilson(hits * 4, of * 4).high - wilson(hits * 4, of * 4).low <= found.high - found.low + 1e-12


@any_speed
@given(amounts)
def test_sums_are_enough_for_mean_and_variance(values):
    found = Amounts.of(values)
    assert found.mean == pytest.approx(fmean(values))
    assert found.variance == pytest.approx(variance(values), abs=1e-6)


@any_speed
@given(amounts, amounts)
def test_turning_the_arms_turns_the_sign(first, second):
    a, b = Amounts.of(first), Amounts.of(second)
    assume(a.variance + b.variance > 0)
    for read in (welch, sequential):
        there, back = read(difference(a, b)), read(difference(b, a))
        assert there.value == pytest.approx(-back.value)
        assert there.p == pytest.approx(back.p)
        assert there.interval.low == pytest.approx(-back.interval.high)
        assert 0 <= there.p <= 1


@any_speed
@given(st.integers(1, 5000), st.integers(1, 5000), st.integers(0, 5000), st.integers(0, 5000))
def test_an_interval_without_zero_is_a_p_below_alpha(hits_a, hits_b, more_a, more_b):
    a, b = Shares(hits_a, hits_a + more_a), Shares(hits_b, hits_b + more_b)
    assume(a.n > 1 and b.n > 1 and a.variance + b.variance > 0)
    found = difference(a, b)
    for reading in (welch(found), sequential(found)):
        assume(abs(reading.p - 0.05) > 1e-9)
        assert reading.is_sure is (reading.p < 0.05)
    assert sequential(found).interval.high - sequential(found).interval.low > 2 * 1.959963 * found.se


@any_speed
@given(pairs)
def test_a_ratio_of_equal_weights_is_a_mean(values):
    ratio = Ratio(Pairs.of([(y, 1.0) for y, _x in values]))
    plain = Amounts.of([y for y, _x in values])
    assert ratio.mean == pytest.approx(plain.mean)
    assert ratio.variance == pytest.approx(plain.variance, abs=1e-9)


def test_the_delta_method_against_many_draws():
    """The standard error of clicks ÷ impressions equals the spread of the ratio over many made experiments."""
    dice = random.Random(3)

    def person():
        seen = dice.randint(1, 20)
        taste = dice.random() * 0.4
        return sum(dice.random() < taste for _ in range(seen)), seen

    ratios = [Ratio(Pairs.of([person() for _ in range(150)])) for _ in range(250)]
    told = fmean(sqrt(one.variance / one.n) for one in ratios)
    seen = sqrt(variance([one.mean for one in ratios]))
    assert told == pytest.approx(seen, rel=0.12)


@any_speed
@given(pairs, pairs)
def test_cuped_never_widens_and_leaves_the_weighted_mean(first, second):
    arms = [Pairs.of(first), Pairs.of(second)]
    theta, adjusted = cuped(arms)
    within = sum(arm.y_amounts.variance * (arm.n - 1) for arm in arms)
    after = sum(arm.variance * (arm.n - 1) for arm in adjusted)
    assert after <= within + 1e-6
    before_mean = sum(arm.y for arm in arms)
    assert sum(arm.mean * arm.n for arm in adjusted) == pytest.approx(before_mean, abs=1e-6)
    if all(x == first[0][1] for _y, x in [*first, *second]):
        assert theta == 0


def test_cuped_takes_out_what_was_known():
    """y = 3 + 2x exactly, and B adds 5: what is left is the 5."""
    a = Pairs.of([(3 + 2 * x, x) for x in (1.0, 2.0, 3.0, 4.0)])
    b = Pairs.of([(8 + 2 * x, x) for x in (2.0, 3.0, 5.0, 9.0)])
    theta, (left, right) = cuped([a, b])
    assert theta == pytest.approx(2)
    assert right.mean - left.mean == pytest.approx(5)
    assert (left.variance, right.variance) == (pytest.approx(0, abs=1e-9), pytest.approx(0, abs=1e-9))


def test_looking_every_day_is_safe_with_a_sequence_and_not_with_welch():
    """No difference, a look after each hundred people of 2,000: Welch cries wolf too often, the sequence does not."""
    false_welch = false_sequence = 0
    runs = 100
    for seed in range(runs):
        dice = random.Random(seed)
        hits = [0, 0]
        cried = [False, False]
        for look in range(1, 21):
            hits = [count + sum(dice.random() < 0.3 for _ in range(50)) for count in hits]
            found = difference(Shares(hits[0], look * 50), Shares(hits[1], look * 50))
            cried = [cried[0] or welch(found).is_sure, cried[1] or sequential(found, around=1000).is_sure]
        false_welch += cried[0]
        false_sequence += cried[1]
    assert false_welch > 0.15 * runs
    assert false_sequence <= 0.07 * runs


@any_speed
@given(st.lists(st.integers(0, 100_000), min_size=2, max_size=5), st.integers(1, 9))
def test_shares_as_planned_stop_nothing(people, times):
    assume(sum(people))
    found = share_check(people)
    assert 0 <= found.p <= 1
    assert share_check([60 * times, 40 * times], weights=[0.6, 0.4]).p == pytest.approx(1)


def test_too_few_people_are_not_judged():
    assert share_check([14, 0]).stops is False
    assert share_check([16, 0]).stops is True


@pytest.mark.parametrize(
    ("a", "b"),
    [
        (Amounts(0, 0, 0), Amounts(0, 0, 0)),
        (Amounts(1, 5, 25), Amounts(9, 5, 25)),
        (Amounts(100, 0, 0), Amounts(100, 0, 0)),
        (Shares(0, 50), Shares(0, 60)),
        (Shares(50, 50), Shares(60, 60)),
    ],
    ids=["nobody", "one", "all zero", "none", "all"],
)
def test_nothing_to_compare_is_said(a, b):
    with pytest.raises(NothingToCompare):
        difference(a, b)


def test_no_lift_over_nothing():
    with pytest.raises(NothingToCompare):
        lift(Shares(0, 50), Shares(5, 60))
    with pytest.raises(NothingToCompare):
        two_proportions(Rate(0, 0), Rate(1, 2))
    with pytest.raises(NothingToCompare):
        two_proportions(Rate(0, 9), Rate(0, 9))
    with pytest.raises(NothingToCompare):
        _ = Ratio(Pairs.of([(0.0, 0.0), (0.0, 0.0)])).mean
    with pytest.raises(NothingToCompare):
        cuped([])
    with pytest.raises(NothingToCompare):
        share_check([0, 0])
    with pytest.raises(ValueError, match="share"):
        Rate(3, 2)


@pytest.mark.parametrize(
    "plan",
    [
        {"baseline": 0.05, "target": 0.05},
        {"baseline": -0.1, "target": 0.05},
        {"baseline": 0.5, "target": 1.5},
        {"baseline": 0.5, "target": 0.6, "power": 1},
        {"baseline": 0.5, "target": 0.6, "alpha": 0},
        {"baseline": 0, "target": 1},
        {"baseline": 0.5, "target": 0.5 + 1e-16},
    ],
)
def test_impossible_plans(plan):
    with pytest.raises(ImpossiblePlan):
        people_for_rates(**plan)


def test_impossible_shares():
    for people, weights in (([5], []), ([5, 6], [1]), ([5, 6], [1, 0]), ([-1, 6], [])):
        with pytest.raises(ImpossiblePlan):
            share_check(people, weights=weights)
    with pytest.raises(ImpossiblePlan):
        people_for_means(sd=0, change=1)


@any_speed
@given(st.floats(0.01, 0.5), st.floats(0.005, 0.2))
def test_smaller_changes_need_more_people(baseline, change):
    smaller = people_for_rates(baseline=baseline, target=baseline + change / 2)
    assert smaller >= people_for_rates(baseline=baseline, target=baseline + change)
