"""The timer of bargains."""

from __future__ import annotations

from celery import shared_task

from config.kernel.errors import DomainError
from orders.bargain.selectors import overdue_bargains
from orders.bargain.services import expire_bargain


@shared_task(name="orders.expire_bargains", time_limit=300)
def expire_bargains() -> int:
    """End bargains whose time is over; one that is being bought waits for its payment."""
    ended = 0
    for bargain in overdue_bargains():
        try:
            ended += expire_bargain(bargain=bargain)
        except DomainError:
            continue
    return ended
