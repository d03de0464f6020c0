"""The clockwork of figures."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from celery import shared_task

from community.effect.models import WEEK, GroupFigures
from community.effect.services import compare, measure
from community.groups.models import Group, GroupMember, GroupRole
from community.notifications.services import notify
from config.kernel.clock import local_day, now

BACK = 28  # days that are filled in when the clock stood still
REPORT_HOUR = 9
MONDAY = 0


@shared_task(name="community.measure_groups", time_limit=900)
def measure_groups() -> int:
    """Yesterday of each zone, and days nobody has measured. Twice in a row comes to the same."""
    zones: dict[str, list[Group]] = defaultdict(list)
    for group in Group.objects.filter(closed_at=None):
        zones[group.zone].append(group)
    written, days = 0, set()
    for zone, groups in zones.items():
        yesterday = local_day(now(), zone) - timedelta(days=1)
        for day in [*_missing(groups, yesterday), yesterday]:
            written += measure(day=day, zone=zone, groups=groups)
            days.add(day)
    for day in sorted(days):
        compare(day=day)
    return written


def _missing(groups: list[Group], yesterday: date) -> list[date]:
    rows = GroupFigures.objects.filter(group__in=groups, day__lt=yesterday, day__gte=yesterday - timedelta(days=BACK))
    known = set(rows.values_list("day", flat=True).distinct())
    days = [yesterday - timedelta(days=n) for n in range(BACK, 0, -1)]
    return [day for day in days if day not in known]


@shared_task(name="community.report_weeks", time_limit=300)
def report_weeks() -> int:
    """On Monday morning of its zone each owner is told of the week. Hearing it again is no news."""
    told = 0
    for zone in Group.objects.filter(closed_at=None).order_by().values_list("zone", flat=True).distinct():
        today = local_day(now(), zone)
        if today.weekday() != MONDAY or not _is_morning(zone):
            continue
        sunday = today - timedelta(days=1)
        measured = GroupFigures.objects.filter(day=sunday, span=WEEK).values("group")
        owners = GroupMember.objects.filter(
            role=GroupRole.OWNER, group__zone=zone, group__closed_at=None, group__in=measured, user__is_active=True
        )
        for group_id, user_id in owners.values_list("group_id", "user_id"):
            notify(user_id=user_id, kind="group_week", object_type="group", object_id=group_id, ref=sunday.isoformat())
            told += 1
    return told


def _is_morning(zone: str) -> bool:
    return now().astimezone(ZoneInfo(zone)).hour >= REPORT_HOUR
