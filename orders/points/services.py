"""What an order does to points: earned when it is settled, paid ones given back as the money is. Safe to repeat."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Sum

from accounts.identity.models import User
from accounts.loyalty.models import Reason
from accounts.loyalty.selectors import entries_of, level_of, moved_for
from accounts.loyalty.services import post_points, take_at_most
from config.kernel.locks import locked_one
from orders.checkout.models import Order, OrderSource, OrderStatus
from orders.promotions.pricing import POINTS
from orders.settlement.bills import bills_of, captured_of
from orders.settlement.models import Settlement

NOTHING_KEPT = frozenset({OrderStatus.CLOSED, OrderStatus.REFUNDING})


@transaction.atomic
def square_points(*, order_pk: int) -> None:
    """Bring the points of one order to where its money stands now; the order is locked meanwhile."""
    order = locked_one(Order.objects.select_related("buyer"), order_pk)
    if order.buyer is None or order.source == OrderSource.HISTORY:
        return
    bills_of([order])
    captured, refunded = captured_of(order)
    _square_paid(order, order.buyer, captured, refunded)
    _square_earned(order, order.buyer, captured, refunded)


def _square_paid(order: Order, buyer: User, captured: int, refunded: int) -> None:
    """Points that paid for it go back in proportion to the money, whole when nothing was ever paid.

    An order that was closed and is paid late takes them again, as far as they are still there.
    """
    paid = order.discounts.filter(kind=POINTS).aggregate(sum=Sum("cents"))["sum"] or 0
    if not paid:
        return
    back = paid * refunded // captured if captured else paid if order.status in NOTHING_KEPT else 0
    missing = back - moved_for(buyer.pk, reasons=[Reason.RETURNED], ref=order.number)
    ref = _next_ref(buyer, Reason.RETURNED, order)
    if missing > 0:
        post_points(user=buyer, delta=missing, reason=Reason.RETURNED, ref=ref)
    elif missing < 0:
        take_at_most(user=buyer, points=-missing, reason=Reason.RETURNED, ref=ref)


def _square_earned(order: Order, buyer: User, captured: int, refunded: int) -> None:
    """One for each whole yuan of the goods that was paid and kept, times the level of the day it was settled."""
    settlement = Settlement.objects.filter(order=order).first()
    if settlement is None or not captured:
        return
    first = entries_of(buyer).filter(reason=Reason.ORDER, ref=order.number).first()
    kept = captured - refunded
    if first is None:
        goods = (order.items_cents - order.discount_cents) * kept // captured
        points = goods // 100 * level_of(buyer).per_cent // 100
        if points > 0:
            post_points(user=buyer, delta=points, reason=Reason.ORDER, ref=order.number)
        return
    should = first.delta * kept // settlement.kept_cents if settlement.kept_cents else 0
    has = first.delta + moved_for(buyer.pk, reasons=[Reason.ORDER_BACK], ref=order.number)
    if has > should:
        ref = _next_ref(buyer, Reason.ORDER_BACK, order)
        take_at_most(user=buyer, points=has - should, reason=Reason.ORDER_BACK, ref=ref)


def _next_ref(buyer: User, reason: str, order: Order) -> str:
    """The occasion of the next change of one order; its row is locked, so nobody else is at it."""
    count = entries_of(buyer).filter(reason=reason, ref__startswith=f"{order.number}#").count()
    return f"{order.number}#{count + 1}"
