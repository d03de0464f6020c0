"""Calling an order off: before paying it costs nothing, before shipping the money goes back."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from config.kernel.locks import locked_one
from orders.checkout import deals
from orders.checkout.errors import CaseStillOpen, OrderElsewhere
from orders.checkout.models import Order, OrderStatus, Trade
from orders.checkout.services import close_trade
from orders.payments.models import PaymentState
from orders.payments.services.giving_back import give_back_whole
from orders.payments.services.watching import end_attempt

CANCELLED = "cancelled"
LIVE = (PaymentState.OPEN, PaymentState.HELD, PaymentState.PROMISED, PaymentState.PAID)


def close_if_unpaid(*, trade: Trade, reason: str, actor: Any = None) -> bool:
    """Close a trade that nobody paid: the provider is asked first, and a payment that got there first wins.

    GatewayDown when the provider can't say; then nothing changes and the timer comes again.
    """
    for payment in trade.payments.filter(state=PaymentState.OPEN):
        end_attempt(payment=payment)
    return _close_quiet(trade, reason, actor)


@transaction.atomic
def _close_quiet(trade: Trade, reason: str, actor: Any) -> bool:
    """Close it unless an attempt was opened or paid meanwhile; opening one takes the same lock."""
    deals.lock_deals(trade_pk=trade.pk)
    trade = locked_one(Trade.objects.all(), trade.pk)
    if trade.paid_at or trade.payments.filter(state__in=LIVE).exists():
        return False
    return close_trade(trade=trade, reason=reason, actor=actor).closed_at is not None


def cancel_order(*, order: Order, actor: Any = None, reason: str = CANCELLED, to: str = "") -> Order:
    """Before paying: the whole checkout ends. Paid and not shipped: this order ends and its money goes back, where it
    came from or into the wallet (`to`; the buyer's standing wish if empty)."""
    if order.status == OrderStatus.PENDING_PAYMENT and order.trade is not None:
        if not close_if_unpaid(trade=order.trade, reason=reason, actor=actor):
            order.refresh_from_db()
            raise OrderElsewhere(status=order.get_status_display())
        order.refresh_from_db()
        return order
    return _give_back(order, actor, reason, to)


@transaction.atomic
def _give_back(order: Order, actor: Any, reason: str, to: str) -> Order:
    if order.trade_id is not None:
        deals.lock_deals(trade_pk=order.trade_id)
    order = locked_one(Order.objects.select_related("trade"), order.pk)
    if order.status in {OrderStatus.CLOSED, OrderStatus.REFUNDING} and order.close_reason == reason:
        return order
    if order.status not in {OrderStatus.TO_SHIP, OrderStatus.WAIT_GROUP}:
        raise OrderElsewhere(status=order.get_status_display())
    if order.open_cases:
        raise CaseStillOpen
    return give_back_whole(order=order, actor=actor, reason=reason, to=to)
