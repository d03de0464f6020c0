"""What a merchant sees of the shop's own products, and an operator of those that wait."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import Count, F, Q, QuerySet, Sum

from catalog.inventory.models import Stock
from catalog.products.models import ListingReview, ListingStatus, Product, Variant
from catalog.search.selectors import raw_query
from config.kernel.access import get_or_missing
from config.kernel.textindex import tsquery

if TYPE_CHECKING:
    from catalog.shops.models import Shop

LOW = "low"


def products_of(shop: Shop) -> QuerySet[Product]:
    return Product.objects.filter(shop=shop)


def product_of_shop(shop: Shop, *, slug: str) -> Product:
    """A product of this very shop; another's does not exist."""
    return get_or_missing(products_of(shop).select_related("shop", "category", "cover"), slug=slug)


def variant_of_shop(shop: Shop, *, key: str) -> Variant:
    return get_or_missing(Variant.objects.select_related("product", "stock").filter(shop=shop), key=key)


def variant_by_sku(shop: Shop, *, sku: str) -> Variant:
    return get_or_missing(Variant.objects.select_related("product", "stock").filter(shop=shop), sku=sku)


def running_low() -> Q:
    """A product on sale with a variant that is down to its warning mark."""
    low = Stock.objects.filter(variant__is_active=True, on_hand__lte=F("reserved") + F("low_at"))
    return Q(status=ListingStatus.LISTED, variants__in=low.values("variant_id"))


def product_table(shop: Shop, *, state: str = "", text: str = "") -> QuerySet[Product]:
    """The products of a tab that match what was typed: words of the title, or the beginning of a SKU."""
    rows = products_of(shop)
    if state == LOW:
        rows = rows.filter(running_low()).distinct()
    elif state in ListingStatus.values:
        rows = rows.filter(status=state)
    text = text.replace("\x00", "").strip()[:100]
    if text:
        wanted = tsquery(text, prefix_last=True)
        by_words = Q(search=raw_query(wanted)) if wanted else Q(pk=None)
        by_sku = Variant.objects.filter(shop=shop, sku__istartswith=text)
        rows = rows.filter(by_words | Q(pk__in=by_sku.values("product_id")))
    return rows.select_related("cover", "category").defer("description", "search")


def state_counts(shop: Shop) -> dict[str, int]:
    counts = dict(products_of(shop).values_list("status").annotate(n=Count("pk")).order_by())
    counts[""] = sum(counts.values())
    counts[LOW] = products_of(shop).filter(running_low()).distinct().count()
    return counts


@dataclass(frozen=True)
class Shelf:
    """Pieces of one product over all its variants."""

    variants: int = 0
    left: int = 0


def shelves(products: Collection[Product]) -> dict[int, Shelf]:
    rows = (
        Variant.objects.filter(product__in=list(products), is_active=True)
        .values_list("product_id")
        .annotate(n=Count("pk"), left=Sum(F("stock__on_hand") - F("stock__reserved")))
        .order_by()
    )
    return {pk: Shelf(count, left or 0) for pk, count, left in rows}


def stock_table(shop: Shop, *, text: str = "", low_only: bool = False) -> QuerySet[Variant]:
    """Every variant that can be sold, with its stock."""
    rows = Variant.objects.filter(shop=shop, is_active=True).select_related("stock", "product__cover", "picture")
    if low_only:
        rows = rows.filter(stock__on_hand__lte=F("stock__reserved") + F("stock__low_at"))
    text = text.replace("\x00", "").strip()[:100]
    if text:
        wanted = tsquery(text, prefix_last=True)
        by_words = Q(product__search=raw_query(wanted)) if wanted else Q(pk=None)
        rows = rows.filter(by_words | Q(sku__istartswith=text))
    return rows.defer("product__description", "product__search")


def waiting_listings() -> QuerySet[Product]:
    """Products that an operator has to look at, longest wait first."""
    rows = Product.objects.filter(status=ListingStatus.PENDING)
    return rows.select_related("shop", "category", "cover").prefetch_related("pictures__picture").order_by("updated_at")


def waiting_listing(slug: str) -> Product:
    return get_or_missing(Product.objects.filter(status=ListingStatus.PENDING), slug=slug)


def last_review(product: Product) -> ListingReview | None:
    return product.reviews_of_listing.order_by("-pk").first()
