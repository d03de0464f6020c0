"""The figures of a group for those who look after it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Sum

from accounts.identity.models import User
from community.effect.counting import ACTS
from community.effect.models import WEEK, GroupFigures
from community.groups.models import Group, GroupTrace

POINTS = 28  # of the picture
CONTRIBUTORS = 10
SMALLEST = 5  # members; below, shares jump


def parts_of(row: GroupFigures) -> dict[str, float]:
    """What health is made of; only parts that say something."""
    if row.members < SMALLEST:
        return {}
    parts = {
        "activity": row.active / row.members,
        "interactions": row.interactions / row.members,
        "posters": row.posters / row.members,
    }
    if row.notes:
        parts["answered"] = row.answered / row.notes
    if row.week1_base:
        parts["week1"] = row.week1_kept / row.week1_base
    return parts


def latest(group: Group, span: int) -> GroupFigures | None:
    return GroupFigures.objects.filter(group=group, span=span).order_by("-day").first()


def series_of(row: GroupFigures) -> list[GroupFigures]:
    """The days before it and it, oldest first; each for the same number of days."""
    since = row.day - timedelta(days=max(POINTS, row.span + 1))
    return list(GroupFigures.objects.filter(group=row.group_id, span=row.span, day__gt=since).order_by("day"))


@dataclass(frozen=True)
class Contributor:
    person: User
    times: int


def contributors_of(row: GroupFigures) -> list[Contributor]:
    """Who did most in these days, in two queries."""
    traces = GroupTrace.objects.filter(
        group=row.group_id,
        kind__in=ACTS,
        day__gt=row.day - timedelta(days=row.span),
        day__lte=row.day,
        user__is_active=True,
    )
    sums: Any = traces.order_by().values_list("user").annotate(n=Sum("times")).order_by("-n", "user")[:CONTRIBUTORS]
    times = dict(sums)
    people = User.objects.select_related("avatar").in_bulk(list(times))
    return [Contributor(people[pk], n) for pk, n in times.items() if pk in people]


def week_of(group_ids: Any) -> dict[int, GroupFigures]:
    """The newest week of each group."""
    rows = GroupFigures.objects.filter(group__in=group_ids, span=WEEK).order_by("group", "-day").distinct("group")
    return {row.group_id: row for row in rows}
