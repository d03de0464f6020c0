"""The signed link by which somebody without an account finds their order again."""

from __future__ import annotations

from datetime import timedelta

from django.core import signing
from django.urls import reverse

from config.kernel.access import get_or_missing
from config.kernel.errors import NotFound
from orders.checkout.models import Trade

PURPOSE = "orders.guest-link"
LIFETIME = timedelta(days=90)


def link_of(trade: Trade) -> str:
    """The path of a link that only we can make; it holds for 90 days."""
    token = signing.dumps([trade.number, trade.guest_key], salt=PURPOSE)
    return reverse("orders:guest", args=[token])


def trade_of_link(token: str) -> Trade:
    """The trade of a good link; forged, changed and old ones lead nowhere."""
    try:
        number, guest_key = signing.loads(token, salt=PURPOSE, max_age=LIFETIME)
    except (signing.BadSignature, ValueError, TypeError) as bad:
        raise NotFound from bad
    return get_or_missing(Trade.objects.all(), number=number, guest_key=guest_key)
