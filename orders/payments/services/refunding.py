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
from orders.payments.errors import NotCapturedYet, RefundTooLarge
from orders.payments.events import RefundAsked, RefundDone
from orders.payments.gateways import HOUSE
from orders.payments.models import Payment, PaymentSplit, PaymentState, Refund, RefundKind, RefundState, RefundTo
from orders.payments.selectors import refund_wish_of
from orders.payments.services.booking import book_refund_asked, book_refund_done

TRIES_BEFORE_FAILED = 5
RELEASED = "released"


def refund_number(order: Order, part: int = 1) -> str:
    """Made from the order's number, so that asking twice is asking once."""
    return f"R-{order.number}-{part}"


def next_refund_part(order: Order) -> int:
    """The number of the next refund of an order; call it with the order locked, so that nobody takes the same."""
    return order.refunds.count() + 1


@transaction.atomic
def ask_refund(
    *, order: Order, payment: Payment | None, amount_cents: int, reason: str, part: int = 1, to: str = ""
) -> Refund | None:
    """Promise to give back a part of what was paid for this order. With nothing to give back, the order just closes.

    It goes where it was paid from, or into the wallet if the buyer said so (now: `to`, or for good). Money that is
    still held on a card is let go instead.
    """
    if payment is None or amount_cents == 0:
        _close(order, reason)
        return None
    payment = locked_one(Payment.objects.select_related("trade__buyer"), payment.pk)
    about = {"payment": payment, "order": order, "amount_cents": amount_cents, "reason": reason}
    refund, is_new = Refund.objects.get_or_create(
        number=refund_number(order, part), defaults=about | _way_back(payment, amount_cents, to)
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
    about = {"payment": payment, "amount_cents": payment.amount_cents, "reason": reason}
    kind = RefundKind.VOID if payment.state == PaymentState.HELD else RefundKind.REFUND
    refund, is_new = Refund.objects.get_or_create(
        number=f"R-{payment.out_trade_no}-1", defaults=about | {"kind": kind, "to": RefundTo.SOURCE}
    )
    if is_new:
        book_refund_asked(refund)
        publish(RefundAsked(refund_id=refund.pk))
    return refund


def _way_back(payment: Payment, amount_cents: int, to: str) -> dict[str, str]:
    """Which way the money takes."""
    if payment.state == PaymentState.HELD:
        if amount_cents != payment.amount_cents:
            raise NotCapturedYet
        return {"kind": RefundKind.VOID, "to": RefundTo.SOURCE}
    buyer = payment.trade.buyer
    if payment.gateway in HOUSE:  # the balance, or cash: neither can take anything back
        return {"to": RefundTo.WALLET if buyer else RefundTo.HAND}
    if buyer is None:
        return {"to": RefundTo.SOURCE}
    return {"to": to if to in {RefundTo.SOURCE, RefundTo.WALLET} else refund_wish_of(buyer)}


@transaction.atomic
def turn_into_refund(*, refund: Refund) -> Refund:
    """Money that should have been let go was taken after all: this now has to bring it back."""
    refund = locked_one(Refund.objects.all(), refund.pk)
    if refund.kind == RefundKind.VOID and refund.state != RefundState.DONE:
        refund.kind = RefundKind.REFUND
        refund.save(update_fields=["kind", "updated_at"])
        book_refund_asked(refund)
    return refund


@transaction.atomic
def finish_refund(*, refund: Refund) -> Refund:
    """The provider has given the money back: the order closes with the last part of it."""
    order = locked_one(Order.objects.all(), refund.order_id) if refund.order_id else None
    refund = locked_one(Refund.objects.all(), refund.pk)
    if refund.state == RefundState.DONE:
        return refund
    refund.state, refund.done_at, refund.last_error = RefundState.DONE, now(), ""
    refund.save(update_fields=["state", "done_at", "last_error", "updated_at"])
    if refund.kind == RefundKind.VOID:
        Payment.objects.filter(pk=refund.payment_id, state=PaymentState.HELD).update(
            state=PaymentState.CLOSED, failure=RELEASED, updated_at=now()
        )
    if order is not None and order.status == OrderStatus.REFUNDING and not _is_more_to_come(order):
        _close(order, refund.reason)
    book_refund_done(refund)
    publish(RefundDone(refund_id=refund.pk))
    return refund


def _is_more_to_come(order: Order) -> bool:
    """Whether another part of this order's money is still on its way: the last one closes the order."""
    return order.refunds.exclude(state=RefundState.DONE).exists()


def _close(order: Order, reason: str) -> None:
    moves.move(order, to=OrderStatus.CLOSED, reason=reason)
    call_off_cash(order)


def call_off_cash(order: Order) -> None:
    """Nobody collects anything for an order that has ended."""
    promised = Payment.objects.filter(order=order, state=PaymentState.PROMISED)
    promised.update(state=PaymentState.CLOSED, updated_at=now())


def pause_after(tries: int) -> timedelta:
    """How long to wait before sending a refund again: one minute, two, four … an hour."""
    return timedelta(minutes=min(2 ** max(tries - 1, 0), 60))
