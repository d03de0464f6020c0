"""E-mails to people without an account."""

from __future__ import annotations

from django.conf import settings

from config.kernel.mail import send_mail
from orders.checkout.guests import link_of
from orders.checkout.models import Trade


def send_guest_link(trade: Trade) -> None:
    """The link by which a guest finds a paid order again."""
    orders = list(trade.orders.select_related("shop").order_by("pk"))
    context = {"bought": orders, "link": f"{settings.SITE_URL}{link_of(trade)}"}
    send_mail("orders/mail/guest_paid", to=trade.email, context=context)
