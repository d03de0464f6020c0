"""Questions about imports and exports."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from catalog.bulk.columns import COLUMNS, DANGEROUS
from catalog.bulk.models import ImportJob
from catalog.products.models import Product
from config.kernel.access import get_or_missing

if TYPE_CHECKING:
    from catalog.shops.models import Shop

AT_ONCE = 500


def jobs_of(shop: Shop) -> QuerySet[ImportJob]:
    return ImportJob.objects.filter(shop=shop).select_related("started_by").order_by("-pk")


def job_for(shop: Shop, *, key: str) -> ImportJob:
    """An import of this very shop."""
    return get_or_missing(ImportJob.objects.filter(shop=shop), key=key)


def harmless(text: str) -> str:
    """A cell that a spreadsheet shows and never runs (CWE-1236)."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def export_rows(shop: Shop) -> Iterator[tuple[str, ...]]:
    """The header and a row for each combination, in the columns an import reads; products by hundreds."""
    yield COLUMNS
    rows = Product.objects.filter(shop=shop).select_related("category").order_by("pk").defer("search")
    rows = rows.prefetch_related("options", "attributes__attribute", "variants__stock")
    for product in rows.iterator(chunk_size=AT_ONCE):
        yield from _rows_of(product)


def _rows_of(product: Product) -> Iterator[tuple[str, ...]]:
    names = [option.name for option in product.options.all()]
    attributes = "; ".join(f"{value.attribute.slug}.{value.slug}" for value in product.attributes.all())
    for variant in product.variants.all():
        if "~" in variant.sku:
            continue
        choices = variant.label.split(" / ") if variant.label else []
        cells = {
            "product": product.slug,
            "title": product.title,
            "subtitle": product.subtitle,
            "category": product.category.slug,
            "description": product.description,
            "language": product.language,
            "sku": variant.sku,
            "price": f"{variant.price_cents // 100}.{variant.price_cents % 100:02d}",
            "stock": str(variant.stock.on_hand) if hasattr(variant, "stock") else "0",
            "weight": str(variant.weight_grams),
            "attributes": attributes,
        }
        for place, (name, choice) in enumerate(zip(names, choices, strict=False), start=1):
            cells |= {f"option{place}": name, f"value{place}": choice}
        yield tuple(harmless(cells.get(column, "")) for column in COLUMNS)
