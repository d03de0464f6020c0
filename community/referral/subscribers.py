"""Sign-ups, orders and refunds move referrals on."""

from __future__ import annotations

from typing import Any

from allauth.account.signals import user_signed_up
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.identity.models import User
from community.referral.services import attribute_order, bring, know_visitor, qualify, settle_reward, weigh_refund
from community.referral.visitors import network_of, visitor_of
from config.kernel.events import subscribe
from orders.checkout.events import OrderClosed, OrderPaid, TradeClaimed, TradePlaced
from orders.checkout.models import Order
from orders.payments.events import PaymentReversed, RefundAsked
from orders.payments.models import Refund
from orders.settlement.events import OrderSettled


@receiver(user_signed_up, dispatch_uid="referral-sign-up")
def note_who_brought(request: HttpRequest, user: User, **_kwargs: Any) -> None:
    """The one fact that only the request knows: which browser somebody signed up in."""
    bring(invitee=user, visitor=visitor_of(request), network=network_of(request))


@receiver(user_logged_in, dispatch_uid="referral-sign-in")
def know_the_browser(request: HttpRequest | None, user: Any, **_kwargs: Any) -> None:
    if request is not None and isinstance(user, User) and (key := visitor_of(request)):
        know_visitor(key=key, user=user, network=network_of(request))


@subscribe(TradePlaced)
def attribute(event: TradePlaced) -> None:
    for order in Order.objects.filter(trade=event.trade_id).select_related("trade").order_by("pk"):
        attribute_order(order=order)


@subscribe(TradeClaimed)
def count_claimed_orders(event: TradeClaimed) -> None:
    """Somebody bought before they signed up: it may be their first order."""
    for order in Order.objects.filter(trade=event.trade_id, paid_at__isnull=False).order_by("pk"):
        qualify(order=order)


@subscribe(OrderPaid)
def count_first_order(event: OrderPaid) -> None:
    qualify(order=Order.objects.select_related("trade").get(pk=event.order_id))


@subscribe(OrderSettled)
def pay_inviter(event: OrderSettled) -> None:
    settle_reward(order_pk=event.order_id)


@subscribe(OrderClosed)
def weigh_closed(event: OrderClosed) -> None:
    weigh_refund(order_pk=event.order_id)


@subscribe(RefundAsked)
def weigh_refunded(event: RefundAsked) -> None:
    _weigh(event.refund_id)


@subscribe(PaymentReversed)
def weigh_reversed(event: PaymentReversed) -> None:
    _weigh(event.refund_id)


def _weigh(refund_pk: int) -> None:
    order_pk = Refund.objects.values_list("order_id", flat=True).get(pk=refund_pk)
    if order_pk:
        weigh_refund(order_pk=order_pk)
