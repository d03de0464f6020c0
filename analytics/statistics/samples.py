"""What one arm of an experiment is, in sums. Each gives a mean and the variance of one unit; comparing needs no more.

The unit is what was assigned, nearly always a person. `se²` of the mean is variance ÷ n.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from analytics.statistics.errors import NothingToCompare


class Sample(Protocol):
    """An arm that can be compared."""

    @property
    def n(self) -> int: ...
    @property
    def mean(self) -> float: ...
    @property
    def variance(self) -> float: ...


@dataclass(frozen=True)
class Amounts:
    """An amount for each person: orders, cents, minutes. Sum and sum of squares over all people, with or without."""

    n: int
    total: float
    squares: float

    @classmethod
    def of(cls, values: Sequence[float]) -> Amounts:
        return cls(len(values), sum(values), sum(value * value for value in values))

    @property
    def mean(self) -> float:
        return self.total / self.n if self.n else 0.0

    @property
    def variance(self) -> float:
        """Of one person, with n − 1."""
        return _over_n_less_one(self.squares - self.total * self.total / self.n if self.n else 0.0, self.n)


@dataclass(frozen=True)
class Shares:
    """Yes or no for each person."""

    hits: int
    n: int

    @property
    def mean(self) -> float:
        return self.hits / self.n if self.n else 0.0

    @property
    def variance(self) -> float:
        """p(1 − p): the yes-or-no of one person."""
        return self.mean * (1 - self.mean)


@dataclass(frozen=True)
class Pairs:
    """Two amounts for each person, y and x, as the sums both CUPED and ratios need."""

    n: int
    y: float
    x: float
    yy: float
    xx: float
    xy: float

    @classmethod
    def of(cls, pairs: Sequence[tuple[float, float]]) -> Pairs:
        """From (y, x) of each person."""
        ys, xs = [y for y, _x in pairs], [x for _y, x in pairs]
        return cls(
            len(pairs),
            sum(ys),
            sum(xs),
            sum(y * y for y in ys),
            sum(x * x for x in xs),
            sum(y * x for y, x in pairs),
        )

    @property
    def y_amounts(self) -> Amounts:
        return Amounts(self.n, self.y, self.yy)

    @property
    def x_amounts(self) -> Amounts:
        return Amounts(self.n, self.x, self.xx)

    @property
    def products(self) -> float:
        """Σ(x − x̄)(y − ȳ)."""
        return self.xy - self.x * self.y / self.n if self.n else 0.0

    @property
    def covariance(self) -> float:
        if self.n < 2:
            raise NothingToCompare
        return self.products / (self.n - 1)


@dataclass(frozen=True)
class Ratio:
    """Σy ÷ Σx where a person brings several x (clicks ÷ impressions), by the delta method.

    Impressions of one person hang together, so the person stays the unit:
    Var(R) ≈ (Var y − 2R·Cov + R²·Var x) / (n·x̄²).
    """

    pairs: Pairs

    @property
    def n(self) -> int:
        return self.pairs.n

    @property
    def mean(self) -> float:
        if self.pairs.x <= 0:
            raise NothingToCompare
        return self.pairs.y / self.pairs.x

    @property
    def variance(self) -> float:
        pairs, ratio = self.pairs, self.mean
        spread = pairs.y_amounts.variance - 2 * ratio * pairs.covariance + ratio * ratio * pairs.x_amounts.variance
        return max(0.0, spread) / (pairs.x / pairs.n) ** 2


@dataclass(frozen=True)
class Adjusted:
    """An arm after CUPED; made by `cuped`."""

    n: int
    mean: float
    variance: float


def cuped(arms: Sequence[Pairs]) -> tuple[float, list[Adjusted]]:
    """Take out what was known of people before they were assigned (Deng et al. 2013): y − θ(x − x̄ of all).

    y is the metric, x the same thing in the days before (usually 14, never after assignment). θ is one for all arms,
    pooled within them; an arm's expected mean stays, its variance shrinks by the squared correlation.
    """
    count = sum(arm.n for arm in arms)
    if not count:
        raise NothingToCompare
    squares = sum(arm.x_amounts.variance * (arm.n - 1) for arm in arms)
    theta = sum(arm.products for arm in arms) / squares if squares > 0 else 0.0
    before = sum(arm.x for arm in arms) / count
    return theta, [_adjusted(arm, theta, before) for arm in arms]


def _adjusted(arm: Pairs, theta: float, before: float) -> Adjusted:
    if not arm.n:
        raise NothingToCompare
    mean = arm.y_amounts.mean - theta * (arm.x_amounts.mean - before)
    spread = arm.y_amounts.variance + theta * theta * arm.x_amounts.variance
    return Adjusted(arm.n, mean, max(0.0, spread - 2 * theta * arm.covariance))


def _over_n_less_one(squares: float, n: int) -> float:
    if n < 2:
        raise NothingToCompare
    return max(0.0, squares) / (n - 1)
