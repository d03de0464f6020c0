"""Timers of teams."""

from __future__ import annotations

from celery import shared_task

from orders.groupbuy.services import expire_due, merge_due, release_lapsed, settle_teams


@shared_task(name="orders.expire_teams", time_limit=300)
def expire_teams() -> int:
    """Merge what can be merged, then end what is past its deadline: filled, or refunded."""
    merge_due()
    ended = expire_due()
    settle_teams()
    return ended


@shared_task(name="orders.merge_teams", time_limit=120)
def merge_teams() -> int:
    return merge_due()


@shared_task(name="orders.release_seats", time_limit=300)
def release_seats() -> int:
    return release_lapsed()
