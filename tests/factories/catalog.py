"""Shops, categories and products for tests.

A product with options goes through the services. One without, which most tests need and make thousands of times, is
written as the services would leave it: tests/catalog/products/test_factory.py compares both.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import count
from itertools import product as combinations
from typing import Any

from django.contrib.auth import get_user_model

from accounts.organisations.models import Membership, Merchant, MerchantStatus, Role
from catalog.inventory.models import Movement, Reason, Stock
from catalog.inventory.services import set_on_hand
from catalog.products.drafts import OptionDraft, ProductDraft, VariantDraft
from catalog.products.models import ListingStatus, Product, ProductPicture, Variant
from catalog.products.services import create_product, new_slug
from catalog.products.summaries import index_text
from catalog.shops.models import Shop
from catalog.taxonomy.models import Attribute, AttributeValue
from catalog.taxonomy.services import add_category
from config.kernel.clock import now
from config.kernel.models import UploadedPicture

_turn = count(1)


def make_merchant(**fields: Any) -> Merchant:
    turn = next(_turn)
    defaults = {
        "name": f"商家 {turn}",
        "slug": f"merchant-{turn}",
        "status": MerchantStatus.APPROVED,
        "intro": "茶与器",
        "contact_name": "林小满",
        "contact_phone": "13800138000",
    }
    return Merchant.objects.create(**(defaults | fields))


def make_shop(merchant: Merchant | None = None, **fields: Any) -> Shop:
    merchant = merchant or make_merchant()
    return Shop.objects.create(
        **({"merchant": merchant, "slug": merchant.slug, "name": f"{merchant.name}的店"} | fields)
    )


def make_merchant_user(
    shop: Shop | None = None, *, role: str = Role.OWNER, permissions: list[str] | None = None
) -> Any:
    """Somebody who works for the merchant of this shop."""
    shop = shop or make_shop()
    user = get_user_model().objects.create_user(f"merchant{next(_turn)}@example.test", "lotus-pond-2026")
    Membership.objects.create(user=user, role=role, merchant=shop.merchant, permissions=permissions or [])
    return user


def make_operator() -> Any:
    user = get_user_model().objects.create_user(f"operator{next(_turn)}@example.test", "lotus-pond-2026")
    Membership.objects.create(user=user, role=Role.OPERATOR)
    return user


def make_category(name_zh: str = "", *, parent: Any = None, **fields: Any) -> Any:
    turn = next(_turn)
    names = {"slug": f"category-{turn}", "name_zh": name_zh or f"类目 {turn}", "name_en": f"Category {turn}"}
    return add_category(parent=parent, **(names | fields))


def make_picture(**fields: Any) -> UploadedPicture:
    return UploadedPicture.objects.create(
        **(
            {"file": f"demo/{next(_turn)}.svg", "width": 800, "height": 800, "colour": "#dfe6d8", "alt": "一只杯子"}
            | fields
        )
    )


def make_product(
    shop: Shop | None = None,
    *,
    title: str = "",
    category: Any = None,
    price_cents: int = 12_800,
    stock: int = 20,
    options: Mapping[str, list[str]] | None = None,
    prices: list[int] | None = None,
    status: str = ListingStatus.LISTED,
    listed_at: datetime | None = None,
    attributes: list[Any] | None = None,
    pictures: int = 1,
    sold_count: int = 0,
    **fields: Any,
) -> Product:
    """A product on sale. `options={"颜色": ["青", "白"]}` makes a variant for each combination."""
    turn = next(_turn)
    drafts = [OptionDraft(name, tuple(labels)) for name, labels in (options or {}).items()]
    rows = list(combinations(*(one.labels for one in drafts)))
    variants = [
        VariantDraft(
            sku=f"SKU-{turn}-{place}",
            price_cents=prices[place] if prices else price_cents,
            choices=choices,
            weight_grams=500,
        )
        for place, choices in enumerate(rows)
    ]
    draft = ProductDraft(
        title=title or f"汝窑茶杯 {turn}",
        category_id=(category or make_category()).pk,
        options=drafts,
        variants=variants,
        attribute_ids=[one.pk for one in attributes or []],
        picture_ids=[make_picture().pk for _ in range(pictures)],
        **fields,
    )
    make = by_services if drafts or attributes else at_once
    product = make(shop or make_shop(), draft, stock)
    product.status, product.sold_count = status, sold_count
    product.listed_at = listed_at or (now() if status == ListingStatus.LISTED else None)
    product.save(update_fields=["status", "listed_at", "sold_count"])
    return product


def by_services(shop: Shop, draft: ProductDraft, stock: int) -> Product:
    product = create_product(shop=shop, draft=draft)
    for variant in product.variants.all():
        set_on_hand(variant=variant, on_hand=stock, actor=None)
    return Product.objects.get(pk=product.pk)


def at_once(shop: Shop, draft: ProductDraft, stock: int) -> Product:
    """The same for a product with one variant and no properties, in a fifth of the time."""
    [row] = draft.variants
    product = Product.objects.create(
        shop=shop,
        slug=new_slug(draft.title),
        title=draft.title,
        subtitle=draft.subtitle,
        description=draft.description,
        language=draft.language,
        category_id=draft.category_id,
        cover_id=next(iter(draft.picture_ids), None),
        price_min_cents=row.price_cents,
        price_max_cents=row.price_cents,
        is_in_stock=stock > 0,
    )
    variant = Variant.objects.create(
        product=product, shop=shop, sku=row.sku, price_cents=row.price_cents, weight_grams=row.weight_grams
    )
    ProductPicture.objects.bulk_create(
        ProductPicture(product=product, picture_id=pk, position=place) for place, pk in enumerate(draft.picture_ids)
    )
    Stock.objects.create(variant=variant, on_hand=stock)
    if stock:
        Movement.objects.create(variant=variant, on_hand_change=stock, reason=Reason.COUNTED)
    index_text(product, [row.label, row.sku])
    product.refresh_from_db(fields=["search"])
    return product


def make_variant(shop: Shop | None = None, *, stock: int = 20, price_cents: int = 12_800, **fields: Any) -> Variant:
    """The only variant of a new product on sale."""
    return make_product(shop, stock=stock, price_cents=price_cents, **fields).variants.get()


def make_attribute_value(slug: str = "", *, attribute: Any = None, name_zh: str = "竹") -> AttributeValue:
    attribute = attribute or make_attribute()
    slug = slug or f"value-{next(_turn)}"
    return AttributeValue.objects.create(attribute=attribute, slug=slug, name_zh=name_zh, name_en=slug.title())


def make_attribute(slug: str = "material", name_zh: str = "材质") -> Attribute:
    return Attribute.objects.get_or_create(slug=slug, defaults={"name_zh": name_zh, "name_en": slug.title()})[0]
