"""Saving a product with its stock in one transaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from catalog.inventory.models import Stock
from catalog.inventory.services import set_on_hand
from catalog.products.services import create_product, update_product

if TYPE_CHECKING:
    from accounts.identity.models import User
    from catalog.products.drafts import ProductDraft
    from catalog.products.models import Product
    from catalog.shops.models import Shop


@transaction.atomic
def save_product(*, shop: Shop, product: Product | None, draft: ProductDraft, actor: User | None) -> Product:
    """Write a product and count its stock where the merchant changed the number. All of it or nothing."""
    if product is None:
        product = create_product(shop=shop, draft=draft)
    else:  # stock before products: the order in which selling takes its locks, too
        list(Stock.objects.filter(variant__product=product).order_by("pk").select_for_update(of=("self",)))
        product = update_product(product=product, draft=draft)
    variants = {variant.sku: variant for variant in product.variants.all()}
    Stock.objects.bulk_create([Stock(variant=variant) for variant in variants.values()], ignore_conflicts=True)
    for row in sorted(draft.variants, key=lambda row: variants[row.sku].pk):
        if row.on_hand is not None:
            set_on_hand(variant=variants[row.sku], on_hand=row.on_hand, actor=actor)
    product.refresh_from_db()
    return product
