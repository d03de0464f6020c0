"""The timers of tracking."""

from __future__ import annotations

from datetime import timedelta

from celery import shared_task

from analytics.tracking.partitions import MONTHS_AHEAD, ensure_months
from config.kernel.clock import now


@shared_task(name="analytics.make_months", time_limit=60)
def make_months() -> int:
    """Tables for the months to come, long before the first event of one."""
    return ensure_months(now(), now() + timedelta(days=31 * MONTHS_AHEAD))
