"""How somebody's check-ins of a group stand, with a small calendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Q

from accounts.loyalty.levels import points_of_day
from community.checkin.models import GroupCheckIn
from community.groups.models import Group, GroupMember
from config.kernel.clock import local_day, now

WEEKS = 4  # of the calendar
BACK = 7  # days one can make up for
PAID_A_DAY = 3  # check-ins of one person that bring points, in whatever groups
SHOWN = 10


@dataclass(frozen=True)
class Day:
    """One day of the calendar, for one member."""

    day: date
    is_done: bool = False
    is_made_up: bool = False
    is_today: bool = False
    may_make_up: bool = False
    is_outside: bool = False


@dataclass(frozen=True)
class Diary:
    """The last weeks of a member, whole weeks from Monday on."""

    weeks: list[list[Day]]
    streak: int
    has_checked_in: bool
    has_card: bool
    points: int
    today_count: int

    @property
    def may_make_up(self) -> bool:
        return any(one.may_make_up for week in self.weeks for one in week)


def today_of(group: Group) -> date:
    return local_day(now(), group.zone)


def month_of(day: date) -> str:
    return day.strftime("%Y-%m")


def diary_of(group: Group, member: GroupMember) -> Diary:
    """The calendar of a member, in two queries."""
    today = today_of(group)
    first = today - timedelta(days=today.weekday(), weeks=WEEKS - 1)
    shown = Q(day__gte=first - timedelta(days=1)) | Q(made_up_in=month_of(today))
    done = {one.day: one for one in GroupCheckIn.objects.filter(shown, group=group, user=member.user_id)}
    has_card = month_of(today) not in {one.made_up_in for one in done.values()}
    last = done.get(today) or done.get(today - timedelta(days=1))
    streak = last.streak if last else 0
    missed = set(days_missed(group, member, set(done))) if has_card else set()
    days = [
        Day(
            day=one,
            is_done=one in done,
            is_made_up=one in done and bool(done[one].made_up_in),
            is_today=one == today,
            may_make_up=one in missed,
            is_outside=one > today,
        )
        for one in (first + timedelta(days=n) for n in range(7 * WEEKS))
    ]
    return Diary(
        weeks=[days[place : place + 7] for place in range(0, len(days), 7)],
        streak=streak,
        has_checked_in=today in done,
        has_card=has_card,
        points=points_of_day(streak + (today not in done)),
        today_count=GroupCheckIn.objects.filter(group=group, day=today).count(),
    )


@dataclass(frozen=True)
class Today:
    """Whether a member is here today, and how many days in a row."""

    streak: int
    has_checked_in: bool


def today_for(group: Group, member: GroupMember) -> Today:
    """The same in short, in one query."""
    today = today_of(group)
    rows = GroupCheckIn.objects.filter(group=group, user=member.user_id, day__gte=today - timedelta(days=1))
    days = dict(rows.values_list("day", "streak"))
    return Today(max(days.values(), default=0), today in days)


def days_missed(group: Group, member: GroupMember, done: set[date]) -> list[date]:
    """The days somebody may make up for: of the last week, since they joined."""
    today, joined = today_of(group), local_day(member.joined_at, group.zone)
    days = (today - timedelta(days=n) for n in range(1, BACK + 1))
    return [one for one in days if one not in done and one >= joined]


def paid_today(user: Any) -> int:
    """How many check-ins have brought somebody points on this day of the site."""
    zone = ZoneInfo(settings.TIME_ZONE)
    midnight = datetime.combine(local_day(now()), time.min, zone)
    return GroupCheckIn.objects.filter(user=user, points__gt=0, at__gte=midnight).count()


def longest_today(group: Group) -> list[GroupCheckIn]:
    """Who is here today, the longest in a row first."""
    rows = GroupCheckIn.objects.filter(group=group, day=today_of(group), user__is_active=True)
    return list(rows.select_related("user__avatar").order_by("-streak", "pk")[:SHOWN])
