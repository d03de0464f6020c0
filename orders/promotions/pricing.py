"""What things cost right now: the one place where prices are worked out, in one documented order (docs/pricing.md)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from catalog.products.models import Variant


@dataclass(frozen=True)
class Item:
    """So many pieces of a variant. `fixed_cents` is the price of a deal, which nothing else touches."""

    key: str
    variant: Variant
    quantity: int
    fixed_cents: int | None = None
    label: str = ""

    @property
    def shop_pk(self) -> int:
        return self.variant.shop_id


@dataclass(frozen=True)
class PricedItem:
    """An item with its price apiece, what it is without any promotion, and why it differs."""

    item: Item
    list_price_cents: int
    unit_price_cents: int
    label: str = ""

    @property
    def total_cents(self) -> int:
        return self.unit_price_cents * self.item.quantity


@dataclass(frozen=True)
class Share:
    """The part of a discount that falls on one item, and how much of that part the platform bears."""

    cents: int
    platform_cents: int = 0


@dataclass(frozen=True)
class Discount:
    """Money off the goods of one shop. Its shares by item key are whole cents and are all of it."""

    kind: str
    source: str
    label: str
    shop_pk: int
    shares: Mapping[str, Share]

    @property
    def cents(self) -> int:
        return sum(share.cents for share in self.shares.values())

    @property
    def platform_cents(self) -> int:
        return sum(share.platform_cents for share in self.shares.values())


@dataclass(frozen=True)
class Priced:
    """Everything priced together: prices apiece by item key, then discounts, then who ships for free."""

    items: Mapping[str, PricedItem]
    discounts: Sequence[Discount] = field(default_factory=tuple)
    free_shipping: frozenset[int] = frozenset()

    def discounts_of(self, shop_pk: int) -> list[Discount]:
        return [one for one in self.discounts if one.shop_pk == shop_pk]

    def share_of(self, key: str) -> Share:
        """All discounts on one item together."""
        shares = [one.shares[key] for one in self.discounts if key in one.shares]
        return Share(sum(share.cents for share in shares), sum(share.platform_cents for share in shares))


def price(*, buyer: Any, items: Sequence[Item], coupons: tuple[str, ...] | None, at: datetime) -> Priced:
    """Price what somebody wants to buy. `coupons`: the chosen ones; None lets us choose the best, () takes none."""
    return Priced({item.key: _apiece(item) for item in items})


def _apiece(item: Item) -> PricedItem:
    usual = item.variant.price_cents
    if item.fixed_cents is not None:
        return PricedItem(item, usual, item.fixed_cents, item.label)
    return PricedItem(item, usual, usual)
