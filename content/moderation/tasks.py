"""The timers of moderation."""

from __future__ import annotations

from celery import shared_task

from community.notifications.services import notify
from config.kernel.clock import local_day, now
from content.moderation.selectors import counts_of, moderators
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


@shared_task(name="content.remind_moderators", time_limit=120)
def remind_moderators() -> int:
    """Those who run the platform hear once a day that something waits longer than it should."""
    if not counts_of()["late"]:
        return 0
    day = local_day(now()).toordinal()
    told = [notify(user_id=pk, kind="queue_late", object_type="moderation_day", object_id=day) for pk in moderators()]
    return sum(one is not None for one in told)
