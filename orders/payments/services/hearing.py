"""What a provider tells us by itself."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from django.db import transaction

from orders.payments.errors import AmountDiffers
from orders.payments.gateways.base import Charge, ChargeState, Notice, NoticeKind
from orders.payments.models import Payment, PaymentState, Refund, RefundState, RefundTo, WebhookEvent
from orders.payments.services.comparing import AMOUNT, note_refused, write_down
from orders.payments.services.paying import capture_payment, fail_payment
from orders.payments.services.refunding import finish_refund
from orders.payments.services.reversing import reverse_payment
from orders.payments.services.sending import note_trouble
from orders.payments.services.watching import learn

log = logging.getLogger(__name__)

PERSONAL = frozenset({
    "billing_details", "buyer_id", "buyer_logon_id", "buyer_open_id", "buyer_user_id", "collected_information",
    "customer_details", "customer_email", "fund_bill_list", "payer", "receipt_email", "shipping", "shipping_details",
    "user_received_account",
})  # fmt: skip
UNKNOWN, REPEATED, DIFFERS, IGNORED = "unknown", "repeated", "amount_differs", "ignored"


@dataclass(frozen=True)
class Heard:
    outcome: str
    is_refused: bool = False


@transaction.atomic
def hear(*, gateway: str, notice: Notice) -> Heard:
    """Act on a verified message, once per event id: the row comes first, so a second copy waits and then finds it."""
    payment = Payment.objects.filter(gateway=gateway, out_trade_no=notice.charge.out_trade_no).first()
    if payment is None:
        note_refused(gateway=gateway, why="about a payment we don't know", size=len(str(notice.body)))
        return Heard(UNKNOWN, is_refused=True)
    made, is_new = WebhookEvent.objects.get_or_create(
        gateway=gateway,
        event_id=notice.event_id,
        defaults={"kind": notice.kind[:40], "body": without_people(notice.body)},
    )
    if not is_new:
        return Heard(REPEATED)
    made.outcome = _act(notice, payment)
    made.save(update_fields=["outcome"])
    return Heard(made.outcome, is_refused=made.outcome == DIFFERS)


def without_people(told: Any) -> Any:
    """A message as it is kept: what it says about the person who paid is none of our business."""
    if isinstance(told, Mapping):
        return {name: without_people(value) for name, value in told.items() if name not in PERSONAL}
    return [without_people(one) for one in told] if isinstance(told, list) else told


def _act(notice: Notice, payment: Payment) -> str:
    act = ACTS.get(notice.kind)
    return act(notice, payment) if act else IGNORED


def _paid(notice: Notice, payment: Payment) -> str:
    state = ChargeState.HELD if notice.kind == NoticeKind.HELD else ChargeState.PAID
    try:
        with transaction.atomic():
            return capture_payment(payment=payment, charge=replace(notice.charge, state=state)).state
    except AmountDiffers:
        log.error("Payment %s: the provider names another amount; left for a person", payment.out_trade_no)
        theirs = f"{notice.charge.currency} {notice.charge.amount_cents}"
        ours = f"{payment.currency} {payment.amount_cents}"
        write_down(payment=payment, kind=AMOUNT, ours=ours, theirs=theirs)
        return DIFFERS


def _failed(notice: Notice, payment: Payment) -> str:
    if payment.state != PaymentState.OPEN:
        return IGNORED
    return fail_payment(payment=payment, charge=notice.charge).state


def _closed(_notice: Notice, payment: Payment) -> str:
    if payment.state not in {PaymentState.OPEN, PaymentState.HELD}:
        return IGNORED
    return learn(payment=payment, charge=Charge(payment.out_trade_no, ChargeState.CLOSED)).state


def _reversed(_notice: Notice, payment: Payment) -> str:
    return reverse_payment(payment=payment)


def _refunded(notice: Notice, payment: Payment) -> str:
    refund = Refund.objects.filter(payment=payment, number=notice.refund_no, to=RefundTo.SOURCE).first()
    return finish_refund(refund=refund).state if refund else IGNORED


def _refund_failed(notice: Notice, payment: Payment) -> str:
    refund = Refund.objects.filter(payment=payment, number=notice.refund_no, to=RefundTo.SOURCE).first()
    if refund is None:
        return IGNORED
    if refund.state == RefundState.DONE:
        write_down(payment=payment, kind="refund", ours=refund.state, theirs=RefundState.FAILED)
        return IGNORED
    return note_trouble(refund, "failed at the provider", is_final=True).state


ACTS: Mapping[str, Callable[[Notice, Payment], str]] = {
    NoticeKind.PAID: _paid,
    NoticeKind.HELD: _paid,
    NoticeKind.FAILED: _failed,
    NoticeKind.CLOSED: _closed,
    NoticeKind.REVERSED: _reversed,
    NoticeKind.REFUNDED: _refunded,
    NoticeKind.REFUND_FAILED: _refund_failed,
}
