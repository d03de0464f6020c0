"""Prices on cards and product pages: the flash and club prices of many products in one query."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from catalog.products.models import Product, Variant
from orders.promotions.models import CampaignItem, Kind
from orders.promotions.selectors.live import as_seen_by, running
from orders.promotions.slots import Slot, next_slot, slot_now


@dataclass(frozen=True)
class CardDeal:
    """What a card shows instead of the list price. The same for everybody."""

    cents: int
    list_cents: int
    member_cents: int | None = None
    is_flash: bool = False


@dataclass(frozen=True)
class VariantDeal:
    """One variant as its page shows it to one person."""

    variant: Variant
    cents: int
    flash: CampaignItem | None = None
    slot: Slot | None = None
    is_flash_open: bool = False
    my_flash_left: int = 0
    member: CampaignItem | None = None
    is_member: bool = False

    @property
    def list_cents(self) -> int:
        return self.variant.price_cents

    @property
    def is_reduced(self) -> bool:
        return self.cents < self.list_cents

    @property
    def pays_flash(self) -> bool:
        return self.is_flash_open and self.flash is not None and self.flash.price_cents == self.cents

    @property
    def is_flash_sold_out(self) -> bool:
        return self.flash is not None and self.flash.left <= 0


@dataclass(frozen=True)
class Deals:
    """Special prices of some products, by variant and by product."""

    at: datetime
    by_variant: Mapping[int, list[Any]] = field(default_factory=dict)
    by_product: Mapping[int, list[Any]] = field(default_factory=dict)

    def card(self, product: Product) -> CardDeal:
        lowest = product.price_min_cents
        best = CardDeal(lowest, lowest)
        for special in self.by_product.get(product.pk, ()):
            if special.campaign.kind == Kind.MEMBER:
                continue
            if special.price_cents < best.cents and special.left > 0 and slot_now(special.campaign, self.at):
                best = CardDeal(special.price_cents, special.variant.price_cents, is_flash=True)
        club = [one.price_cents for one in self.by_product.get(product.pk, ()) if one.campaign.kind == Kind.MEMBER]
        if club and min(club) < best.cents:
            return CardDeal(best.cents, best.list_cents, min(club), best.is_flash)
        return best

    def offer(self, variant: Variant) -> VariantDeal:
        """A variant with the best price this person gets for one piece, and the prices within reach."""
        specials = [one for one in self.by_variant.get(variant.pk, ()) if one.price_cents < variant.price_cents]
        flash = _best(one for one in specials if one.campaign.kind == Kind.FLASH and next_slot(one.campaign, self.at))
        member = _best(one for one in specials if one.campaign.kind == Kind.MEMBER)
        slot = next_slot(flash.campaign, self.at) if flash else None
        is_open = slot is not None and slot.holds(self.at)
        mine = _mine(flash) if flash else 0
        prices = [variant.price_cents]
        prices += [flash.price_cents] if flash and is_open and mine else []
        prices += [member.price_cents] if member and member.is_mine else []
        is_member = bool(member and member.is_mine)
        return VariantDeal(variant, min(prices), flash, slot, is_open, mine, member, is_member)


def _best(specials: Iterable[Any]) -> Any:
    return min(
        specials, key=lambda one: (one.left <= 0 and one.quota is not None, one.price_cents, one.pk), default=None
    )


def _mine(flash: Any) -> int:
    """How many pieces of a flash item this person can still have."""
    most: int = flash.left
    return most if flash.per_user is None else min(most, max(0, flash.per_user - flash.taken))


def deals_for(product_pks: Collection[int], *, buyer: Any, at: datetime) -> Deals:
    """The special prices of all these products, in one query."""
    if not product_pks:
        return Deals(at)
    rows = CampaignItem.objects.filter(
        running(at, "campaign__"), variant__product__in=list(product_pks), variant__is_active=True
    )
    by_variant: dict[int, list[Any]] = defaultdict(list)
    by_product: dict[int, list[Any]] = defaultdict(list)
    for row in as_seen_by(rows.select_related("campaign", "variant"), buyer).order_by("pk"):
        by_variant[row.variant_id].append(row)
        by_product[row.variant.product_id].append(row)
    return Deals(at, by_variant, by_product)
