"""The models on purchases: who is still there, what comes, what it is worth, and how wrong it was when tried."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from analytics.value.buying import Buying, fit_buying
from analytics.value.histories import WEEK, Floats, Histories, Purchase, histories
from analytics.value.spending import Spending, fit_spending

ENOUGH = 500  # repeat buyers; with fewer, the parameters say more about chance than about customers
HORIZON = 52  # weeks that are foretold
DISCOUNT = 0.10  # a year
POINTS = 12  # of the hold-out's line


@dataclass(frozen=True)
class HoldOut:
    """The model learnt from the first half and foretold the second. `points`: week, what came, what was foretold, all
    repeat days of all customers of the first half together."""

    learnt_weeks: float
    weeks: float
    actual: int
    predicted: float
    points: Sequence[tuple[float, int, float]]

    @property
    def error(self) -> float | None:
        """0.1: foretold ten per cent too much."""
        return self.predicted / self.actual - 1 if self.actual else None


@dataclass(frozen=True)
class Foretold:
    """For each customer, in the order of `customers`."""

    customers: Sequence[int]
    p_alive: Floats
    expected: Floats
    worth_cents: Floats
    buying: Buying
    spending: Spending
    held_out: HoldOut

    @property
    def findings(self) -> dict[str, Any]:
        """What is kept with the run and shown on its page."""
        held = asdict(self.held_out) | {"error": self.held_out.error}
        return {"buying": asdict(self.buying), "spending": asdict(self.spending), "held_out": held}


def foretell(purchases: Sequence[Purchase], *, end_day: int) -> Foretold:
    """Fit both models and try them on the second half. NoFit when the purchases don't follow them."""
    known = histories(purchases, end_day=end_day)
    held_out = hold_out(purchases, end_day=end_day)
    buying, spending = fit_buying(known), fit_spending(known)
    of = (known.repeats, known.latest, known.known)
    return Foretold(
        known.customers,
        buying.p_alive(*of),
        buying.expected(HORIZON, *of),
        worth(buying, spending, known),
        buying,
        spending,
        held_out,
    )


def worth(buying: Buying, spending: Spending, of: Histories, *, weeks: int = HORIZON, rate: float = DISCOUNT) -> Floats:
    """What the coming weeks bring, each week's purchases at what one brings, discounted by so much a year.

    Revenue, not profit: what a shop earns of it is not known here.
    """
    before, total = np.zeros(len(of)), np.zeros(len(of))
    for week in range(1, weeks + 1):
        until = buying.expected(week, of.repeats, of.latest, of.known)
        total += (until - before) / (1 + rate) ** (week / 52)
        before = until
    return np.asarray(total * spending.expected(of.repeats, of.spent), dtype=np.float64)


def hold_out(purchases: Sequence[Purchase], *, end_day: int, learn_until: int | None = None) -> HoldOut:
    """Learn until a day (the middle of what is known, unless said), foretell the rest, and count what came."""
    first = min((one.day for one in purchases), default=end_day)
    middle = (first + end_day) // 2 if learn_until is None else learn_until
    learnt = histories(purchases, end_day=middle)
    buying = fit_buying(learnt)
    known = set(learnt.customers)
    came = sorted(day for customer, day in {(one.customer, one.day) for one in purchases} if customer in known)
    came = [day for day in came if middle < day <= end_day]
    weeks = (end_day - middle) / WEEK
    points = []
    for turn in range(1, POINTS + 1):
        after = weeks * turn / POINTS
        foretold = buying.expected(after, learnt.repeats, learnt.latest, learnt.known).sum()
        points.append((round(after, 2), sum(day <= middle + after * WEEK for day in came), round(float(foretold), 2)))
    return HoldOut((middle - first) / WEEK, weeks, len(came), points[-1][2], points)
