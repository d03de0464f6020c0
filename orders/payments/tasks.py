"""Timers of money, and the sandbox's postman."""

from __future__ import annotations

import json
import logging
from datetime import timedelta
from io import BytesIO

from celery import shared_task
from django.core.handlers.wsgi import WSGIRequest
from django.urls import resolve, reverse

from config.kernel.clock import now
from config.kernel.errors import DomainError
from orders.payments.gateways.sandbox import SIGNATURE_HEADER, sign
from orders.payments.models import Payment, PaymentState, RefusedNotice
from orders.payments.selectors import doubtful_payments, holds_to_take, overdue_trades, waiting_refunds
from orders.payments.services import check_payment, close_if_unpaid, send_refund, take_held
from orders.payments.services.refunding import pause_after
from orders.payments.services.watching import end_attempt

log = logging.getLogger(__name__)

KEPT = timedelta(days=30)


@shared_task(name="orders.close_unpaid_trades", time_limit=300)
def close_unpaid_trades() -> int:
    """End what nobody paid in time; one that can't be ended now does not keep the others waiting."""
    closed = 0
    for trade in overdue_trades():
        try:
            closed += close_if_unpaid(trade=trade, reason="unpaid")
        except DomainError as trouble:
            log.warning("Trade %s can't be closed yet: %s", trade.number, trouble)
    return closed


@shared_task(name="orders.reconcile_payments", time_limit=300)
def reconcile_payments() -> int:
    """Ask about open attempts: finds what a lost notification hid. Attempts nobody needs any more are ended."""
    found = 0
    for payment in doubtful_payments():
        try:
            found += _settled(payment)
        except DomainError as trouble:
            log.warning("Payment %s can't be checked: %s", payment.out_trade_no, trouble)
    return found


def _settled(payment: Payment) -> bool:
    needless = payment.state == PaymentState.OPEN and _is_needless(payment)
    was = payment.state
    return (end_attempt if needless else check_payment)(payment=payment).state != was


def _is_needless(payment: Payment) -> bool:
    return payment.trade.paid_at is not None or payment.trade.closed_at is not None


@shared_task(name="orders.retry_refunds", time_limit=300)
def retry_refunds() -> int:
    """Send again what the provider has not confirmed, with growing pauses. It honours a number once, so asking again
    is also how we learn that it is done."""
    sent = 0
    for refund in waiting_refunds():
        if refund.updated_at + pause_after(refund.tries) > now():
            continue
        try:
            send_refund(refund=refund)
            sent += 1
        except DomainError as trouble:
            log.warning("Refund %s can't be sent: %s", refund.number, trouble)
    return sent


@shared_task(name="orders.take_held_payments", time_limit=300)
def take_held_payments() -> int:
    """Take the money held for deals that have come about, where the first try failed."""
    taken = 0
    for payment in holds_to_take():
        try:
            taken += take_held(payment=payment).state == PaymentState.PAID
        except DomainError as trouble:
            log.warning("Payment %s can't be captured yet: %s", payment.out_trade_no, trouble)
    return taken


@shared_task(name="orders.forget_refused_notices", time_limit=300)
def forget_refused_notices() -> int:
    """Refused messages are kept for a month."""
    return RefusedNotice.objects.filter(at__lt=now() - KEPT).delete()[0]


@shared_task(name="orders.sandbox_post", time_limit=60)
def sandbox_post(body: str) -> int:
    """The sandbox posts a message to our webhook address, as a provider would over the network."""
    path, raw = reverse("orders:webhook", args=[json.loads(body)["gateway"]]), body.encode()
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(raw)),
        "wsgi.input": BytesIO(raw),
        "SERVER_NAME": "sandbox",
        "SERVER_PORT": "443",
        f"HTTP_{SIGNATURE_HEADER.upper().replace('-', '_')}": sign(raw, at=int(now().timestamp())),
    }
    view, args, kwargs = resolve(path)
    response = view(WSGIRequest(environ), *args, **kwargs)
    return int(response.status_code)
