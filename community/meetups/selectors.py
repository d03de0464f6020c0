"""Events of a group, for one reader."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import QuerySet

from community.groups.models import Group
from community.meetups.models import Meetup, MeetupReply, Reply
from config.kernel.access import get_or_missing
from config.kernel.clock import now

NAMED = 200
DAY, HOUR = timedelta(hours=24), timedelta(hours=1)


def meetups_of(group: Group) -> QuerySet[Meetup]:
    return Meetup.objects.filter(group=group)


def meetup_for(group: Group, *, key: str) -> Meetup:
    return get_or_missing(Meetup.objects.filter(group=group).select_related("group", "author"), key=key)


def reply_of(meetup: Meetup, viewer: Any) -> MeetupReply | None:
    if not viewer.is_authenticated:
        return None
    return MeetupReply.objects.filter(meetup=meetup, user=viewer).first()


def place_in_line(reply: MeetupReply) -> int:
    """How many wait before and including this one."""
    waiting = MeetupReply.objects.filter(meetup=reply.meetup_id, reply=Reply.WAITING)
    return waiting.filter(place__lte=reply.place or 0).count()


def replies_of(meetup: Meetup) -> dict[str, list[MeetupReply]]:
    """Who comes, who waits (in their order) and who perhaps comes."""
    rows = MeetupReply.objects.filter(meetup=meetup, user__is_active=True).exclude(reply=Reply.NO)
    found: dict[str, list[MeetupReply]] = {Reply.GOING.value: [], Reply.WAITING.value: [], Reply.MAYBE.value: []}
    for one in rows.select_related("user__avatar").order_by("place", "pk")[: NAMED * 3]:
        found[one.reply].append(one)
    return found


def coming(meetup_id: int) -> list[int]:
    """People with a place, to be told of something."""
    rows = MeetupReply.objects.filter(meetup=meetup_id, reply=Reply.GOING, user__is_active=True)
    return list(rows.order_by("place").values_list("user_id", flat=True))


def due_reminders() -> list[int]:
    """Events that begin within a day and of which somebody may have to be reminded."""
    moment = now()
    rows = Meetup.objects.filter(
        called_off_at=None, starts_at__gt=moment, starts_at__lte=moment + DAY, told_hour_at=None
    )
    return list(rows.order_by("starts_at").values_list("pk", flat=True)[:500])
