"""Opening an event, answering it, moving up, and marking who was there."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from community.conduct.services import screen_message
from community.groups.models import Group, TraceKind
from community.groups.selectors import standing_in
from community.groups.services import check_writer, keeper_in, trace
from community.meetups.errors import LinkOdd, MeetupOver, MeetupTimeOdd, NotYet, SeatsOdd, TitleMissing
from community.meetups.events import MeetupCalledOff, MeetupJoined, MeetupMoved, MeetupOpened, MovedUp
from community.meetups.models import MOST_SEATS, Meetup, MeetupReply, Reply
from community.meetups.selectors import DAY, HOUR
from config.kernel.clock import now
from config.kernel.events import publish
from config.kernel.locks import locked_one
from config.kernel.plaintext import cleaned, cleaned_line

LATEST, LONGEST = timedelta(days=365), timedelta(days=14)


@dataclass(frozen=True)
class MeetupDraft:
    """What somebody wants an event to be."""

    title: str
    starts_at: datetime
    ends_at: datetime
    about: str = ""
    place: str = ""
    link: str = ""
    seats: int | None = None


@transaction.atomic
def open_meetup(*, group: Group, actor: Any, draft: MeetupDraft) -> Meetup:
    """Invite the group to something."""
    keeper_in(group, actor)
    meetup = Meetup(group=group, author=actor)
    _write(meetup, draft)
    meetup.save()
    publish(MeetupOpened(meetup_id=meetup.pk))
    return meetup


@transaction.atomic
def change_meetup(*, meetup: Meetup, actor: Any, draft: MeetupDraft) -> Meetup:
    """Say something else about it. Those who come are told of another time or place; more places let people in."""
    keeper_in(meetup.group, actor)
    meetup = _held(meetup)
    if not meetup.is_open:
        raise MeetupOver
    before = (meetup.starts_at, meetup.ends_at, meetup.place, meetup.link)
    starts_at = meetup.starts_at
    _write(meetup, draft)
    if meetup.seats is not None and meetup.seats < meetup.going_count:
        raise SeatsOdd(field="seats", going=meetup.going_count)
    meetup.version += 1
    if meetup.starts_at != starts_at:
        meetup.told_day_at = meetup.told_hour_at = None
    meetup.save()
    _move_up(meetup)
    if before != (meetup.starts_at, meetup.ends_at, meetup.place, meetup.link):
        publish(MeetupMoved(meetup_id=meetup.pk, version=meetup.version))
    return meetup


def _write(meetup: Meetup, draft: MeetupDraft) -> None:
    moment = now()
    if not moment < draft.starts_at < moment + LATEST:
        raise MeetupTimeOdd(field="starts_at")
    if not draft.starts_at < draft.ends_at <= draft.starts_at + LONGEST:
        raise MeetupTimeOdd(field="ends_at")
    link = cleaned_line(draft.link)[:300]
    if link and (not link.startswith("https://") or " " in link):
        raise LinkOdd(field="link")
    meetup.title = screen_message(text=cleaned_line(draft.title)[:60], field="title")
    if not meetup.title:
        raise TitleMissing(field="title")
    meetup.about = screen_message(text=cleaned(draft.about)[:1000], field="about")
    meetup.place = screen_message(text=cleaned_line(draft.place)[:120], field="place")
    meetup.link = screen_message(text=link, field="link")
    meetup.starts_at, meetup.ends_at = draft.starts_at, draft.ends_at
    meetup.seats = max(1, min(draft.seats, MOST_SEATS)) if draft.seats is not None else None


@transaction.atomic
def call_off(*, meetup: Meetup, actor: Any) -> None:
    """It doesn't take place; those who would have come are told. Twice is once."""
    keeper_in(meetup.group, actor)
    meetup = _held(meetup)
    if meetup.called_off_at is None and meetup.has_begun:
        raise MeetupOver
    if meetup.called_off_at is None:
        meetup.called_off_at, meetup.version = now(), meetup.version + 1
        meetup.save(update_fields=["called_off_at", "version", "updated_at"])
        publish(MeetupCalledOff(meetup_id=meetup.pk))


@transaction.atomic
def answer(*, meetup: Meetup, user: Any, wish: str) -> MeetupReply:
    """Come, perhaps come, or not come. Without a free place one waits, in the order people asked."""
    meetup = _held(meetup)
    check_writer(meetup.group, standing_in(meetup.group, user).member)
    if not meetup.is_open:
        raise MeetupOver
    mine = MeetupReply.objects.filter(meetup=meetup, user=user).first()
    if mine is None:
        trace(group=meetup.group, user_id=user.pk, kind=TraceKind.RSVP)
        mine = MeetupReply(meetup=meetup, user=user, reply=Reply.NO)
    if wish == Reply.GOING:
        return mine if mine.place is not None else _queue(meetup, mine)
    _give_up(meetup, mine, Reply.MAYBE if wish == Reply.MAYBE else Reply.NO)
    return mine


def _queue(meetup: Meetup, mine: MeetupReply) -> MeetupReply:
    """The next number; a place if there is one and nobody waits for it."""
    meetup.last_place += 1
    is_free = meetup.seats is None or meetup.going_count < meetup.seats
    meetup.going_count += is_free
    meetup.save(update_fields=["last_place", "going_count"])
    mine.reply, mine.place, mine.at = (Reply.GOING if is_free else Reply.WAITING), meetup.last_place, now()
    mine.save()
    if is_free:
        publish(MeetupJoined(meetup_id=meetup.pk, user_id=mine.user_id))
    return mine


def _give_up(meetup: Meetup, mine: MeetupReply, reply: Reply) -> None:
    had_a_place = mine.reply == Reply.GOING
    mine.reply, mine.place, mine.at = reply, None, now()
    mine.save()
    if had_a_place:
        meetup.going_count -= 1
        meetup.save(update_fields=["going_count"])
        _move_up(meetup)


def _move_up(meetup: Meetup) -> None:
    """Whoever has waited longest gets what is free, and is told."""
    waiting = MeetupReply.objects.filter(meetup=meetup, reply=Reply.WAITING).order_by("place")
    free = meetup.seats - meetup.going_count if meetup.seats is not None else None
    lucky = list(waiting if free is None else waiting[: max(0, free)])
    if not lucky:
        return
    MeetupReply.objects.filter(pk__in=[one.pk for one in lucky]).update(reply=Reply.GOING)
    meetup.going_count += len(lucky)
    meetup.save(update_fields=["going_count"])
    for one in lucky:
        publish(MovedUp(meetup_id=meetup.pk, user_id=one.user_id, place=one.place or 0))


@transaction.atomic
def withdraw(*, group_id: int, user_id: int) -> None:
    """Somebody left the group: their places in what is to come go to those who wait."""
    rows = MeetupReply.objects.filter(
        user=user_id, meetup__group=group_id, meetup__starts_at__gt=now(), meetup__called_off_at=None
    ).exclude(reply=Reply.NO)
    for pk in sorted(rows.values_list("meetup_id", flat=True)):
        meetup = locked_one(Meetup.objects.all(), pk)
        mine = MeetupReply.objects.filter(meetup=meetup, user=user_id).first()
        if mine is not None:
            _give_up(meetup, mine, Reply.NO)


@transaction.atomic
def mark_there(*, meetup: Meetup, actor: Any, there: Collection[int]) -> int:
    """Who of those who said they'd come was there, by whoever looks after the group. Can be mended later."""
    keeper_in(meetup.group, actor)
    if meetup.called_off_at is not None:
        raise MeetupOver
    if not meetup.has_begun:
        raise NotYet
    rows = MeetupReply.objects.filter(meetup=meetup, reply__in=[Reply.GOING, Reply.MAYBE])
    rows.exclude(pk__in=there).update(was_there=False)
    return rows.filter(pk__in=there).update(was_there=True)


@transaction.atomic
def claim_reminder(*, pk: int) -> str:
    """Which reminder of an event is to be sent now: "day", "hour" or none. Each is claimed once for each beginning."""
    meetup = locked_one(Meetup.objects.all(), pk)
    left = meetup.starts_at - now()
    if meetup.called_off_at is not None or not timedelta() < left <= DAY:
        return ""
    if left <= HOUR:
        is_first = meetup.told_hour_at is None
        meetup.told_hour_at, meetup.told_day_at = meetup.told_hour_at or now(), meetup.told_day_at or now()
        meetup.save(update_fields=["told_hour_at", "told_day_at"])
        return "hour" if is_first else ""
    if meetup.told_day_at is not None:
        return ""
    meetup.told_day_at = now()
    meetup.save(update_fields=["told_day_at"])
    return "day"


def _held(meetup: Meetup) -> Meetup:
    return locked_one(Meetup.objects.select_related("group"), meetup.pk)
