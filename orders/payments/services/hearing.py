"""What a provider tells us by itself."""

from __future__ import annotations

import logging
from dataclasses import dataclass

from django.db import transaction

from orders.payments.errors import AmountDiffers
from orders.payments.gateways.base import Notice, NoticeKind
from orders.payments.models import Payment, PaymentState, Refund, WebhookEvent
from orders.payments.services.paying import capture_payment, fail_payment
from orders.payments.services.refunding import finish_refund
from orders.payments.services.reversing import reverse_payment

log = logging.getLogger(__name__)

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
        return Heard(UNKNOWN, is_refused=True)
    made, is_new = WebhookEvent.objects.get_or_create(
        gateway=gateway, event_id=notice.event_id, defaults={"kind": notice.kind[:40], "body": dict(notice.body)}
    )
    if not is_new:
        return Heard(REPEATED)
    made.outcome = _act(notice, payment)
    made.save(update_fields=["outcome"])
    return Heard(made.outcome, is_refused=made.outcome == DIFFERS)


def _act(notice: Notice, payment: Payment) -> str:
    if notice.kind == NoticeKind.PAID:
        return _paid(notice, payment)
    if notice.kind == NoticeKind.FAILED:
        was = payment.state
        return fail_payment(payment=payment, charge=notice.charge).state if was == PaymentState.OPEN else IGNORED
    if notice.kind == NoticeKind.REVERSED:
        return reverse_payment(payment=payment)
    if notice.kind == NoticeKind.REFUNDED:
        refund = Refund.objects.filter(payment=payment, number=notice.refund_no).first()
        return finish_refund(refund=refund).state if refund else IGNORED
    return IGNORED


def _paid(notice: Notice, payment: Payment) -> str:
    try:
        with transaction.atomic():
            return capture_payment(payment=payment, charge=notice.charge).state
    except AmountDiffers:
        log.error("Payment %s: the provider names another amount; left for a person", payment.out_trade_no)
        return DIFFERS
