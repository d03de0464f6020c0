"""Writing drafts in bulk: new products, and known ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from catalog.editor.services import save_product
from catalog.inventory.models import Movement, Reason, Stock
from catalog.inventory.services import count_many
from catalog.products.drafts import OptionDraft, ProductDraft, VariantDraft
from catalog.products.events import PriceChanged
from catalog.products.models import Option, OptionValue, Product, Variant
from catalog.products.services import new_slug
from catalog.products.summaries import refresh_all
from config.kernel.clock import now
from config.kernel.events import publish_all

if TYPE_CHECKING:
    from accounts.identity.models import User
    from catalog.shops.models import Shop


def create_all(*, shop: Shop, drafts: Sequence[ProductDraft], actor: User | None) -> None:
    """New products as drafts, table by table. The caller has judged them and made sure their SKUs are free."""
    products = Product.objects.bulk_create(
        Product(
            shop=shop,
            slug=new_slug(draft.title),
            title=draft.title,
            subtitle=draft.subtitle,
            description=draft.description,
            language=draft.language,
            category_id=draft.category_id,
        )
        for draft in drafts
    )
    pairs = list(zip(products, drafts, strict=True))
    has = Product.attributes.through
    has.objects.bulk_create(
        has(product_id=product.pk, attributevalue_id=pk) for product, draft in pairs for pk in draft.attribute_ids
    )
    values = _options(pairs)
    rows = [
        (_variant(product, row, place), row) for product, draft in pairs for place, row in enumerate(draft.variants)
    ]
    Variant.objects.bulk_create(variant for variant, _row in rows)
    chose = Variant.values.through
    chose.objects.bulk_create(
        chose(variant_id=variant.pk, optionvalue_id=values[variant.product_id, place, label])
        for variant, row in rows
        for place, label in enumerate(row.choices)
    )
    Stock.objects.bulk_create(Stock(variant=variant, on_hand=row.on_hand or 0) for variant, row in rows)
    Movement.objects.bulk_create(
        Movement(variant=variant, on_hand_change=row.on_hand, reason=Reason.COUNTED, reference="import", by=actor)
        for variant, row in rows
        if row.on_hand
    )
    refresh_all([product.pk for product in products])


def _variant(product: Product, row: VariantDraft, place: int) -> Variant:
    return Variant(
        product=product,
        shop_id=product.shop_id,
        sku=row.sku,
        label=row.label[:130],
        price_cents=row.price_cents,
        weight_grams=row.weight_grams,
        position=place,
    )


def _options(pairs: Sequence[tuple[Product, ProductDraft]]) -> dict[tuple[int, int, str], int]:
    """The options of many products; the pk of each value by product, place of its option, and label."""
    options = {
        (product.pk, place): Option(product=product, name=wanted.name, position=place)
        for product, draft in pairs
        for place, wanted in enumerate(draft.options)
    }
    Option.objects.bulk_create(options.values())
    values = {
        (product.pk, place, label): OptionValue(option=options[product.pk, place], label=label, position=position)
        for product, draft in pairs
        for place, wanted in enumerate(draft.options)
        for position, label in enumerate(wanted.labels)
    }
    OptionValue.objects.bulk_create(values.values())
    return {key: value.pk for key, value in values.items()}


def update_all(*, shop: Shop, pairs: Sequence[tuple[Product, ProductDraft]], actor: User | None) -> None:
    """Products the shop has: the file's rows are written; their other combinations and their pictures stay.

    Table by table where the combinations are those of the file, through the editor's service where some are new.
    """
    variants = Variant.objects.filter(product__in=[product for product, _draft in pairs])
    list(Stock.objects.filter(variant__in=variants).order_by("pk").select_for_update(of=("self",)))
    pks = {product.pk for product, _draft in pairs}
    products = Product.objects.filter(pk__in=pks).order_by("pk").select_for_update(of=("self",)).in_bulk()
    of_product: dict[int, dict[str, Variant]] = {pk: {} for pk in pks}
    for variant in variants.exclude(sku__contains="~").order_by("position", "pk"):
        of_product[variant.product_id][variant.sku] = variant
    same: list[tuple[Product, ProductDraft]] = []
    for product, draft in pairs:
        has = of_product[product.pk]
        if all(row.sku in has and has[row.sku].label == row.label for row in draft.variants):
            same.append((products[product.pk], draft))
        else:
            save_product(shop=shop, product=product, draft=merged(product, draft), actor=actor)
    _write_same(same, {sku: variant for has in of_product.values() for sku, variant in has.items()}, actor)


def _write_same(
    pairs: Sequence[tuple[Product, ProductDraft]], variants: Mapping[str, Variant], actor: User | None
) -> None:
    moment, repriced = now(), []
    for product, draft in pairs:
        product.title, product.category_id, product.language = draft.title, draft.category_id, draft.language
        product.subtitle = draft.subtitle or product.subtitle
        product.description = draft.description or product.description
        product.is_imported, product.updated_at = False, moment
        for row in draft.variants:
            variant = variants[row.sku]
            if variant.price_cents != row.price_cents:
                repriced.append(PriceChanged(product.pk, variant.pk, variant.price_cents, row.price_cents))
            variant.price_cents, variant.updated_at = row.price_cents, moment
            variant.weight_grams = row.weight_grams or variant.weight_grams
    rows = [row for _product, draft in pairs for row in draft.variants]
    fields = ["title", "subtitle", "description", "language", "category_id", "is_imported", "updated_at"]
    Product.objects.bulk_update([product for product, _draft in pairs], fields)
    Variant.objects.bulk_update([variants[row.sku] for row in rows], ["price_cents", "weight_grams", "updated_at"])
    _write_attributes(pairs)
    counted = {variants[row.sku].pk: row.on_hand for row in rows if row.on_hand is not None}
    count_many(counted=counted, actor=actor, reference="import")
    refresh_all([product.pk for product, _draft in pairs])
    publish_all(repriced)


def _write_attributes(pairs: Sequence[tuple[Product, ProductDraft]]) -> None:
    """Where the file names attributes, they become the product's."""
    named = {product.pk: draft.attribute_ids for product, draft in pairs if draft.attribute_ids}
    has = Product.attributes.through
    has.objects.filter(product__in=named).delete()
    has.objects.bulk_create(has(product_id=pk, attributevalue_id=value) for pk, ids in named.items() for value in ids)


def merged(product: Product, draft: ProductDraft) -> ProductDraft:
    """The draft together with what the product has and the file does not mention."""
    has = {one.sku: one for one in product.variants.exclude(sku__contains="~").order_by("position")}
    named = {row.sku for row in draft.variants}
    stays = [
        VariantDraft(
            sku=variant.sku,
            price_cents=variant.price_cents,
            choices=tuple(variant.label.split(" / ")) if variant.label else (),
            weight_grams=variant.weight_grams,
            is_active=variant.is_active,
            picture_id=variant.picture_id,
        )
        for variant in has.values()
        if variant.sku not in named
    ]
    variants = [*stays, *(_with_what_stays(row, has.get(row.sku)) for row in draft.variants)]
    options = [
        OptionDraft(option.name, tuple(dict.fromkeys(variant.choices[place] for variant in variants)))
        for place, option in enumerate(draft.options)
    ]
    return ProductDraft(
        title=draft.title,
        subtitle=draft.subtitle or product.subtitle,
        description=draft.description or product.description,
        language=draft.language,
        category_id=draft.category_id,
        attribute_ids=draft.attribute_ids or list(product.attributes.values_list("pk", flat=True)),
        options=options,
        variants=variants,
        picture_ids=list(product.pictures.values_list("picture_id", flat=True)),
    )


def _with_what_stays(row: VariantDraft, known: Variant | None) -> VariantDraft:
    """A file says nothing of pictures and of what is off sale, and may leave the weight empty."""
    if known is None:
        return row
    weight = row.weight_grams or known.weight_grams
    return replace(row, weight_grams=weight, is_active=known.is_active, picture_id=known.picture_id)


def fits(product: Product, draft: ProductDraft) -> bool:
    """Whether the file names the same options as the product has, so that the two can be put together."""
    return [one.name for one in product.options.all()] == [option.name for option in draft.options]
