"""Timers of counters."""

from __future__ import annotations

import logging

from celery import shared_task

from config.kernel.errors import DomainError
from orders.pickup.selectors import to_give_up, to_remind
from orders.pickup.services import give_up, remind

log = logging.getLogger(__name__)
BATCH = 200


@shared_task(name="orders.remind_of_pickups", time_limit=300)
def remind_of_pickups() -> int:
    """Write again to those whose order waits for days."""
    return sum(remind(collection=one) for one in to_remind()[:BATCH])


@shared_task(name="orders.give_up_pickups", time_limit=300)
def give_up_pickups() -> int:
    """Refund what nobody fetched; one that can't end now does not keep the others waiting."""
    ended = 0
    for one in to_give_up()[:BATCH]:
        try:
            ended += give_up(collection=one)
        except DomainError as trouble:
            log.warning("Pick-up of order %s can't be given up yet: %s", one.order_id, trouble)
    return ended
