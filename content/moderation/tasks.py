"""The timers of moderation."""

from __future__ import annotations

from celery import shared_task

from content.moderation.services import expire_old
from content.moderation.trust import everybody, settle_levels


@shared_task(name="content.settle_levels", time_limit=1800)
def settle_all_levels() -> int:
    """Trust levels of everybody, once a night."""
    return sum(settle_levels(pks) for pks in everybody())


@shared_task(name="content.expire_items", time_limit=300)
def expire_items() -> int:
    """Close what nobody found worth a look for sixty days."""
    return expire_old()
