"""A bank taking a payment back from us."""

from __future__ import annotations

from django.db import transaction
from django.db.models import F

from catalog.inventory.services import release
from config.kernel.audit import record
from config.kernel.clock import now
from config.kernel.events import publish
from config.kernel.locks import locked_one
from orders.checkout import deals, moves
from orders.checkout.models import OrderStatus, Trade
from orders.checkout.services import locked_orders
from orders.payments.events import PaymentReversed
from orders.payments.models import Payment, PaymentSplit, PaymentState, Refund, RefundState
from orders.payments.services.booking import book_reversal
from orders.payments.services.giving_back import begin_giving_back
from orders.payments.services.refunding import refund_number

REVERSED = "reversed"
AT_HOME = frozenset({OrderStatus.TO_SHIP, OrderStatus.WAIT_GROUP})


@transaction.atomic
def reverse_payment(*, payment: Payment) -> str:
    """What has not left the house stays there and its order closes; what has is written down for a person to decide."""
    deals.lock_deals(trade_pk=payment.trade_id)
    trade = locked_one(Trade.objects.all(), payment.trade_id)
    orders = {order.pk: order for order in locked_orders(trade)}
    payment = locked_one(Payment.objects.all(), payment.pk)
    if payment.state != PaymentState.PAID:
        return "ignored"
    splits = list(payment.splits.filter(refunded_cents__lt=F("captured_cents")).order_by("order_id"))
    ending = [orders[one.order_id] for one in splits if orders[one.order_id].status in AT_HOME]
    begin_giving_back(ending, reason=REVERSED)
    reversals = []
    for split in splits:
        order, left = orders[split.order_id], split.captured_cents - split.refunded_cents
        PaymentSplit.objects.filter(pk=split.pk).update(refunded_cents=F("captured_cents"))
        number = refund_number(order)
        if Refund.objects.filter(number=number).exists():
            number = f"{number}-{REVERSED}"
        reversals.append(
            Refund.objects.create(
                number=number,
                payment=payment,
                order=order,
                amount_cents=left,
                state=RefundState.DONE,
                reason=REVERSED,
                done_at=now(),
            )
        )
        if order in ending:
            release(reference=order.number)
            deals.let_go(order, reason=REVERSED)
            moves.move(order, to=OrderStatus.CLOSED, reason=REVERSED)
        else:
            record(actor=None, action="orders.payment_reversed", target=order, after={"status": order.status})
    for refund in reversals:
        book_reversal(refund)
        publish(PaymentReversed(refund_id=refund.pk))
    return REVERSED
