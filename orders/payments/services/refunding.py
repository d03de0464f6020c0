"""Money going back: promised in the transaction that decides it, sent after it, booked when the provider has."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F

from config.kernel.clock import now
from config.kernel.events import publish
from config.kernel.locks import locked_one
from orders.checkout import moves
from orders.checkout.models import Order, OrderStatus
from orders.payments.errors import GatewayDown, RefundTooLarge
from orders.payments.events import RefundAsked, RefundDone
from orders.payments.gateways import gateway_named
from orders.payments.models import Payment, PaymentSplit, Refund, RefundState
from orders.payments.services.booking import book_refund_asked, book_refund_done

TRIES_BEFORE_FAILED = 5


def refund_number(order: Order, part: int = 1) -> str:
    """Made from the order's number, so that asking twice is asking once."""
    return f"R-{order.number}-{part}"


def next_refund_part(order: Order) -> int:
    """The number of the next refund of an order; call it with the order locked, so that nobody takes the same."""
    return order.refunds.count() + 1


@transaction.atomic
def ask_refund(
    *, order: Order, payment: Payment | None, amount_cents: int, reason: str, part: int = 1
) -> Refund | None:
    """Promise to give back a part of what was paid for this order. With nothing to give back, the order just closes."""
    if payment is None or amount_cents == 0:
        _close(order, reason)
        return None
    refund, is_new = Refund.objects.get_or_create(
        number=refund_number(order, part),
        defaults={"payment": payment, "order": order, "amount_cents": amount_cents, "reason": reason},
    )
    if is_new:
        share = PaymentSplit.objects.filter(
            payment=payment, order=order, captured_cents__gte=F("refunded_cents") + amount_cents
        )
        if not share.update(refunded_cents=F("refunded_cents") + amount_cents):
            raise RefundTooLarge
        book_refund_asked(refund)
        publish(RefundAsked(refund_id=refund.pk))
    return refund


@transaction.atomic
def ask_whole_refund(*, payment: Payment, reason: str) -> Refund:
    """Give back a payment that belongs to no order: the trade was paid before."""
    refund, is_new = Refund.objects.get_or_create(
        number=f"R-{payment.out_trade_no}-1",
        defaults={"payment": payment, "amount_cents": payment.amount_cents, "reason": reason},
    )
    if is_new:
        book_refund_asked(refund)
        publish(RefundAsked(refund_id=refund.pk))
    return refund


def send_refund(*, refund: Refund) -> Refund:
    """Ask the provider, outside any transaction. What fails stays asked for and is sent again by the timer."""
    refund.refresh_from_db()
    if refund.state == RefundState.DONE:
        return refund
    payment = refund.payment
    Refund.objects.filter(pk=refund.pk).update(tries=F("tries") + 1, updated_at=now())
    try:
        is_done = gateway_named(payment.gateway).refund(
            out_trade_no=payment.out_trade_no, refund_no=refund.number, amount_cents=refund.amount_cents
        )
    except GatewayDown as trouble:
        _note_trouble(refund, str(trouble))
        return refund
    return finish_refund(refund=refund) if is_done else refund


def _note_trouble(refund: Refund, trouble: str) -> None:
    Refund.objects.filter(pk=refund.pk).exclude(state=RefundState.DONE).update(last_error=trouble[:200])
    worn_out = Refund.objects.filter(pk=refund.pk, state=RefundState.ASKED, tries__gte=TRIES_BEFORE_FAILED)
    worn_out.update(state=RefundState.FAILED)
    refund.refresh_from_db()


@transaction.atomic
def finish_refund(*, refund: Refund) -> Refund:
    """The provider has given the money back: the order closes."""
    order = locked_one(Order.objects.all(), refund.order_id) if refund.order_id else None
    refund = locked_one(Refund.objects.all(), refund.pk)
    if refund.state == RefundState.DONE:
        return refund
    refund.state, refund.done_at, refund.last_error = RefundState.DONE, now(), ""
    refund.save(update_fields=["state", "done_at", "last_error", "updated_at"])
    if order is not None and order.status == OrderStatus.REFUNDING:
        _close(order, refund.reason)
    book_refund_done(refund)
    publish(RefundDone(refund_id=refund.pk))
    return refund


def _close(order: Order, reason: str) -> None:
    moves.move(order, to=OrderStatus.CLOSED, reason=reason)


def pause_after(tries: int) -> timedelta:
    """How long to wait before sending a refund again: one minute, two, four … an hour."""
    return timedelta(minutes=min(2 ** max(tries - 1, 0), 60))
