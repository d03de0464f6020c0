"""The timers of adding up."""

from __future__ import annotations

from celery import shared_task

from analytics.rollups.services import count_dirty_days, forget_old_behaviour


@shared_task(name="analytics.count_dirty_days", time_limit=900)
def count() -> int:
    return count_dirty_days()


@shared_task(name="analytics.forget_old_behaviour", time_limit=900)
def forget() -> list[str]:
    return forget_old_behaviour()
