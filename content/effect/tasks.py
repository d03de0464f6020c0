"""The timer of effect."""

from __future__ import annotations

from celery import shared_task

from content.effect.services import add_up_old_days


@shared_task(name="content.roll_up_seen", time_limit=900)
def roll_up() -> int:
    """Add up days that are over for a week."""
    return add_up_old_days()
