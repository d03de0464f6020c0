"""What things cost right now: the one place where prices are worked out, in one documented order (docs/pricing.md).

List price → deal price, or the lowest of flash, member and list price → one spend-and-save step per shop → one coupon
per shop → one coupon of the platform per trade → points. (Freight follows in checkout.) Every step's cents are split
over the lines by largest remainder, so nothing is lost and no line falls below zero.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.functional import Promise

from catalog.products.models import Variant
from orders.promotions.models import Campaign, CampaignItem, Coupon, CouponTerms, Tier

TIERS, SHOP_COUPON, PLATFORM_COUPON, POINTS = "tiers", "coupon", "platform", "points"


@dataclass(frozen=True)
class Item:
    """So many pieces of a variant that somebody wants. `fixed_cents`: a deal's price, which nothing else touches.

    What is not counted is priced apiece and left out of everything else: lines of a cart that are not ticked.
    """

    key: str
    variant: Variant
    quantity: int
    fixed_cents: int | None = None
    label: str = ""
    is_counted: bool = True

    @property
    def shop_pk(self) -> int:
        return self.variant.shop_id


@dataclass(frozen=True)
class PricedItem:
    """An item with its price apiece, what it is without any promotion, and why it differs.

    `rests_on`: the flash or club price it is. `note`: a better price that is within reach, in a sentence.
    """

    item: Item
    list_price_cents: int
    unit_price_cents: int
    label: str = ""
    rests_on: CampaignItem | None = None
    note: str = ""

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
class CouponOffer:
    """One coupon of the buyer's pocket beside what is being bought: what it takes off, or why it doesn't."""

    coupon: Coupon
    cents: int
    is_used: bool = False
    why_not: str | Promise = ""

    @property
    def campaign(self) -> Campaign:
        return self.coupon.terms.campaign


@dataclass(frozen=True)
class TierStep:
    """Where a shop's goods stand on the steps of a spend-and-save campaign: what is reached, what comes next."""

    shop_pk: int
    campaign: Campaign
    reached: Tier | None
    coming: Tier | None
    missing: int = 0
    gift: CouponTerms | None = None


@dataclass(frozen=True)
class PointsOffer:
    """How many points could pay here, of how many, and how many do. A point is a cent, paid by the platform."""

    balance: int = 0
    most: int = 0
    used: int = 0


@dataclass(frozen=True)
class Taken:
    """What a trade takes of a campaign in one shop: the row `hold` will write."""

    campaign: Campaign
    shop_pk: int
    gross_cents: int
    cents: int
    platform_cents: int = 0
    coupon: Coupon | None = None
    item: CampaignItem | None = None
    quantity: int = 0
    gift: CouponTerms | None = None


@dataclass(frozen=True)
class Priced:
    """Everything priced together: prices apiece by item key, then discounts, then who ships for free."""

    items: Mapping[str, PricedItem]
    discounts: Sequence[Discount] = field(default_factory=tuple)
    free_shipping: frozenset[int] = frozenset()
    coupons: Sequence[CouponOffer] = field(default_factory=tuple)
    steps: Sequence[TierStep] = field(default_factory=tuple)
    taken: Sequence[Taken] = field(default_factory=tuple)
    points: PointsOffer = PointsOffer()
    refusals: Sequence[Any] = field(default_factory=tuple)

    def discounts_of(self, shop_pk: int) -> list[Discount]:
        return [one for one in self.discounts if one.shop_pk == shop_pk]

    def share_of(self, key: str) -> Share:
        """All discounts on one item together."""
        shares = [one.shares[key] for one in self.discounts if key in one.shares]
        return Share(sum(share.cents for share in shares), sum(share.platform_cents for share in shares))

    def worth_for_freight(self, key: str) -> int:
        """What an item counts towards free shipping: after the shop's own prices and steps, before coupons.

        So a coupon never costs anybody the free shipping they had without it.
        """
        steps = [one.shares[key].cents for one in self.discounts if one.kind == TIERS and key in one.shares]
        return self.items[key].total_cents - sum(steps)

    def coupons_of(self, shop_pk: int | None) -> list[CouponOffer]:
        """Those of one shop, or (None) those of the platform."""
        return [one for one in self.coupons if one.campaign.shop_id == shop_pk]

    def steps_of(self, shop_pk: int) -> list[TierStep]:
        return [one for one in self.steps if one.shop_pk == shop_pk]


def price_apiece(*, buyer: Any, items: Sequence[Item], at: datetime) -> Mapping[str, PricedItem]:
    """Only the price apiece, by item key: what a cart remembers as seen."""
    from orders.promotions.till import Till

    till = Till(buyer=buyer, items=items, at=at)
    till.price_apiece()
    return till.lines


def price(
    *,
    buyer: Any,
    items: Sequence[Item],
    coupons: tuple[str, ...] | None,
    at: datetime,
    points: bool | None = None,
) -> Priced:
    """Price what somebody wants to buy. `coupons`: the chosen ones; None lets us choose the best, () takes none.

    `points`: pay with as many as may be, or only say how many; None doesn't look at them.
    """
    from orders.promotions.till import Till  # the steps work with the types above

    till = Till(buyer=buyer, items=items, at=at)
    till.price_apiece()
    till.take_tiers()
    till.take_coupons(coupons)
    if points is not None:
        till.take_points(uses_them=points)
    return till.priced()
