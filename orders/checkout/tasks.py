"""Timers of orders."""

from __future__ import annotations

from celery import shared_task

from config.kernel.errors import DomainError
from orders.checkout.selectors import receipts_due
from orders.checkout.services import confirm_receipt


@shared_task(name="orders.confirm_receipts", time_limit=600)
def confirm_receipts() -> int:
    """Confirm for buyers who forgot: a week after delivery, two weeks after sending when no scan came."""
    confirmed = 0
    for order in receipts_due():
        try:
            confirm_receipt(order=order, reason="auto_confirmed")
        except DomainError:
            continue
        confirmed += 1
    return confirmed
