"""Options and the variants they make: checked as a whole, then written with as little change as possible."""

from __future__ import annotations

from itertools import product as combinations
from typing import TYPE_CHECKING

from catalog.products.drafts import MOST_OPTIONS, MOST_VARIANTS, ProductDraft, VariantDraft
from catalog.products.errors import SkuTaken, TooManyChoices
from catalog.products.models import CENTS_LIMIT, Option, OptionValue, Product, Variant
from config.kernel.errors import Invalid

if TYPE_CHECKING:
    from catalog.shops.models import Shop


def check_matrix(*, shop: Shop, product: Product | None, draft: ProductDraft) -> None:
    """Refuse a matrix with too many choices, doubled ones, unknown ones, or SKUs that are taken."""
    if len(draft.options) > MOST_OPTIONS or len(draft.variants) > MOST_VARIANTS:
        raise TooManyChoices(field="options", options=MOST_OPTIONS, variants=MOST_VARIANTS)
    names = [option.name for option in draft.options]
    if len(set(names)) != len(names) or any(len(set(one.labels)) != len(one.labels) for one in draft.options):
        raise Invalid(field="options")
    possible = set(combinations(*(option.labels for option in draft.options)))
    chosen = [variant.choices for variant in draft.variants]
    if not chosen or len(set(chosen)) != len(chosen) or not set(chosen) <= possible:
        raise Invalid(field="variants")
    if any(not 0 <= variant.price_cents <= CENTS_LIMIT for variant in draft.variants):
        raise Invalid(field="price")
    _check_skus(shop, product, [variant.sku for variant in draft.variants])


def _check_skus(shop: Shop, product: Product | None, skus: list[str]) -> None:
    if any(not sku for sku in skus):
        raise Invalid(field="sku")
    for sku in skus:
        if skus.count(sku) > 1:
            raise SkuTaken(field="sku", sku=sku)
    others = Variant.objects.filter(shop=shop, sku__in=skus)
    if product is not None:
        others = others.exclude(product=product)
    if taken := others.first():
        raise SkuTaken(field="sku", sku=taken.sku)


def write_matrix(*, product: Product, draft: ProductDraft) -> None:
    """Make the product's options and variants those of the draft."""
    values = _write_options(product, draft)
    old = {variant.label: variant for variant in product.variants.all()}
    by_sku = {variant.sku: variant for variant in old.values()}
    kept: dict[int, Variant] = {}
    pairs: list[tuple[Variant, VariantDraft]] = []
    for row in draft.variants:
        variant = old.get(row.label) or by_sku.get(row.sku)
        if variant is None or variant.pk in kept:
            variant = Variant(product=product, shop_id=product.shop_id)
        else:
            kept[variant.pk] = variant
        pairs.append((variant, row))
    _retire([variant for variant in old.values() if variant.pk not in kept])
    _free_skus(list(kept.values()))
    for place, (variant, row) in enumerate(pairs):
        variant.sku, variant.label, variant.position = row.sku, row.label[:130], place
        variant.price_cents, variant.weight_grams = row.price_cents, row.weight_grams
        variant.is_active, variant.picture_id = row.is_active, row.picture_id
        variant.save()
    links = Variant.values.through
    links.objects.filter(variant__in=[variant for variant, _row in pairs]).delete()
    links.objects.bulk_create(
        links(variant_id=variant.pk, optionvalue_id=values[place, label])
        for variant, row in pairs
        for place, label in enumerate(row.choices)
    )


def _retire(variants: list[Variant]) -> None:
    """Old orders still point at them, so they stay, out of sale and with their SKU free for another."""
    for variant in variants:
        variant.is_active = False
        variant.sku = f"{variant.sku[:40]}~{variant.key}"
        variant.label = f"{variant.label[:100]}~{variant.key}"
        variant.save(update_fields=["is_active", "sku", "label", "updated_at"])


def _free_skus(variants: list[Variant]) -> None:
    """Two rows may swap their SKUs in one save."""
    for variant in variants:
        Variant.objects.filter(pk=variant.pk).update(sku=f"~{variant.key}")


def _write_options(product: Product, draft: ProductDraft) -> dict[tuple[int, str], int]:
    """The pk of each value by the place of its option and its label."""
    product.options.exclude(name__in=[option.name for option in draft.options]).delete()
    values: dict[tuple[int, str], int] = {}
    for place, wanted in enumerate(draft.options):
        option, _new = Option.objects.update_or_create(product=product, name=wanted.name, defaults={"position": place})
        option.values.exclude(label__in=wanted.labels).delete()
        for position, label in enumerate(wanted.labels):
            value, _new = OptionValue.objects.update_or_create(
                option=option, label=label, defaults={"position": position}
            )
            values[place, label] = value.pk
    return values
