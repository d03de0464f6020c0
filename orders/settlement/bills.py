"""Orders from the database as bills (sums.py), many at once."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import prefetch_related_objects

from orders.checkout.models import Order
from orders.payments.models import PaymentState, Refund, RefundKind
from orders.settlement.sums import Bill, Discount, GivenBack, Goods


def bills_of(orders: Sequence[Order]) -> dict[int, Bill]:
    """The bill of each order by its pk, in a constant number of queries."""
    prefetch_related_objects(orders, "lines", "discounts", "refunds__case__lines", "payment_splits__payment")
    return {order.pk: _bill(order) for order in orders}


def bill_of(order: Order) -> Bill:
    return bills_of([order])[order.pk]


def _bill(order: Order) -> Bill:
    given_back = [refund for refund in order.refunds.all() if refund.kind == RefundKind.REFUND]
    refunds = sorted(given_back, key=lambda refund: refund.pk)
    return Bill(
        number=order.number,
        goods=[
            Goods(
                key=str(line.pk),
                title=f"{line.title} {line.label}".strip(),
                quantity=line.quantity,
                unit_price_cents=line.unit_price_cents,
                discount_cents=line.discount_cents,
                platform_discount_cents=line.platform_discount_cents,
                basis_points=line.commission_basis_points,
            )
            for line in sorted(order.lines.all(), key=lambda line: line.pk)
        ],
        shipping_cents=order.shipping_cents,
        discounts=[
            Discount(str(one.pk), one.label, one.cents, one.platform_cents)
            for one in sorted(order.discounts.all(), key=lambda one: one.pk)
        ],
        refunds=[GivenBack(one.number, one.amount_cents, one.reason, _parts(one)) for one in refunds],
    )


def _parts(refund: Refund) -> dict[str, int]:
    """Which goods a refund is for, where an after-sale case says so."""
    case = getattr(refund, "case", None)
    return {str(part.line_id): part.refunded_cents for part in case.lines.all()} if case else {}


def captured_of(order: Order) -> tuple[int, int]:
    """What was really paid for an order, and what of it was given back. Call it on an order from `bills_of`."""
    splits = [one for one in order.payment_splits.all() if one.payment.state == PaymentState.PAID]
    return sum(one.captured_cents for one in splits), sum(one.refunded_cents for one in splits)
