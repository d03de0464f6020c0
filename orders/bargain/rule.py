"""What a bargain promises, as arithmetic: every friend takes the same off, and the last one reaches the floor."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from config.kernel.money import split_cents


@dataclass(frozen=True)
class Rule:
    """From the list price to the floor in so many equal cuts; what doesn't divide goes, a cent each, to the first."""

    list_cents: int
    floor_cents: int
    friends: int

    @cached_property
    def cuts(self) -> list[int]:
        return split_cents(self.list_cents - self.floor_cents, [1] * self.friends)

    @property
    def first_cut_cents(self) -> int:
        return self.cuts[0]

    @property
    def last_cut_cents(self) -> int:
        return self.cuts[-1]

    @property
    def is_even(self) -> bool:
        return self.first_cut_cents == self.last_cut_cents

    @property
    def larger_cuts(self) -> int:
        """How many friends take the extra cent; 0 when all take the same."""
        return 0 if self.is_even else self.cuts.count(self.first_cut_cents)

    def price_after(self, friends: int) -> int:
        return self.list_cents - sum(self.cuts[:friends])

    @property
    def makes_sense(self) -> bool:
        """Whether every friend takes something off, and something is left to pay."""
        return self.floor_cents >= 1 and self.list_cents - self.floor_cents >= self.friends >= 1
