"""News about what sharers earn."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class SharingRateSet(Event):
    """A shop gives another share from now on; `product_id` is empty when it is for all of its goods."""

    name: ClassVar[str] = "community.sharing_rate_set"
    shop_id: int
    product_id: int | None


@dataclass(frozen=True)
class EarningMoved(Event):
    """An earning was paid, or a part of it taken back."""

    name: ClassVar[str] = "community.earning_moved"
    earning_id: int
    person_id: int
    state: str
