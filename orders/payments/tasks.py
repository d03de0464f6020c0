"""Timers of money, and the sandbox's postman."""

from __future__ import annotations

import logging
from io import BytesIO

from celery import shared_task
from django.core.handlers.wsgi import WSGIRequest
from django.urls import resolve, reverse

from config.kernel.clock import now
from config.kernel.errors import DomainError
from orders.payments.gateways.sandbox import SIGNATURE_HEADER, sign
from orders.payments.models import Payment
from orders.payments.selectors import doubtful_payments, overdue_trades, waiting_refunds
from orders.payments.services import check_payment, close_if_unpaid, send_refund
from orders.payments.services.refunding import pause_after
from orders.payments.services.watching import end_attempt

log = logging.getLogger(__name__)


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
    needless = payment.trade.paid_at is not None or payment.trade.closed_at is not None
    was = payment.state
    return (end_attempt if needless else check_payment)(payment=payment).state != was


@shared_task(name="orders.retry_refunds", time_limit=300)
def retry_refunds() -> int:
    """Send again what the provider has not confirmed, with growing pauses."""
    sent = 0
    for refund in waiting_refunds():
        if refund.updated_at + pause_after(refund.tries) <= now():
            send_refund(refund=refund)
            sent += 1
    return sent


@shared_task(name="orders.sandbox_post", time_limit=60)
def sandbox_post(body: str) -> int:
    """The sandbox posts a message to our webhook address, as a provider would over the network."""
    path, raw = reverse("orders:webhook", args=["sandbox"]), body.encode()
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
