"""Writing drafts: new products in bulk, known ones through the service that edits them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from catalog.editor.services import save_product
from catalog.inventory.models import Movement, Reason, Stock
from catalog.products.drafts import OptionDraft, ProductDraft, VariantDraft
from catalog.products.models import Option, OptionValue, Product, Variant
from catalog.products.services import new_slug
from catalog.products.summaries import refresh_all

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


def update_one(*, product: Product, draft: ProductDraft, actor: User | None) -> Product:
    """A product the shop has: the file's rows are written, its other combinations and its pictures stay."""
    return save_product(shop=product.shop, product=product, draft=merged(product, draft), actor=actor)


def merged(product: Product, draft: ProductDraft) -> ProductDraft:
    """The draft together with what the product has and the file does not mention."""
    named = {variant.sku for variant in draft.variants}
    stays = [
        VariantDraft(
            sku=variant.sku,
            price_cents=variant.price_cents,
            choices=tuple(variant.label.split(" / ")) if variant.label else (),
            weight_grams=variant.weight_grams,
            is_active=variant.is_active,
            picture_id=variant.picture_id,
        )
        for variant in product.variants.exclude(sku__contains="~").exclude(sku__in=named).order_by("position")
    ]
    variants = [*stays, *draft.variants]
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


def fits(product: Product, draft: ProductDraft) -> bool:
    """Whether the file names the same options as the product has, so that the two can be put together."""
    return [one.name for one in product.options.all()] == [option.name for option in draft.options]
