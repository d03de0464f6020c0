"""Money is whole cents with a currency. It never meets a float, and its parts always add up again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import total_ordering

from django.conf import settings

BASIS_POINTS = 10_000


@total_ordering
@dataclass(frozen=True)
class Money:
    """An amount in the smallest unit of its currency (fen, cents)."""

    cents: int
    currency: str = settings.CURRENCY

    def __post_init__(self) -> None:
        if isinstance(self.cents, bool) or not isinstance(self.cents, int):
            raise TypeError(f"Money takes whole cents, not {self.cents!r}")

    def __add__(self, other: Money) -> Money:
        return Money(self.cents + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.cents - self._same(other), self.currency)

    def __mul__(self, times: int) -> Money:
        return Money(self.cents * times, self.currency)

    __rmul__ = __mul__

    def __neg__(self) -> Money:
        return Money(-self.cents, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.cents < self._same(other)

    def __bool__(self) -> bool:
        return self.cents != 0

    def split(self, *weights: int) -> list[Money]:
        """Shares in proportion to whole-number weights, by largest remainder (Hamilton's method).

        The shares sum to the whole, each within one cent of its exact share; of equal remainders the earlier wins.
        Money(999).split(97, 3) is [969, 30].
        """
        if not weights or any(weight < 0 for weight in weights):
            raise ValueError("weights must be at least one whole number, none negative")
        total = sum(weights)
        if total == 0:
            raise ValueError("weights must not all be zero")
        size, sign = abs(self.cents), -1 if self.cents < 0 else 1
        shares = [size * weight // total for weight in weights]
        left = size - sum(shares)
        by_remainder = sorted(range(len(weights)), key=lambda place: (-(size * weights[place] % total), place))
        for place in by_remainder[:left]:
            shares[place] += 1
        return [Money(sign * share, self.currency) for share in shares]

    def share(self, basis_points: int) -> Money:
        """A percentage in basis points (150 = 1.5 %), rounded half up to a cent."""
        size = abs(self.cents) * basis_points
        rounded = (2 * size + BASIS_POINTS) // (2 * BASIS_POINTS)
        return Money(rounded if self.cents >= 0 else -rounded, self.currency)

    def _same(self, other: Money) -> int:
        if not isinstance(other, Money):
            raise TypeError(f"Money meets only Money, not {other!r}")
        if other.currency != self.currency:
            raise ValueError(f"{self.currency} and {other.currency} do not add up")
        return other.cents


def total(amounts: Iterable[Money], currency: str = settings.CURRENCY) -> Money:
    return sum(amounts, Money(0, currency))


def split_cents(cents: int, weights: Sequence[int]) -> list[int]:
    """`Money.split` for bare columns."""
    return [share.cents for share in Money(cents).split(*weights)]
