"""What lists need to know of a product, kept on its row: price range, stock flag, sales, search text. Only here."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from django.db import connection
from django.db.models import Exists, F, Max, Min, OuterRef, Q
from django.db.models.functions import Greatest
from psycopg2.extras import execute_batch

from catalog.products.models import Product, Variant
from config.kernel.textindex import index_tokens

DESCRIPTION_INDEXED = 2_000  # characters; enough to be found, small enough to stay quick


def refresh_prices(product: Product) -> None:
    """The price range of the variants that are for sale."""
    ends = product.variants.filter(is_active=True).aggregate(low=Min("price_cents"), high=Max("price_cents"))
    product.price_min_cents, product.price_max_cents = ends["low"] or 0, ends["high"] or 0
    product.save(update_fields=["price_min_cents", "price_max_cents"])


def refresh_stock_flags(*, variants: Collection[int]) -> None:
    """Whether anything of these variants' products can be bought. Call it after the stock rows have changed.

    Products are locked in pk order when a flag may have to change, so that the last two variants of a product, sold in
    the same instant, cannot each count on the other.
    """
    some_left = Variant.objects.filter(
        product=OuterRef("pk"), is_active=True, stock__on_hand__gt=F("stock__reserved")
    ).values("pk")
    of_these = Product.objects.filter(variants__in=list(variants)).annotate(some_left=Exists(some_left))
    edge = Variant.objects.filter(pk__in=list(variants), stock__on_hand=F("stock__reserved"))
    doubtful = set(edge.values_list("product_id", flat=True))
    doubtful |= set(of_these.filter(~Q(is_in_stock=F("some_left"))).values_list("pk", flat=True))
    if not doubtful:
        return
    for pk in sorted(doubtful):
        list(Product.objects.select_for_update(no_key=True).filter(pk=pk).values_list("pk"))
        row = Product.objects.filter(pk=pk).annotate(some_left=Exists(some_left))
        flag = row.values_list("some_left", flat=True).get()
        Product.objects.filter(pk=pk).exclude(is_in_stock=flag).update(is_in_stock=flag)


def count_sold(pieces: Mapping[int, int]) -> None:
    """Add the pieces sold (or, negative, not sold after all) of these variants to their products."""
    by_product: dict[int, int] = defaultdict(int)
    products = dict(Variant.objects.filter(pk__in=list(pieces)).values_list("pk", "product_id"))
    for variant_pk, quantity in pieces.items():
        by_product[products[variant_pk]] += quantity
    for pk in sorted(by_product):
        Product.objects.filter(pk=pk).update(sold_count=Greatest(F("sold_count") + by_product[pk], 0))


def search_text(product: Product, attributes: Sequence[str] = ()) -> tuple[str, str, str, str]:
    """The tokens by weight: title, what it is, its properties, its description."""
    category = f"{product.category.name_zh} {product.category.name_en}"
    texts = (
        product.title,
        f"{product.subtitle} {category} {product.shop.name}",
        " ".join(attributes),
        product.description[:DESCRIPTION_INDEXED],
    )
    title, about, properties, description = (" ".join(index_tokens(text)) for text in texts)
    return title, about, properties, description


def refresh_search(product: Product) -> None:
    """The text index of one product."""
    index_text(product, _names(product))


def index_text(product: Product, names: Sequence[str]) -> None:
    """Index a product whose properties and variants have these names."""
    with connection.cursor() as cursor:
        cursor.execute(_SEARCH, (*search_text(product, names), product.pk))


def refresh(product: Product) -> None:
    """Everything, after an edit."""
    refresh_prices(product)
    refresh_search(product)
    refresh_stock_flags(variants=list(product.variants.values_list("pk", flat=True)))
    product.refresh_from_db(fields=["is_in_stock", "price_min_cents", "price_max_cents"])


def refresh_all(products: Collection[int]) -> None:
    """The same for thousands of products at once, after a bulk import. Three statements and a batch of text."""
    pks = sorted(products)
    with connection.cursor() as cursor:
        cursor.execute(_PRICES_AND_FLAGS, [pks])
    rows = Product.objects.filter(pk__in=pks).select_related("category", "shop")
    for start in range(0, len(pks), 500):
        batch = rows.filter(pk__in=pks[start : start + 500]).prefetch_related("attributes", "variants")
        with connection.cursor() as cursor:
            execute_batch(cursor, _SEARCH, [_search_row(product) for product in batch])


def _search_row(product: Product) -> tuple[str, str, str, str, int]:
    return (*search_text(product, _names(product)), product.pk)


def _names(product: Product) -> list[str]:
    names = [name for value in product.attributes.all() for name in (value.name_zh, value.name_en)]
    for variant in product.variants.all():
        names += [variant.label, variant.sku] if variant.is_active else []
    return names


_PRICES_AND_FLAGS = """
UPDATE catalog_product p SET price_min_cents = s.low, price_max_cents = s.high, is_in_stock = s.some_left
FROM (SELECT v.product_id, min(v.price_cents) low, max(v.price_cents) high,
             coalesce(bool_or(t.on_hand > t.reserved), false) some_left
      FROM catalog_variant v LEFT JOIN catalog_stock t ON t.variant_id = v.id
      WHERE v.is_active AND v.product_id = ANY(%s) GROUP BY v.product_id) s
WHERE p.id = s.product_id
"""
_SEARCH = """
UPDATE catalog_product SET search =
    setweight(to_tsvector('simple', %s), 'A') || setweight(to_tsvector('simple', %s), 'B') ||
    setweight(to_tsvector('simple', %s), 'C') || setweight(to_tsvector('simple', %s), 'D') WHERE id = %s
"""
