"""Opening and describing shops."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from django.db import transaction

from catalog.shops.models import Shop

if TYPE_CHECKING:
    from accounts.organisations.models import Merchant

DESCRIBED = ("name", "tagline", "about", "place", "mark", "banner", "is_open")


@transaction.atomic
def open_shop(*, merchant: Merchant) -> Shop:
    """The shop of an approved merchant: made once, opened again after a suspension."""
    shop, made = Shop.objects.get_or_create(
        merchant=merchant, defaults={"slug": merchant.slug, "name": merchant.name[:60]}
    )
    if not made and not shop.is_open:
        shop.is_open = True
        shop.save(update_fields=["is_open", "updated_at"])
    return shop


@transaction.atomic
def describe_shop(*, shop: Shop, changes: Mapping[str, Any]) -> Shop:
    """What the merchant may say about the shop."""
    for name in DESCRIBED:
        if name in changes:
            setattr(shop, name, changes[name])
    shop.save()
    return shop
