"""The timers of tracking."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task

from analytics.tracking.partitions import MONTHS_AHEAD, ensure_months
from analytics.tracking.stream import forget_dead_consumers, my_name
from analytics.tracking.writing import consume, forget_old_letters
from config.kernel.clock import now


@shared_task(name="analytics.make_months", time_limit=60)
def make_months() -> int:
    """Tables for the months to come, long before the first event of one."""
    return ensure_months(now(), now() + timedelta(days=31 * MONTHS_AHEAD))


@shared_task(name="analytics.write_events", time_limit=120)
def write_events() -> int:
    """What waits in the stream goes into the table; several may do it at once."""
    return consume(my_name())


@shared_task(name="analytics.tidy_intake", time_limit=300)
def tidy_intake() -> int:
    """Dead letters older than two weeks, and names of consumers that are gone."""
    return forget_old_letters() + forget_dead_consumers()
