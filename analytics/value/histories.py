"""Purchases of each customer, shortened to what the models ask: how often, how lately, for how long."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
WEEK = 7.0


@dataclass(frozen=True)
class Purchase:
    """What one customer paid on one day (a day's number, in whatever count)."""

    customer: int
    day: int
    cents: int


@dataclass(frozen=True)
class Histories:
    """One entry a customer, in the order of `customers`. Times are weeks.

    `repeats`: days with a purchase after the first one (x). `latest`: from the first to the last of them (t_x).
    `known`: from the first purchase to the end of what is known (T). `spent`: mean of a repeat day, 0 without one.
    """

    customers: Sequence[int]
    repeats: Floats
    latest: Floats
    known: Floats
    spent: Floats

    def __len__(self) -> int:
        return len(self.customers)

    @property
    def repeat_buyers(self) -> int:
        return int(np.count_nonzero(self.repeats))


def histories(purchases: Iterable[Purchase], *, end_day: int) -> Histories:
    """Purchases up to and with a day. Those of one day are one; customers who came later are not in it."""
    days: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for one in purchases:
        if one.day <= end_day:
            days[one.customer][one.day] += one.cents
    customers = sorted(days)
    rows = [_shortened(days[customer], end_day) for customer in customers]
    table = np.array(rows, dtype=np.float64).reshape(len(rows), 4)
    return Histories(customers, table[:, 0], table[:, 1], table[:, 2], table[:, 3])


def _shortened(days: dict[int, int], end_day: int) -> tuple[float, float, float, float]:
    first, last, repeats = min(days), max(days), len(days) - 1
    spent = (sum(days.values()) - days[first]) / repeats if repeats else 0.0
    return repeats, (last - first) / WEEK, (end_day - first) / WEEK, spent
