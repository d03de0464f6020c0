"""Is B better than A, and by how much: at the planned end (Welch), or at any time (confidence sequence)."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, log, sqrt

import scipy  # its parts load at their first use, not when the site starts

from analytics.statistics.errors import NothingToCompare
from analytics.statistics.rates import Interval
from analytics.statistics.samples import Sample

ALPHA = 0.05
PEEKS_AROUND = 5000  # people of both arms at which a sequence is tightest


@dataclass(frozen=True)
class Difference:
    """B against A: absolute (in the metric's unit) or relative (0.1 is ten per cent more)."""

    value: float
    se: float
    n: int
    freedom: float


@dataclass(frozen=True)
class Reading:
    """A difference with its interval and two-sided p. `is_sure`: the interval leaves out zero."""

    value: float
    se: float
    interval: Interval
    p: float

    @property
    def is_sure(self) -> bool:
        return 0.0 not in self.interval


def difference(a: Sample, b: Sample) -> Difference:
    """mean B − mean A."""
    value = b.mean - a.mean
    return Difference(value, _spread(a, b, 1.0, 1.0), a.n + b.n, freedom(a, b))


def lift(a: Sample, b: Sample) -> Difference:
    """(mean B − mean A) ÷ mean A. Its error counts that A's mean is uncertain too (delta method)."""
    base = a.mean
    if base == 0:
        raise NothingToCompare
    return Difference((b.mean - base) / base, _spread(a, b, b.mean / base**2, 1 / base), a.n + b.n, freedom(a, b))


def _spread(a: Sample, b: Sample, of_a: float, of_b: float) -> float:
    if min(a.n, b.n) < 2:
        raise NothingToCompare
    spread = sqrt(of_a**2 * a.variance / a.n + of_b**2 * b.variance / b.n)
    if spread == 0:
        raise NothingToCompare
    return spread


def freedom(a: Sample, b: Sample) -> float:
    """Degrees of freedom of two arms with their own variances (Welch–Satterthwaite)."""
    if min(a.n, b.n) < 2:
        raise NothingToCompare
    of_a, of_b = a.variance / a.n, b.variance / b.n
    if of_a + of_b == 0:
        raise NothingToCompare
    share = of_a / (of_a + of_b)
    return 1 / (share**2 / (a.n - 1) + (1 - share) ** 2 / (b.n - 1))


def welch(found: Difference, *, alpha: float = ALPHA) -> Reading:
    """Welch's t: right once, when the planned number of people is there. Looking daily and stopping at p < α is not."""
    half = float(scipy.stats.t.ppf(1 - alpha / 2, found.freedom)) * found.se
    p = float(2 * scipy.stats.t.sf(abs(found.value) / found.se, found.freedom))
    return Reading(found.value, found.se, Interval(found.value - half, found.value + half), p)


def sequential(found: Difference, *, alpha: float = ALPHA, around: int = PEEKS_AROUND) -> Reading:
    """An asymptotic confidence sequence (Waudby-Smith et al. 2021): right at every look, however often one looks.

    Wider than Welch's; `around` is the number of people at which it should be tightest, chosen before the start.
    """
    reach = _mixing(alpha, around)
    grown = found.n * reach**2 + 1
    half = found.se * sqrt(found.n) * sqrt(2 * grown * log(sqrt(grown) / alpha)) / (found.n * reach)
    evidence = reach**2 * found.n * (found.value / found.se) ** 2 / (2 * grown)
    p = min(1.0, exp(min(700.0, log(grown) / 2 - evidence)))
    return Reading(found.value, found.se, Interval(found.value - half, found.value + half), p)


def _mixing(alpha: float, around: int) -> float:
    """ρ of the normal mixture that is tightest at this many people."""
    return sqrt((-2 * log(alpha) + log(-2 * log(alpha) + 1)) / around)
