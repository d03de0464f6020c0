"""Timers of settlement. Each may run twice, late, in four workers at once, and after being killed."""

from __future__ import annotations

import logging
from datetime import timedelta

from celery import shared_task

from catalog.shops.models import Shop
from config.kernel.errors import DomainError
from orders.settlement.selectors import due_orders, payouts_to_push, shops_with_open_lines, start_of, this_monday
from orders.settlement.services import close_week, push_payout, settle_order

log = logging.getLogger(__name__)

QUIET = timedelta(minutes=1)


@shared_task(name="orders.settle_orders", time_limit=600)
def settle_orders() -> int:
    """Settle what is due; one that can't be settled now does not keep the others waiting."""
    settled = 0
    for order_pk in due_orders():
        try:
            settled += settle_order(order_pk=order_pk) is not None
        except (DomainError, ArithmeticError) as trouble:
            log.error("Order %s can't be settled: %s", order_pk, trouble)
    return settled


@shared_task(name="orders.close_statements", time_limit=600)
def close_statements() -> int:
    """State what was settled until last Sunday."""
    monday = this_monday()
    waiting = shops_with_open_lines(start_of(monday))
    shops = Shop.objects.in_bulk({pk for pk, _currency in waiting})
    for pk, currency in waiting:
        close_week(shop=shops[pk], currency=currency, week_on=monday - timedelta(days=7))
    return len(waiting)


@shared_task(name="orders.push_payouts", time_limit=300)
def push_payouts() -> int:
    """Send what was approved, and ask about what the bank has not answered yet."""
    waiting = payouts_to_push(QUIET)
    for payout in waiting:
        try:
            push_payout(payout=payout)
        except DomainError as trouble:
            log.warning("Payout %s can't be sent now: %s", payout.number, trouble)
    return len(waiting)
