"""Points follow the money of an order."""

from __future__ import annotations

from config.kernel.events import subscribe
from orders.checkout.events import OrderClosed, OrderPaid
from orders.payments.events import PaymentReversed, RefundAsked
from orders.payments.models import Refund
from orders.points.services import square_points
from orders.settlement.events import OrderSettled


@subscribe(OrderSettled)
def earn_points(event: OrderSettled) -> None:
    square_points(order_pk=event.order_id)


@subscribe(OrderClosed)
def give_points_back(event: OrderClosed) -> None:
    square_points(order_pk=event.order_id)


@subscribe(OrderPaid)
def take_points_again(event: OrderPaid) -> None:
    """An order that was closed and paid late after all."""
    square_points(order_pk=event.order_id)


@subscribe(RefundAsked)
def give_part_of_points_back(event: RefundAsked) -> None:
    _after_refund(event.refund_id)


@subscribe(PaymentReversed)
def follow_a_reversal(event: PaymentReversed) -> None:
    _after_refund(event.refund_id)


def _after_refund(refund_pk: int) -> None:
    order_pk = Refund.objects.values_list("order_id", flat=True).get(pk=refund_pk)
    if order_pk:
        square_points(order_pk=order_pk)
