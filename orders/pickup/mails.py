"""E-mails about orders that wait at a counter. The code itself stays on the order's page."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from config.kernel.mail import send_mail
from orders.checkout.guests import link_of
from orders.checkout.models import Order
from orders.pickup.models import Collection


def send_waiting(order: Order, *, again: bool) -> None:
    """It is ready; or, again, it still waits. Nothing for those who left no address."""
    trade = order.trade
    address = order.buyer.email if order.buyer else trade.email if trade else ""
    collection = Collection.objects.filter(order=order, ended_at=None).first()
    if not address or trade is None or collection is None:
        return
    path = reverse("orders:detail", args=[order.number]) if order.buyer else link_of(trade)
    context = {
        "order": order,
        "point": order.pickup_point,
        "collection": collection,
        "again": again,
        "link": f"{settings.SITE_URL}{path}",
    }
    language = getattr(order.buyer, "language", "") if order.buyer else ""
    send_mail("orders/mail/pickup_waiting", to=address, language=language, context=context)
