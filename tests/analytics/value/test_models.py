"""BG/NBD and Gamma-Gamma: the published figures of CDNOW, the integrals behind the formulas, made-up customers."""

from __future__ import annotations

import csv
import os
from datetime import date, datetime
from math import exp, lgamma, log
from pathlib import Path

import numpy as np
import pytest
from django.conf import settings
from scipy.integrate import quad
from scipy.stats import beta, gamma

from analytics.value import buying, spending
from analytics.value.buying import fit_buying
from analytics.value.errors import NoFit
from analytics.value.foretelling import foretell, hold_out, worth
from analytics.value.histories import Histories, Purchase, histories
from analytics.value.spending import fit_spending
from tests.analytics.value.known import ACTUAL, BUYING, IN_39_WEEKS, P_ALIVE, PREDICTED, ROUNDED, SOMEBODY, SPENDING

DATA = Path(os.environ.get("HETANG_DATA") or settings.BASE_DIR.parent / "shared" / "data") / "cdnow"


def of(*rows: tuple[float, float, float, float]) -> Histories:
    table = np.array(rows, dtype=float)
    return Histories(list(range(len(rows))), table[:, 0], table[:, 1], table[:, 2], table[:, 3])


# ---- the real log, where it is ----------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def cdnow() -> list[Purchase]:
    file = DATA / "CDNOW_sample.txt"
    if not file.exists():
        pytest.skip(f"no {file}")
    rows = (line.split() for line in file.read_text().splitlines() if line.strip())
    return [
        Purchase(int(row[1]), date(int(row[2][:4]), int(row[2][4:6]), int(row[2][6:])).toordinal(), cents(row[4]))
        for row in rows
    ]


def cents(text: str) -> int:
    return round(float(text) * 100)


@pytest.fixture(scope="module")
def summary() -> Histories:
    """As its authors published it, times rounded to a hundredth of a week."""
    file = DATA / "cdnow_customers_summary_with_transactions.csv"
    if not file.exists():
        pytest.skip(f"no {file}")
    with file.open() as lines:
        return of(*((float(r["x"]), float(r["t_x"]), float(r["T"]), float(r["zbar"])) for r in csv.DictReader(lines)))


CUT, END = datetime(1997, 9, 30).toordinal(), datetime(1998, 6, 30).toordinal()  # noqa: DTZ001 - days


def test_cdnow_as_published(summary):
    found = fit_buying(summary)
    for name in ("r", "alpha", "a", "b"):
        assert getattr(found, name) == pytest.approx(getattr(BUYING, name), abs=5e-4)
    assert found.log_likelihood == pytest.approx(BUYING.log_likelihood, abs=5e-4)
    assert float(found.p_alive(*SOMEBODY)) == pytest.approx(P_ALIVE, abs=5e-4)
    assert float(found.expected(39, *SOMEBODY)) == pytest.approx(IN_39_WEEKS, abs=5e-4)


def test_spending_of_cdnow_as_published(summary):
    found = fit_spending(summary)
    assert (found.p, found.q) == (pytest.approx(SPENDING.p, abs=5e-4), pytest.approx(SPENDING.q, abs=5e-4))
    assert found.gamma == pytest.approx(SPENDING.gamma, abs=5e-4)
    assert found.log_likelihood == pytest.approx(SPENDING.log_likelihood, abs=5e-4)


def test_cdnow_from_its_log(cdnow):
    """Rows to histories by our own rules: days merged, repeat days counted."""
    known = histories(cdnow, end_day=CUT)
    assert (len(known), known.repeat_buyers) == (2357, 946)
    found = fit_buying(known)
    assert (round(found.r, 3), round(found.a, 3), round(found.b, 3)) == (0.243, 0.793, 2.426)
    assert found.alpha == pytest.approx(BUYING.alpha, abs=5e-4)


def test_hold_out_of_cdnow(cdnow):
    found = hold_out(cdnow, end_day=END, learn_until=CUT)
    assert (found.weeks, found.actual) == (39, ACTUAL)
    assert found.predicted == pytest.approx(PREDICTED, abs=0.05)
    assert found.error == pytest.approx(PREDICTED / ACTUAL - 1, abs=1e-4)
    assert [came for _week, came, _foretold in found.points] == sorted(came for _week, came, _foretold in found.points)


# ---- without it -------------------------------------------------------------------------------------------------


def test_somebody_of_the_article():
    """The figures above hold without the log: parameters in, chance and expectation out."""
    assert float(ROUNDED.p_alive(*SOMEBODY)) == pytest.approx(P_ALIVE, abs=5e-7)
    assert float(ROUNDED.expected(39, *SOMEBODY)) == pytest.approx(IN_39_WEEKS, abs=5e-7)


@pytest.mark.parametrize(("x", "t_x", "known"), [(0, 0, 10), (1, 4, 10), (3, 9.5, 12)])
def test_the_likelihood_is_the_integral_over_all_rates_and_chances(x: int, t_x: float, known: float):
    """Written from the story of one customer, not from the formula: λ^x [ (1−p)^x e^(−λT) + p(1−p)^(x−1) e^(−λt) ]."""

    nodes, weights = np.polynomial.legendre.leggauss(150)
    shares, each = (nodes + 1) / 2, weights / 2
    rate, p = gamma.ppf(shares, 0.9, scale=1 / 4.0)[:, None], beta.ppf(shares, 1.3, 2.4)[None, :]
    stays = (1 - p) ** x * np.exp(-rate * known)
    leaves = p * (1 - p) ** (x - 1) * np.exp(-rate * t_x) if x else 0.0
    found = float(each @ (rate**x * (stays + leaves)) @ each)
    assert buying.log_likelihood((0.9, 4.0, 1.3, 2.4), of((x, t_x, known, 0))) == pytest.approx(log(found), abs=2e-5)


def test_the_likelihood_of_spending_is_the_integral_over_all_means():
    p, q, unit, x, mean = 6.25, 3.74, 15.44, 3, 21.5

    def one(scale: float) -> float:
        shape = p * x
        spent = exp(shape * log(scale * x) + (shape - 1) * log(mean) - scale * x * mean - lgamma(shape))
        return spent * gamma.pdf(scale, q, scale=1 / unit)

    found, _error = quad(one, 0, 5)
    assert spending.log_likelihood((p, q, unit), of((x, 1, 2, mean))) == pytest.approx(log(found), abs=1e-7)


def test_expectation_begins_at_nothing_and_grows_slower_and_slower():
    weeks = [0, 1, 13, 26, 52, 520]
    found = [float(BUYING.expected(week, *SOMEBODY)) for week in weeks]
    assert found[0] == 0
    assert found == sorted(found)
    rates = [(b - a) / (v - w) for a, b, w, v in zip(found, found[1:], weeks, weeks[1:], strict=False)]
    assert rates == sorted(rates, reverse=True)


def test_expectation_stays_finite_for_the_busiest():
    found = BUYING.expected(52, [0, 1, 400, 3], [0, 0, 300, 1], [0, 300, 300, 600])
    assert np.all(np.isfinite(found))
    assert np.all(found >= 0)
    assert found[2] == pytest.approx(400 / 300 * 52, rel=0.1)


def test_who_came_once_is_still_there_and_a_long_silence_tells():
    alive = BUYING.p_alive([0, 3, 3, 3], [0, 30, 20, 5], [38, 30, 38, 38])
    assert alive[0] == 1
    assert alive[1] > alive[2] > alive[3]


def simulated(people: int, *, days: int = 364) -> list[Purchase]:
    """Customers that do follow the model: r 0.6, α 6, a 0.8, b 3 in weeks; spending 5, 4, 6000."""
    dice = np.random.default_rng(11)
    found = []
    for who in range(people):
        rate, leaving = dice.gamma(0.6, 1 / 6.0), dice.beta(0.8, 3.0)
        scale, day = dice.gamma(4.0, 1 / 6000), float(dice.integers(0, 90))
        while day <= days:
            found.append(Purchase(who, int(day), 1 + round(dice.gamma(5.0, 1 / scale))))
            if len(found) > 1 and found[-2].customer == who and dice.random() < leaving:
                break
            day += max(1.0, dice.exponential(1 / rate) * 7)
    return found


@pytest.fixture(scope="module")
def many() -> list[Purchase]:
    return simulated(3_000)


def test_parameters_of_made_up_customers_are_found_again(many):
    found = fit_spending(histories(many, end_day=364))
    mean = 5 * 6000 / (4 - 1)
    assert found.p * found.gamma / (found.q - 1) == pytest.approx(mean, rel=0.1)
    held = hold_out(many, end_day=364)
    assert held.actual > 500
    assert abs(held.error) < 0.12


def test_everybody_gets_a_value(many):
    found = foretell(many, end_day=364)
    assert len(found.customers) == 3_000
    assert np.all((found.p_alive >= 0) & (found.p_alive <= 1))
    assert np.all(np.isfinite(found.worth_cents))
    assert found.findings["held_out"]["error"] == found.held_out.error


def test_discount_takes_a_part_of_what_comes():
    one = of((3, 30, 38, 2_000))
    whole = float(worth(BUYING, SPENDING, one, rate=0)[0])
    spent = float(SPENDING.expected(3, 2_000))
    assert whole == pytest.approx(float(BUYING.expected(52, 3, 30, 38)) * spent)
    assert whole / 1.1 < float(worth(BUYING, SPENDING, one, rate=0.1)[0]) < whole


def test_own_spending_counts_more_the_more_often_one_came():
    everybody = float(SPENDING.expected(0, 0))
    assert everybody == pytest.approx(SPENDING.p * SPENDING.gamma / (SPENDING.q - 1))
    rare, often = (float(SPENDING.expected(times, 100)) for times in (1, 20))
    assert everybody < rare < often < 100


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [(0, 0, 10, 0)] * 40,
        [(1, 5, 10, 700)],
        [(9, 9, 9, 500)] * 30,
    ],
    ids=["nobody", "nobody came back", "one", "everybody alike"],
)
def test_what_has_no_answer_is_refused_or_finite(rows):
    known = of(*rows) if rows else histories([], end_day=5)
    for fit in (fit_buying, fit_spending):
        try:
            found = fit(known)
        except NoFit:
            continue
        assert np.isfinite(found.log_likelihood)


def test_purchases_of_a_day_are_one_and_later_ones_are_not_known():
    rows = [Purchase(7, 0, 100), Purchase(7, 0, 50), Purchase(7, 14, 300), Purchase(7, 14, 100), Purchase(7, 30, 9)]
    known = histories([*rows, Purchase(8, 29, 5)], end_day=28)
    assert (list(known.customers), known.repeats[0], known.latest[0], known.known[0]) == ([7], 1, 2, 4)
    assert known.spent[0] == 400
