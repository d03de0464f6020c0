"""Shops, categories and products for tests. Products go through the services, so their summaries are true."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import count
from itertools import product as combinations
from typing import Any

from django.contrib.auth import get_user_model

from accounts.organisations.models import Membership, Merchant, MerchantStatus, Role
from catalog.inventory.services import set_on_hand
from catalog.products.drafts import OptionDraft, ProductDraft, VariantDraft
from catalog.products.models import ListingStatus, Product, Variant
from catalog.products.services import create_product
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
    product = create_product(
        shop=shop or make_shop(),
        draft=ProductDraft(
            title=title or f"汝窑茶杯 {turn}",
            category_id=(category or make_category()).pk,
            options=drafts,
            variants=variants,
            attribute_ids=[one.pk for one in attributes or []],
            picture_ids=[make_picture().pk for _ in range(pictures)],
            **fields,
        ),
    )
    for variant in product.variants.all():
        set_on_hand(variant=variant, on_hand=stock, actor=None)
    listed_at = listed_at or (now() if status == ListingStatus.LISTED else None)
    Product.objects.filter(pk=product.pk).update(status=status, listed_at=listed_at, sold_count=sold_count)
    product.refresh_from_db()
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
