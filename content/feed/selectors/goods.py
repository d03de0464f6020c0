"""Products of the home page: the newest of all shops, newest first; the same for everybody."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from catalog.products.models import ListingStatus, Product
from catalog.taxonomy.models import Category
from config.kernel.keyset import KeysetPage, Sort, keyset_page

PAGE = 24
BESIDE_NOTES = 5
NEWEST = Sort("newest", "listed_at")
SELLING_WELL = 3


def listed_products() -> QuerySet[Product]:
    """Products on sale in open shops, with what a card shows."""
    rows = Product.objects.filter(status=ListingStatus.LISTED, shop__is_open=True, listed_at__isnull=False)
    return rows.select_related("cover", "shop").defer("description", "search")


def newest_products(*, category: Category | None = None, cursor: str = "", size: int = PAGE) -> KeysetPage[Product]:
    rows = listed_products()
    if category is not None:
        rows = rows.filter(category__path__startswith=category.path)
    return keyset_page(rows, sort=NEWEST, cursor=cursor, size=size)


def selling_well() -> list[Product]:
    """The products most often sold, at most one a shop, in stock."""
    chosen: list[Product] = []
    for product in listed_products().filter(is_in_stock=True, sold_count__gt=0).order_by("-sold_count", "-pk")[:30]:
        if all(product.shop_id != other.shop_id for other in chosen):
            chosen.append(product)
        if len(chosen) == SELLING_WELL:
            break
    return chosen


def root_categories() -> list[Category]:
    """Branches of the tree with something on sale."""
    below = listed_products().filter(category__path__startswith=OuterRef("path"))
    return list(Category.objects.filter(Exists(below), parent=None))
