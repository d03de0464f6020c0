"""Fits equal published answers; what cannot be known is refused."""

from __future__ import annotations

import json
import random
from math import exp, log

import pytest
from hypothesis import given
from hypothesis import settings as rules
from hypothesis import strategies as st

from analytics.growth.choosing import derived, fitted, forecast, warnings_of
from analytics.growth.curves import exponential, logistic
from analytics.growth.errors import (
    CannotFit,
    CeilingTooLow,
    CeilingUnknown,
    NotCounts,
    NotGrowing,
    StartTooFar,
    TooFewPoints,
)
from analytics.growth.fitting import Points, aicc_of, fit_exponential, fit_linear, fit_logistic
from analytics.growth.reports import as_json, as_table
from tests.analytics.growth.series import (
    EXPONENTIAL,
    LOGISTIC_C1,
    LOGISTIC_FROM_START,
    MILLIONS,
    RAT42,
    RAT42_RSS,
    RAT42_SD,
    RAT42_T,
    RAT42_Y,
    SAS_MILLIONS,
    YEARS,
)


@pytest.mark.parametrize("start", [(100, 1, 0.1), (75, 2.5, 0.07), None])
def test_rat42_as_certified(start):
    fit = fit_logistic(Points.of(RAT42_T, RAT42_Y), start=start)
    for name, (value, se) in RAT42.items():
        assert fit[name] == pytest.approx(value, rel=1e-8)
        assert fit.estimates[name].se == pytest.approx(se, rel=1e-7)
    assert fit.rss == pytest.approx(RAT42_RSS, rel=1e-9)
    assert fit.residual_sd == pytest.approx(RAT42_SD, rel=1e-8)


@pytest.mark.parametrize("origin", [0, 1790])
def test_the_united_states_until_2000(origin):
    fit = fit_logistic(Points.of([year - 1790 + origin for year in YEARS], MILLIONS))
    assert fit["L"] == pytest.approx(440.833492, rel=1e-6)
    assert fit["r"] == pytest.approx(0.0216059037, rel=1e-6)
    assert fit["c"] == pytest.approx(4.03239932 + 0.0216059037 * origin, rel=1e-6)
    assert fit.rss == pytest.approx(457.805625, rel=1e-7)
    assert fit.estimates["L"].se == pytest.approx(35.0002, rel=1e-5)
    assert fit.estimates["r"].se == pytest.approx(0.00100713, rel=1e-5)
    if origin == 0:
        assert fit.estimates["c"].se == pytest.approx(0.0681804, rel=1e-5)


def test_the_united_states_as_sas_prints_them():
    fit = fit_logistic(Points.of([year - 1790 for year in YEARS[:-1]], SAS_MILLIONS))
    assert fit["L"] == pytest.approx(387.982421, rel=1e-6)
    assert fit["L"] == pytest.approx(387.9307, rel=5e-4)
    assert fit.estimates["L"].se == pytest.approx(30.0404, rel=5e-3)
    assert fit.rss == pytest.approx(345.635495, rel=1e-7)


def test_the_united_states_when_young():
    """Published with other digits of the same census, hence the tolerance."""
    fit = fit_exponential(Points.of([year - 1790 for year in YEARS[:7]], SAS_MILLIONS[:7]))
    assert fit["P0"] == pytest.approx(3.9744064, rel=2e-5)
    assert fit["r"] == pytest.approx(0.0293421, rel=2e-5)
    assert fit.estimates["P0"].se == pytest.approx(0.0407277, rel=5e-3)
    assert fit.estimates["r"].se == pytest.approx(0.0002023, rel=5e-3)


@pytest.mark.parametrize(("offset", "right"), [(1, LOGISTIC_C1), (log(4), LOGISTIC_FROM_START)])
def test_the_article_s_logistic_is_found_again(offset, right):
    days = range(60)
    fit = fit_logistic(Points.of(days, [logistic(day, ceiling=50000, rate=0.05, offset=offset) for day in days]))
    assert (fit["L"], fit["r"], fit["c"]) == tuple(pytest.approx(one, rel=1e-8) for one in (50000, 0.05, offset))
    assert list(fit.at(list(right))) == pytest.approx(list(right.values()), abs=1e-6)


def test_the_article_s_exponential_is_found_again():
    days = range(60)
    fit = fit_exponential(Points.of(days, [exponential(day, start=10000, rate=0.05) for day in days]))
    assert (fit["P0"], fit["r"]) == (pytest.approx(10000), pytest.approx(0.05))
    assert list(fit.at(list(EXPONENTIAL))) == pytest.approx(list(EXPONENTIAL.values()), abs=1e-6)
    assert derived(fit)["doubling_time"] == pytest.approx(13.8629436)


@rules(deadline=None, max_examples=50)
@given(
    ceiling=st.floats(100, 1e7),
    rate=st.floats(0.05, 0.5),
    middle=st.floats(8, 20),
    since=st.sampled_from([0.0, 2026.0, -500.0]),
)
def test_an_exact_logistic_is_found_again(ceiling, rate, middle, since):
    times = [since + day for day in range(30)]
    values = [ceiling / (1 + exp(-rate * (day - middle))) for day in range(30)]
    fit = fit_logistic(Points.of(times, values))
    assert fit["L"] == pytest.approx(ceiling, rel=1e-5)
    assert fit["r"] == pytest.approx(rate, rel=1e-5)
    assert fit["c"] / fit["r"] == pytest.approx(since + middle, rel=1e-5, abs=1e-4)


@rules(deadline=None, max_examples=40)
@given(
    st.lists(st.tuples(st.integers(-50, 50), st.integers(0, 10**9)), max_size=25)
    | st.lists(st.tuples(st.floats(-1e15, 1e15), st.floats(0, 1e15)), max_size=12)
)
def test_any_counts_are_fitted_or_refused(pairs):
    """Never an exception nobody named, never an infinite figure."""
    try:
        points = Points.of([t for t, _ in pairs], [y for _, y in pairs])
    except NotCounts:
        return
    choice = fitted(points)
    json.dumps(as_json(choice, periods=3 if choice.best else 0), allow_nan=False)
    assert as_table(choice)
    for fit in choice.fits.values():
        assert fit.rss >= 0
        assert all(one.se >= 0 for one in fit.estimates.values())


def noisy(values, share=0.02, seed=7):
    dice = random.Random(seed)
    return [value * (1 + dice.gauss(0, share)) for value in values]


def test_too_few_points():
    five = Points.of(range(5), [1, 2, 4, 7, 9])
    with pytest.raises(TooFewPoints) as refusal:
        fit_logistic(five)
    assert refusal.value.details == {"needed": 6, "found": 5}
    with pytest.raises(TooFewPoints):
        fit_exponential(Points.of([0], [10]))
    with pytest.raises(TooFewPoints):
        fit_exponential(Points.of([3, 3, 3, 3], [10, 11, 12, 13]))
    with pytest.raises(TooFewPoints):
        fit_exponential(Points.of([0, 1e-300, 5e-324, 1e-12], [10, 11, 12, 13]))
    with pytest.raises(TooFewPoints):
        fit_exponential(Points.of([0, 1, 2, 1e15], [10, 11, 12, 13]))


@pytest.mark.parametrize("values", [[], [0, 0, 0], [1, -1, 2], [1, float("nan"), 2], [1, float("inf"), 2]])
def test_no_counts(values):
    if not values:
        with pytest.raises(TooFewPoints):
            fit_exponential(Points.of([], []))
        return
    with pytest.raises(NotCounts):
        Points.of(range(len(values)), values)


def test_a_start_that_is_too_far():
    with pytest.raises(StartTooFar):
        fit_exponential(Points.of([1.76e9 + t for t in range(8)], [2**t for t in range(8)]))


def test_a_forecast_ends_before_it_is_absurd():
    fit = fit_exponential(Points.of(range(8), [2**t for t in range(8)]))
    assert 50 < len(forecast(fit, range(8, 1000))) < 60


def test_shrinking_and_flat_series_have_no_ceiling():
    with pytest.raises(NotGrowing):
        fit_logistic(Points.of(range(12), noisy([1000 * exp(-0.1 * t) for t in range(12)])))
    with pytest.raises(NotGrowing):
        fit_logistic(Points.of(range(12), [500] * 12))
    shrunk = fit_exponential(Points.of(range(12), noisy([1000 * exp(-0.1 * t) for t in range(12)])))
    assert shrunk["r"] < 0
    assert "shrinking" in warnings_of(shrunk)
    assert warnings_of(fit_exponential(Points.of(range(12), [500] * 12))) == ["flat"]


def test_a_series_that_has_not_bent_tells_no_ceiling():
    values = noisy([10000 * exp(0.05 * t) for t in range(20)])
    with pytest.raises(CeilingUnknown):
        fit_logistic(Points.of(range(20), values))
    choice = fitted(Points.of(range(20), values))
    assert choice.best.model == "exponential"
    assert choice.refusals["logistic"].code == "ceiling_unknown"


def test_data_that_end_before_the_inflection_are_marked():
    values = [logistic(t, ceiling=50000, rate=0.3, offset=6) for t in range(18)]
    fit = fit_logistic(Points.of(range(18), noisy(values, share=0.002)))
    assert "before_inflection" in warnings_of(fit)


def test_a_straight_line_is_called_one():
    values = [1000 + 100 * t + (7 if t % 2 else -7) for t in range(14)]
    assert "straight" in fitted(Points.of(range(14), values)).warnings


def test_a_ceiling_somebody_knows():
    points = Points.of(RAT42_T, RAT42_Y)
    fit = fit_logistic(points, ceiling=72.462237576)
    assert fit["L"] == 72.462237576
    assert fit["r"] == pytest.approx(0.067359200066, rel=1e-6)
    assert fit["c"] == pytest.approx(2.6180768402, rel=1e-6)
    assert fit.freedom == 7
    for low in (60, 67.08, float("nan")):
        with pytest.raises(CeilingTooLow):
            fit_logistic(points, ceiling=low)
    with pytest.raises(NotCounts):
        fit_logistic(points, ceiling=float("inf"))


def test_the_better_model_is_chosen():
    choice = fitted(Points.of(RAT42_T, RAT42_Y))
    assert choice.best.model == "logistic"
    assert choice.fits["logistic"].aicc < choice.fits["exponential"].aicc
    assert choice.fits["logistic"].aicc == pytest.approx(aicc_of(RAT42_RSS, count=9, parameters=3))


def test_akaike_counts_the_variance_and_needs_points():
    assert aicc_of(2.0, count=10, parameters=2) == pytest.approx(10 * log(0.2) + 6 + 24 / 6)
    assert aicc_of(2.0, count=4, parameters=2) is None


def test_a_step_is_no_curve():
    with pytest.raises(CannotFit):
        fit_logistic(Points.of(range(8), [0, 0, 0, 0, 9, 9, 9, 9]))


def test_the_band_holds_what_it_promises():
    """Of many made series, about 95 % of the counts five periods ahead fall into the band."""
    inside = 0
    for seed in range(100):
        dice = random.Random(seed)
        values = [logistic(t, ceiling=900, rate=0.3, offset=3) + dice.gauss(0, 10) for t in range(30)]
        [there] = forecast(fit_logistic(Points.of(range(30), values)), [34])
        inside += there.low <= logistic(34, ceiling=900, rate=0.3, offset=3) + dice.gauss(0, 10) <= there.high
    assert 88 <= inside <= 100


def test_the_line_s_band_is_that_of_the_text_books():
    t, y = [1, 2, 3, 4, 5], [2.0, 4.1, 5.9, 8.2, 9.8]
    fit = fit_linear(Points.of(t, y))
    [there] = forecast(fit, [6])
    sd = fit.residual_sd * (1 + 1 / 5 + 9 / 10) ** 0.5
    assert there.high - there.value == pytest.approx(3.182446305 * sd, rel=1e-8)
    assert (fit["a"], fit["b"]) == (pytest.approx(0.09), pytest.approx(1.97))


def test_a_forecast_is_never_below_zero():
    fit = fit_exponential(Points.of(range(8), [90, 10, 30, 5, 12, 1, 9, 0]))
    assert all(one.low >= 0 for one in forecast(fit, range(8, 40)))
