"""Money that is only held on a card: taken when the deal comes about, let go when it doesn't, lost when it expires."""

from __future__ import annotations

import logging

from django.db import transaction

from catalog.inventory.services import release
from config.kernel.clock import now
from config.kernel.locks import locked_one
from orders.checkout import deals, moves
from orders.checkout.models import OrderStatus, Trade
from orders.checkout.services import locked_orders
from orders.payments.errors import GatewayDown
from orders.payments.gateways import gateway_named
from orders.payments.gateways.base import ChargeState
from orders.payments.models import Payment, PaymentState, Refund, RefundKind, RefundState
from orders.payments.services.giving_back import begin_giving_back
from orders.payments.services.paying import capture_payment
from orders.payments.services.refunding import finish_refund, turn_into_refund

log = logging.getLogger(__name__)

HOLD_EXPIRED = "hold_expired"
WAITING = frozenset({OrderStatus.WAIT_GROUP, OrderStatus.TO_SHIP})


def take_held(*, payment: Payment) -> Payment:
    """Take the money of an order whose deal has come about. Asked again by the timer until the provider has said yes.

    Not while the order is being given up: then the same money is on its way out.
    """
    payment.refresh_from_db()
    if payment.state != PaymentState.HELD or payment.refunds.exists():
        return payment
    if payment.splits.exclude(order__status=OrderStatus.TO_SHIP).exists():
        return payment
    Payment.objects.filter(pk=payment.pk).update(checked_at=now())
    try:
        charge = gateway_named(payment.gateway).capture(payment.attempt)
    except GatewayDown as trouble:
        log.warning("Payment %s is not captured yet: %s", payment.out_trade_no, trouble)
        return payment
    if charge.state == ChargeState.PAID:
        return capture_payment(payment=payment, charge=charge)
    if charge.state == ChargeState.CLOSED:
        return lose_hold(payment=payment)
    return payment


def let_go(*, refund: Refund) -> Refund:
    """Give up a hold. If the money was taken in the same moment, it goes back as a refund instead."""
    payment = refund.payment
    charge = gateway_named(payment.gateway).void(payment.attempt)
    if charge.state == ChargeState.PAID:
        capture_payment(payment=payment, charge=charge)
        return turn_into_refund(refund=refund)
    if charge.state in {ChargeState.CLOSED, ChargeState.UNKNOWN}:
        return finish_refund(refund=refund)
    raise GatewayDown


@transaction.atomic
def lose_hold(*, payment: Payment) -> Payment:
    """The card let go by itself. An order that waits for its deal or its parcel closes; nothing was taken."""
    deals.lock_deals(trade_pk=payment.trade_id)
    trade = locked_one(Trade.objects.all(), payment.trade_id)
    orders = locked_orders(trade)
    payment = locked_one(Payment.objects.all(), payment.pk)
    if payment.state != PaymentState.HELD:
        return payment
    payment.state, payment.failure = PaymentState.CLOSED, HOLD_EXPIRED
    payment.save(update_fields=["state", "failure", "updated_at"])
    underway = list(payment.refunds.filter(kind=RefundKind.VOID).exclude(state=RefundState.DONE))
    if underway:
        for refund in underway:
            finish_refund(refund=refund)
        return payment
    ending = [order for order in orders if order.status in WAITING]
    begin_giving_back(ending, reason=HOLD_EXPIRED)
    for order in ending:
        release(reference=order.number)
        deals.let_go(order, reason=HOLD_EXPIRED)
        moves.move(order, to=OrderStatus.CLOSED, reason=HOLD_EXPIRED)
    return payment
