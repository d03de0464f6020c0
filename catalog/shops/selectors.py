"""Questions about shops."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import QuerySet

from accounts.organisations.models import MerchantStatus
from catalog.shops.models import Shop
from config.kernel.access import get_or_missing

if TYPE_CHECKING:
    from accounts.organisations.models import Merchant


def open_shops() -> QuerySet[Shop]:
    """Shops the public may visit."""
    return Shop.objects.filter(is_open=True, merchant__status=MerchantStatus.APPROVED)


def open_shop_for(slug: str) -> Shop:
    return get_or_missing(open_shops().select_related("mark", "banner"), slug=slug)


def shop_of(merchant: Merchant) -> Shop:
    """The shop of a merchant, for the merchant's own portal."""
    return get_or_missing(Shop.objects.select_related("mark", "banner"), merchant=merchant)
