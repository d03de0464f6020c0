"""Shares of a whole: click rate, share rate, active rate."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

import scipy  # its parts load at their first use, not when the site starts

from analytics.statistics.errors import NothingToCompare

FEW = 100  # a rate of fewer is not shown, and ranks nowhere


@dataclass(frozen=True)
class Interval:
    low: float
    high: float

    def __contains__(self, value: float) -> bool:
        return self.low <= value <= self.high


@dataclass(frozen=True)
class Rate:
    """So many of so many, 0 to 1."""

    hits: int
    of: int

    def __post_init__(self) -> None:
        if not 0 <= self.hits <= self.of:
            raise ValueError("a share lies between nothing and all")

    @property
    def value(self) -> float | None:
        return self.hits / self.of if self.of else None

    @property
    def interval(self) -> Interval:
        return wilson(self.hits, self.of)

    @property
    def is_enough(self) -> bool:
        return self.of >= FEW


def wilson(hits: int, of: int, *, level: float = 0.95) -> Interval:
    """Where the true share lies, by Wilson (1927). It stays within 0 and 1 and means something for 0 hits, too.

    Of nothing seen, everything is possible: 0 to 1. Rankings by rate use its lower end.
    """
    if of == 0:
        return Interval(0.0, 1.0)
    z = float(scipy.stats.norm.ppf((1 + level) / 2))
    share, reach = hits / of, z * z / of
    middle = (share + reach / 2) / (1 + reach)
    half = z / (1 + reach) * sqrt(share * (1 - share) / of + reach / (4 * of))
    low = 0.0 if hits == 0 else max(0.0, middle - half)
    high = 1.0 if hits == of else min(1.0, middle + half)
    return Interval(low, high)


def two_proportions(before: Rate, after: Rate) -> tuple[float, float]:
    """z and two-sided p of the pooled test that two shares are one (Pearson). Positive: `after` is higher."""
    if before.value is None or after.value is None:
        raise NothingToCompare
    pooled = (before.hits + after.hits) / (before.of + after.of)
    spread = sqrt(pooled * (1 - pooled) * (1 / before.of + 1 / after.of))
    if spread == 0:
        raise NothingToCompare
    z = (after.value - before.value) / spread
    return z, float(2 * scipy.stats.norm.sf(abs(z)))
