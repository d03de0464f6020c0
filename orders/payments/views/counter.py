"""What a provider must know about the person at the pay page."""

from __future__ import annotations

import re

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from orders.payments.gateways.base import Counter
from orders.payments.models import Payment

PHONE = re.compile(r"Android.*Mobile|iPhone|iPod|HarmonyOS.*Mobile|Windows Phone")


def counter_of(request: HttpRequest, payment: Payment) -> Counter:
    """Providers send the buyer back to the page they came from, and write to the site's own address."""
    back = request.build_absolute_uri(reverse("orders:pay", args=[payment.key]))
    return Counter(
        subject=_("Hetang %(number)s") % {"number": payment.trade.number},
        return_url=f"{back}?sent=1",
        notify_url=settings.SITE_URL.rstrip("/") + reverse("orders:webhook", args=[payment.gateway]),
        expires_at=payment.trade.expires_at,
        is_phone=bool(PHONE.search(request.headers.get("User-Agent", ""))),
        ip=request.META.get("REMOTE_ADDR", ""),
        language=get_language() or "zh",
    )
