"""Asking the provider what really happened, and believing it."""

from __future__ import annotations

from datetime import timedelta

from config.kernel.clock import now
from orders.payments.errors import GatewayDown
from orders.payments.gateways import gateway_named
from orders.payments.gateways.base import Charge, ChargeState
from orders.payments.models import Payment, PaymentState
from orders.payments.services.paying import capture_payment, fail_payment

ASK_AFTER = timedelta(seconds=6)


def learn(*, payment: Payment, charge: Charge) -> Payment:
    """Take over what the provider's books say. Each step is guarded: old news changes nothing."""
    if charge.state == ChargeState.PAID:
        return capture_payment(payment=payment, charge=charge)
    if charge.state == ChargeState.FAILED:
        return fail_payment(payment=payment, charge=charge)
    if charge.state == ChargeState.CLOSED:
        Payment.objects.filter(pk=payment.pk, state=PaymentState.OPEN).update(
            state=PaymentState.CLOSED, updated_at=now()
        )
        payment.refresh_from_db()
    return payment


def start_payment(*, payment: Payment) -> Charge:
    """Make the charge known to the provider; it may be asked again."""
    return gateway_named(payment.gateway).create(
        out_trade_no=payment.out_trade_no, amount_cents=payment.amount_cents, currency=payment.currency
    )


def check_payment(*, payment: Payment) -> Payment:
    """Ask about an open attempt: finds payments whose notification was lost. A silent provider changes nothing."""
    if payment.state != PaymentState.OPEN:
        return payment
    Payment.objects.filter(pk=payment.pk).update(checked_at=now())
    try:
        charge = gateway_named(payment.gateway).query(out_trade_no=payment.out_trade_no)
    except GatewayDown:
        return payment
    return learn(payment=payment, charge=charge)


def check_if_slow(*, payment: Payment) -> Payment:
    """Somebody is waiting for this payment: ask the provider itself when its message takes long."""
    if payment.state == PaymentState.OPEN and now() - (payment.checked_at or payment.updated_at) >= ASK_AFTER:
        return check_payment(payment=payment)
    return payment


def end_attempt(*, payment: Payment) -> Payment:
    """Close an open attempt at the provider; if it says somebody paid meanwhile, that counts."""
    charge = gateway_named(payment.gateway).close(out_trade_no=payment.out_trade_no)
    if charge.state in {ChargeState.UNKNOWN, ChargeState.OPEN}:
        if charge.state == ChargeState.OPEN:
            raise GatewayDown
        charge = Charge(payment.out_trade_no, ChargeState.CLOSED)
    return learn(payment=payment, charge=charge)
