"""Asking the provider what really happened, and believing it."""

from __future__ import annotations

from datetime import timedelta

from config.kernel.clock import now
from orders.payments.errors import GatewayDown
from orders.payments.gateways import gateway_named
from orders.payments.gateways.base import Charge, ChargeState, Counter
from orders.payments.models import Payment, PaymentState
from orders.payments.services.holding import lose_hold
from orders.payments.services.paying import capture_payment, close_attempt, fail_payment

ASK_AFTER = timedelta(seconds=6)
LINK_LASTS = timedelta(minutes=4)  # WeChat's link to its app is good for five


def learn(*, payment: Payment, charge: Charge) -> Payment:
    """Take over what the provider's books say. Each step is guarded: old news changes nothing."""
    if charge.state in {ChargeState.PAID, ChargeState.HELD}:
        return capture_payment(payment=payment, charge=charge)
    if charge.state == ChargeState.FAILED:
        return fail_payment(payment=payment, charge=charge)
    if charge.state == ChargeState.CLOSED:
        return lose_hold(payment=payment) if payment.state == PaymentState.HELD else close_attempt(payment=payment)
    return payment


def start_payment(*, payment: Payment, counter: Counter | None = None) -> Charge:
    """Make the charge known to the provider and keep where the buyer goes to pay; it may be asked again."""
    charge = gateway_named(payment.gateway).create(payment.attempt, counter or Counter(subject=payment.out_trade_no))
    if charge.state in {ChargeState.PAID, ChargeState.HELD}:
        learn(payment=payment, charge=charge)
        return charge
    told = {
        "provider_ref": charge.provider_ref or payment.provider_ref,
        "next_url": charge.next_url or payment.next_url,
        "qr_code": charge.qr_code or payment.qr_code,
    }
    if any(getattr(payment, name) != value for name, value in told.items()) or charge.next_url:
        Payment.objects.filter(pk=payment.pk, state=PaymentState.OPEN).update(**told, updated_at=now())
        for name, value in told.items():
            setattr(payment, name, value)
    return charge


def start_if_needed(*, payment: Payment, counter: Counter) -> None:
    """Somebody opened the pay page: have a link or a code for them that still works."""
    is_known = bool(payment.next_url or payment.qr_code)
    if payment.state != PaymentState.OPEN or (is_known and now() - payment.updated_at < LINK_LASTS):
        return
    start_payment(payment=payment, counter=counter)


def check_payment(*, payment: Payment) -> Payment:
    """Ask about an open attempt or a hold: finds what a lost message hid. A silent provider changes nothing."""
    if payment.state not in {PaymentState.OPEN, PaymentState.HELD}:
        return payment
    Payment.objects.filter(pk=payment.pk).update(checked_at=now())
    try:
        charge = gateway_named(payment.gateway).query(payment.attempt)
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
    charge = gateway_named(payment.gateway).close(payment.attempt)
    if charge.state == ChargeState.OPEN:
        raise GatewayDown
    if charge.state == ChargeState.UNKNOWN:
        charge = Charge(payment.out_trade_no, ChargeState.CLOSED)
    return learn(payment=payment, charge=charge)
