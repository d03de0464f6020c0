"""What shops hear."""

from __future__ import annotations

from accounts.organisations.events import MerchantApproved
from accounts.organisations.models import Merchant
from catalog.shops.services import open_shop
from config.kernel.events import subscribe


@subscribe(MerchantApproved)
def open_the_shop(event: MerchantApproved) -> None:
    """An approved merchant finds a shop waiting."""
    open_shop(merchant=Merchant.objects.get(pk=event.merchant_id))
