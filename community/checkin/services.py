"""Checking in, and making up for a day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import transaction

from accounts.loyalty.levels import points_of_day
from accounts.loyalty.models import PointsAccount, Reason
from accounts.loyalty.services import post_points
from community.checkin.errors import CardUsed, DayOdd, HereAlready
from community.checkin.events import GroupCheckedIn
from community.checkin.models import GroupCheckIn
from community.checkin.selectors import BACK, PAID_A_DAY, days_missed, month_of, paid_today, today_of
from community.groups.models import Group, GroupMember, TraceKind
from community.groups.services import check_writer, trace
from config.kernel.events import publish

ONE = timedelta(days=1)


@transaction.atomic
def check_in_group(*, group: Group, user: Any) -> GroupCheckIn:
    """Be here today: once a day of the group's zone. The first three groups of a day bring points."""
    member = _writer(group, user)
    today = today_of(group)
    mine = GroupCheckIn.objects.filter(group=group, user=member.user_id)
    if mine.filter(day=today).exists():
        raise HereAlready
    before = mine.filter(day=today - ONE).first()
    streak = before.streak + 1 if before else 1
    row = GroupCheckIn.objects.create(
        group=group, user=user, day=today, streak=streak, points=_points(user, group, today, streak)
    )
    trace(group=group, user_id=member.user_id, kind=TraceKind.CHECKIN)
    publish(GroupCheckedIn(group_id=group.pk, user_id=member.user_id, day=today.isoformat()))
    return row


def _points(user: Any, group: Group, today: date, streak: int) -> int:
    """Once the account is held, two windows in two groups are counted one after the other."""
    PointsAccount.objects.get_or_create(user=user)
    PointsAccount.objects.select_for_update(of=("self",)).get(user=user)
    if paid_today(user) >= PAID_A_DAY:
        return 0
    points = points_of_day(streak)
    post_points(user=user, delta=points, reason=Reason.GROUP, ref=f"checkin:{group.pk}:{today}", note=group.name)
    return points


@transaction.atomic
def make_up(*, group: Group, user: Any, day: date) -> GroupCheckIn:
    """Use the month's card for a day that was missed: it mends the days in a row and brings no points."""
    member = _writer(group, user)
    month = month_of(today_of(group))
    mine = GroupCheckIn.objects.filter(group=group, user=member.user_id)
    if mine.filter(made_up_in=month).exists():
        raise CardUsed
    recent = set(mine.filter(day__gte=today_of(group) - timedelta(days=BACK)).values_list("day", flat=True))
    if day not in days_missed(group, member, recent):
        raise DayOdd(field="day", days=BACK)
    before = mine.filter(day=day - ONE).first()
    row = GroupCheckIn.objects.create(
        group=group, user=user, day=day, streak=before.streak + 1 if before else 1, made_up_in=month
    )
    _go_on(row)
    publish(GroupCheckedIn(group_id=group.pk, user_id=member.user_id, day=day.isoformat()))
    return row


def _go_on(row: GroupCheckIn) -> None:
    """The days after it are in a row with those before."""
    after = GroupCheckIn.objects.filter(group=row.group_id, user=row.user_id, day__gt=row.day).order_by("day")
    last, mended = row, []
    for one in after:
        if one.day != last.day + ONE:
            break
        one.streak, last = last.streak + 1, one
        mended.append(one)
    GroupCheckIn.objects.bulk_update(mended, ["streak"])


def _writer(group: Group, user: Any) -> GroupMember:
    """A member who may write, one at a time."""
    held = GroupMember.objects.select_for_update(of=("self",)).select_related("group")
    member = held.filter(group=group, user=user).first()
    return check_writer(member.group if member else group, member)
