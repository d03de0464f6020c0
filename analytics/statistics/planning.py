"""Before and beside an experiment: how many people it takes, and whether they were shared out as said."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, inf

import scipy  # its parts load at their first use, not when the site starts

from analytics.statistics.errors import ImpossiblePlan, NothingToCompare

MISMATCH = 0.001  # p below which arms were not shared out as said
MOST_PEOPLE = 10**10  # in an arm; there are no more
LEAST_IN_ARM = 8  # people expected in each arm before anybody judges


@dataclass(frozen=True)
class Mismatch:
    """A check of the shares (sample ratio mismatch). When `stops`, no figure of the experiment may be read."""

    chi2: float
    p: float
    stops: bool


def share_check(people: Sequence[int], *, weights: Sequence[float] = ()) -> Mismatch:
    """Pearson's χ² of people in each arm against the planned weights (equal unless given)."""
    plan = list(weights) or [1.0] * len(people)
    if len(plan) != len(people) or len(people) < 2 or min(plan) <= 0 or min(people) < 0:
        raise ImpossiblePlan
    count = sum(people)
    if count == 0:
        raise NothingToCompare
    expected = [count * weight / sum(plan) for weight in plan]
    found = sum((seen - wanted) ** 2 / wanted for seen, wanted in zip(people, expected, strict=True))
    p = float(scipy.stats.chi2.sf(found, len(people) - 1))
    return Mismatch(found, p, p < MISMATCH and min(expected) >= LEAST_IN_ARM)


def people_for_rates(*, baseline: float, target: float, alpha: float = 0.05, power: float = 0.8) -> int:
    """People in each arm to find a change of a rate from `baseline` to `target`, two-sided, each arm's own variance."""
    if not (0 <= baseline <= 1 and 0 <= target <= 1):
        raise ImpossiblePlan
    spread = baseline * (1 - baseline) + target * (1 - target)
    return _people(spread, target - baseline, alpha, power)


def people_for_means(*, sd: float, change: float, alpha: float = 0.05, power: float = 0.8) -> int:
    """People in each arm to find a change of a mean, in its unit, where people differ by `sd`."""
    return _people(2 * sd * sd, change, alpha, power)


def _people(spread: float, change: float, alpha: float, power: float) -> int:
    if not (0 < alpha < 1 and 0 < power < 1) or not spread > 0 or change == 0:
        raise ImpossiblePlan
    reach = float(scipy.stats.norm.ppf(1 - alpha / 2) + scipy.stats.norm.ppf(power))
    if reach <= 0:
        return 2
    needed = reach**2 * spread / change**2 if change**2 else inf
    if needed > MOST_PEOPLE:
        raise ImpossiblePlan
    return max(2, ceil(needed))
