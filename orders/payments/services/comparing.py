"""The provider's books against ours. What differs and cannot be mended by itself is written down for a person."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from config.kernel.audit import record
from config.kernel.clock import now
from config.kernel.errors import Invalid, TooMany
from config.kernel.locks import locked_one
from config.kernel.ratelimit import spend
from orders.payments.errors import GatewayDown
from orders.payments.gateways import HOUSE, gateway_named
from orders.payments.gateways.base import Charge, ChargeState, RefundAnswer
from orders.payments.models import (
    Difference,
    Payment,
    PaymentState,
    Refund,
    RefundKind,
    RefundState,
    RefundTo,
    RefusedNotice,
)
from orders.payments.services.refunding import finish_refund
from orders.payments.services.sending import note_trouble
from orders.payments.services.watching import check_payment

STATE, AMOUNT = "state", "amount"
KEPT_AN_HOUR = 120
AGREE = {
    PaymentState.PAID: {ChargeState.PAID},
    PaymentState.HELD: {ChargeState.HELD},
    PaymentState.OPEN: {ChargeState.OPEN, ChargeState.UNKNOWN},
    PaymentState.FAILED: {ChargeState.FAILED, ChargeState.OPEN, ChargeState.CLOSED, ChargeState.UNKNOWN},
    PaymentState.CLOSED: {ChargeState.CLOSED, ChargeState.UNKNOWN, ChargeState.FAILED},
}


def ask_again(*, payment: Payment) -> Payment:
    """An operator wants to know: learn what there is to learn, and write down what still differs."""
    if payment.gateway in HOUSE:
        return payment
    Payment.objects.filter(pk=payment.pk).update(checked_at=now())
    charge = gateway_named(payment.gateway).query(payment.attempt)
    if payment.state in {PaymentState.OPEN, PaymentState.HELD}:
        payment = check_payment(payment=payment)
    payment.refresh_from_db()
    compare(payment=payment, charge=charge)
    return payment


def compare(*, payment: Payment, charge: Charge) -> list[Difference]:
    """What the two books say differently about one payment."""
    found = []
    fits = AGREE.get(PaymentState(payment.state), set(ChargeState))
    given_back = payment.refunds.exists() and charge.state in {ChargeState.CLOSED, ChargeState.PAID}
    if charge.state not in fits and not (payment.state == PaymentState.PAID and given_back):
        found.append(write_down(payment=payment, kind=STATE, ours=payment.state, theirs=charge.state))
    named = (charge.amount_cents, charge.currency)
    if charge.state in {ChargeState.PAID, ChargeState.HELD} and named != (payment.amount_cents, payment.currency):
        ours = f"{payment.currency} {payment.amount_cents}"
        found.append(
            write_down(payment=payment, kind=AMOUNT, ours=ours, theirs=f"{charge.currency} {charge.amount_cents}")
        )
    return found


def write_down(*, payment: Payment, kind: str, ours: str, theirs: str) -> Difference:
    """Once while it is open, whatever finds it again."""
    said = {"ours": str(ours)[:40], "theirs": str(theirs)[:40]}
    try:
        with transaction.atomic():
            row, _is_new = Difference.objects.update_or_create(
                payment=payment, kind=kind, settled_at=None, defaults=said
            )
    except IntegrityError:  # somebody wrote it down in the same moment
        row = Difference.objects.get(payment=payment, kind=kind, settled_at=None)
    return row


@transaction.atomic
def settle_difference(*, difference: Difference, actor: Any, note: str) -> Difference:
    """A person has looked and says what was done about it."""
    note = " ".join(note.split())
    if len(note) < 4:
        raise Invalid(field="note")
    difference = locked_one(Difference.objects.all(), difference.pk)
    if difference.settled_at is None:
        difference.settled_at, difference.settled_by, difference.note = now(), actor, note[:200]
        difference.save(update_fields=["settled_at", "settled_by", "note", "updated_at"])
        record(actor=actor, action="orders.difference_settled", target=difference, reason=note[:200])
    return difference


def check_refund(*, refund: Refund) -> Refund:
    """Ask what became of a refund the provider has taken on."""
    if refund.state == RefundState.DONE or refund.kind == RefundKind.VOID or refund.to != RefundTo.SOURCE:
        return refund
    payment = refund.payment
    Refund.objects.filter(pk=refund.pk).update(tries=F("tries"), updated_at=now())
    try:
        answer = gateway_named(payment.gateway).refund_state(payment.attempt, refund_no=refund.number)
    except GatewayDown as trouble:
        return note_trouble(refund, str(trouble))
    if answer == RefundAnswer.DONE:
        return finish_refund(refund=refund)
    if answer == RefundAnswer.FAILED:
        return note_trouble(refund, "failed at the provider", is_final=True)
    return refund


def note_refused(*, gateway: str, why: str, size: int) -> None:
    """Keep that a message was refused; a flood of them does not fill the disk."""
    try:
        spend("refused-notices", gateway, limit=KEPT_AN_HOUR, seconds=3600)
    except TooMany:
        return
    RefusedNotice.objects.create(gateway=gateway, why=why[:40], size=min(size, 2**31 - 1))
