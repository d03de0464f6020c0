"""Timers that only a demo has."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings

from orders.demo.visitors import top_up_teams


@shared_task(name="orders.demo_teams", time_limit=120)
def demo_teams() -> int:
    """Keep a demo alive; outside of one, nothing."""
    return top_up_teams() if settings.DEMO else 0
