"""Counting what members do, by day of the group's zone."""

from __future__ import annotations

from django.db.models import F

from community.groups.models import Group, GroupTrace, TraceKind
from config.kernel.clock import local_day, now


def trace(*, group: Group, user_id: int, kind: TraceKind) -> None:
    """Somebody did something in a group. Whoever calls makes sure that it is once."""
    day = local_day(now(), group.zone)
    row = GroupTrace.objects.filter(group=group, user_id=user_id, day=day, kind=kind)
    if row.update(times=F("times") + 1):
        return
    fresh = GroupTrace(group=group, user_id=user_id, day=day, kind=kind, times=0)
    GroupTrace.objects.bulk_create([fresh], ignore_conflicts=True)
    row.update(times=F("times") + 1)
