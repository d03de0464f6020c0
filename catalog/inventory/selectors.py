"""Questions about what can be bought, and at what price."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import F, QuerySet

from accounts.organisations.models import MerchantStatus
from catalog.inventory.models import Movement, Stock
from catalog.products.models import ListingStatus, Variant
from catalog.shops.models import Shop
from config.kernel.money import Money


@dataclass(frozen=True)
class Offer:
    """One variant as a buyer meets it now. `left` is what nobody has spoken for; `is_for_sale` ignores stock."""

    variant: Variant
    price: Money
    left: int
    is_for_sale: bool

    @property
    def can_buy(self) -> bool:
        return self.is_for_sale and self.left > 0


def offer_of(variant: Variant) -> Offer:
    """The offer of one variant. Costs no query when it comes from `variants_with_offers`."""
    product, shop = variant.product, variant.product.shop
    stock = getattr(variant, "stock", None)
    for_sale = (
        variant.is_active
        and product.status == ListingStatus.LISTED
        and shop.is_open
        and shop.merchant.status == MerchantStatus.APPROVED
    )
    return Offer(
        variant=variant,
        price=Money(variant.price_cents, shop.currency),
        left=max(stock.available, 0) if stock else 0,
        is_for_sale=for_sale,
    )


def variants_with_offers() -> QuerySet[Variant]:
    """Variants with everything that `offer_of` looks at, in one query."""
    return Variant.objects.select_related("stock", "picture", "product__cover", "product__shop__merchant")


def offers_of(variant_pks: Collection[int]) -> dict[int, Offer]:
    """Offers by the pk of the variant; a vanished variant is missing."""
    return {row.pk: offer_of(row) for row in variants_with_offers().filter(pk__in=list(variant_pks))}


def low_stock(shop: Shop) -> QuerySet[Stock]:
    """Variants for sale that run low, emptiest first."""
    return (
        Stock.objects.filter(variant__shop=shop, variant__is_active=True, variant__product__status=ListingStatus.LISTED)
        .filter(on_hand__lte=F("reserved") + F("low_at"))
        .select_related("variant__product")
        .order_by(F("on_hand") - F("reserved"), "pk")
    )


def movements_of(variant: Variant) -> QuerySet[Movement]:
    """What happened to a variant's stock, newest first."""
    return variant.movements.select_related("by").order_by("-pk")
