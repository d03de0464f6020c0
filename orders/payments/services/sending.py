"""Sending promised money back: to the provider, into the wallet, or by letting a card go. Outside any transaction."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from config.kernel.audit import record
from config.kernel.clock import now
from config.kernel.errors import Invalid
from config.kernel.locks import locked_one
from orders.checkout.models import Order
from orders.payments.errors import GatewayDown, RefundUnderway
from orders.payments.gateways import HOUSE, gateway_named
from orders.payments.gateways.base import RefundAnswer
from orders.payments.models import Payment, Refund, RefundKind, RefundState, RefundTo
from orders.payments.services.holding import let_go
from orders.payments.services.refunding import TRIES_BEFORE_FAILED, finish_refund

QUIET = timedelta(minutes=1)  # longer than any call to a provider lasts
REFUSED = "refused by the provider"


def send_refund(*, refund: Refund) -> Refund:
    """Ask the provider. What fails stays asked for and is sent again by the timer."""
    refund.refresh_from_db()
    if refund.state == RefundState.DONE:
        return refund
    Refund.objects.filter(pk=refund.pk).update(tries=F("tries") + 1, updated_at=now())
    try:
        return _send(refund)
    except GatewayDown as trouble:
        return note_trouble(refund, str(trouble))


def _send(refund: Refund) -> Refund:
    if refund.to == RefundTo.WALLET:
        return finish_refund(refund=refund)
    if refund.to == RefundTo.HAND:
        return note_trouble(refund, "waits for a person", is_final=True)
    if refund.kind == RefundKind.VOID:
        refund = let_go(refund=refund)
        return send_refund(refund=refund) if refund.kind == RefundKind.REFUND else refund
    payment = refund.payment
    answer = gateway_named(payment.gateway).refund(
        payment.attempt, refund_no=refund.number, amount_cents=refund.amount_cents
    )
    if answer == RefundAnswer.DONE:
        return finish_refund(refund=refund)
    if answer == RefundAnswer.FAILED:
        return note_trouble(refund, REFUSED, is_final=True)
    return refund


def note_trouble(refund: Refund, trouble: str, *, is_final: bool = False) -> Refund:
    """Write down why it isn't done; after several tries, or a plain no, a person should look."""
    Refund.objects.filter(pk=refund.pk).exclude(state=RefundState.DONE).update(last_error=trouble[:200])
    worn_out = Refund.objects.filter(pk=refund.pk, state=RefundState.ASKED)
    if not is_final:
        worn_out = worn_out.filter(tries__gte=TRIES_BEFORE_FAILED)
    worn_out.update(state=RefundState.FAILED)
    refund.refresh_from_db()
    return refund


def redirect_refund(*, refund: Refund, to: str, actor: Any, reason: str = "") -> Refund:
    """Send a refund that doesn't arrive another way: into the wallet, or a person transfers it by hand.

    Only while the provider says that it has not paid it, and nobody is asking it at this moment.
    """
    if to not in {RefundTo.WALLET, RefundTo.HAND} or refund.kind == RefundKind.VOID:
        raise Invalid(field="to")
    payment = refund.payment
    if refund.state == RefundState.DONE:
        return refund
    if to == RefundTo.WALLET and payment.trade.buyer_id is None:
        raise Invalid(field="to")
    if refund.to == RefundTo.SOURCE and payment.gateway not in HOUSE and refund.tries:
        answer = gateway_named(payment.gateway).refund_state(payment.attempt, refund_no=refund.number)
        if answer == RefundAnswer.DONE:
            return finish_refund(refund=refund)
        if answer == RefundAnswer.PENDING:
            raise RefundUnderway
    refund = _redirected(refund, to, actor, reason)
    return finish_refund(refund=refund)


@transaction.atomic
def _redirected(refund: Refund, to: str, actor: Any, reason: str) -> Refund:
    if refund.order_id:
        locked_one(Order.objects.all(), refund.order_id)
    locked_one(Payment.objects.all(), refund.payment_id)
    refund = locked_one(Refund.objects.select_related("payment"), refund.pk)
    if refund.state != RefundState.FAILED or now() - refund.updated_at < QUIET:
        raise RefundUnderway
    before = refund.to
    refund.to = to
    refund.save(update_fields=["to", "updated_at"])
    record(
        actor=actor,
        action="orders.refund_redirected",
        target=refund,
        reason=reason,
        before={"to": before},
        after={"to": to},
    )
    return refund
