"""Ending paid orders that have not left the house: everything they held is free again, then the money goes back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from catalog.inventory.services import release
from orders.checkout import deals, moves
from orders.checkout.models import Order, OrderStatus
from orders.checkout.services import hold_stock, return_promotions
from orders.payments.selectors import left_of, payment_of
from orders.payments.services.refunding import ask_refund, next_refund_part


@transaction.atomic
def give_back_whole(*, order: Order, reason: str, actor: Any = None, to: str = "") -> Order:
    """A paid order that has not left the house ends: goods, coupons and its place in a deal are free, the money goes
    back. The caller has locked the deal (`deals.lock_deals`) and the order, and knows that it may."""
    begin_giving_back([order], reason=reason, actor=actor)
    return end_giving_back(order, reason=reason, to=to)


def begin_giving_back(orders: Sequence[Order], *, reason: str, actor: Any = None) -> None:
    """Coupons of all orders, then the stock of all: whoever ends several at once begins with all before ending one."""
    for order in orders:
        moves.move(order, to=OrderStatus.REFUNDING, actor=actor, reason=reason)
        return_promotions(order)
    hold_stock(orders)


def end_giving_back(order: Order, *, reason: str, to: str = "") -> Order:
    """Goods and the place in a deal are free; then the money. After `begin_giving_back`, in the same transaction."""
    release(reference=order.number)
    deals.let_go(order, reason=reason)
    payment = payment_of(order)
    ask_refund(
        order=order,
        payment=payment,
        amount_cents=left_of(order, payment) if payment else 0,
        reason=reason,
        part=next_refund_part(order),
        to=to,
    )
    return order
