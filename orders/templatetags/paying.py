"""What an order's page says about its money: `{% load paying %}`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import template

from orders.checkout.models import Order
from orders.payments.models import PaymentState, Refund, RefundKind, RefundState

register = template.Library()


@dataclass(frozen=True)
class OrderMoney:
    """What is owed at the door, whether it is only held, and which refunds don't arrive."""

    owed: int = 0
    is_held: bool = False
    stuck: Sequence[Refund] = ()


@register.simple_tag
def money_of(order: Order) -> OrderMoney:
    payments = list(order.trade.payments.all()) if order.trade else []
    owed = sum(one.amount_cents for one in payments if one.order_id == order.pk and one.state == PaymentState.PROMISED)
    is_held = any(one.state == PaymentState.HELD for one in payments)
    stuck = order.refunds.filter(state=RefundState.FAILED, kind=RefundKind.REFUND) if order.buyer_id else ()
    return OrderMoney(owed, is_held, list(stuck))


@register.filter
def yuan(cents: int) -> str:
    """128.50: a sum as people type it."""
    return f"{cents // 100}.{cents % 100:02}"
