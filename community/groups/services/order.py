"""Keeping order: who may write, roles, announcements, and the log of all that."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil
from typing import Any

from django.db import transaction
from django.utils.formats import date_format
from django.utils.timezone import localtime

from community.conduct.services import check_may_write, screen_message
from community.groups.errors import (
    GroupClosed,
    MembersOnly,
    MutedForGood,
    MutedHere,
    NotThatOne,
    NotYours,
    OddLength,
    ReasonMissing,
    RulesFirst,
    SlowDown,
)
from community.groups.events import GroupAnnounced, GroupLimited
from community.groups.models import (
    Announcement,
    Group,
    GroupLimit,
    GroupLog,
    GroupMember,
    GroupRole,
    LimitKind,
    LogAction,
)
from community.groups.selectors import running_limits
from community.groups.services.gates import hold, owner_of, staff_in
from community.groups.services.joining import send_off
from config.kernel.clock import now
from config.kernel.errors import NotFound
from config.kernel.events import publish
from config.kernel.plaintext import cleaned, cleaned_line

MODERATORS_DAYS = 30


def write_down(
    *,
    group: Group,
    actor: Any,
    action: LogAction,
    target: Any = None,
    words: str = "",
    until: datetime | None = None,
) -> GroupLog:
    """A line of the group's log."""
    return GroupLog.objects.create(
        group=group, actor=actor, action=action, target=target, words=words[:200], until=until
    )


@transaction.atomic
def mute(*, group: Group, actor: Any, person: Any, days: int | None, reason: str) -> GroupLimit:
    """Somebody may read and not write, for so many days (none: for good)."""
    group = hold(group)
    return _limit(group, actor, person, LimitKind.MUTED, days, reason)


@transaction.atomic
def ban(*, group: Group, actor: Any, person: Any, days: int | None, reason: str) -> GroupLimit:
    """Somebody goes, and doesn't come back for so many days. For more than thirty, or for good, it takes the owner."""
    group = hold(group)
    limit = _limit(group, actor, person, LimitKind.BANNED, days, reason)
    member = GroupMember.objects.filter(group=group, user=person).first()
    if member is not None:
        send_off(group, member)
    return limit


@transaction.atomic
def lift(*, group: Group, actor: Any, person: Any, kind: str) -> None:
    """End a mute or a ban before its time. Nothing happens when there is none."""
    group = hold(group)
    staff_in(group, actor)
    if GroupLimit.objects.filter(group=group, user=person, kind=kind).delete()[0]:
        action = LogAction.UNMUTED if kind == LimitKind.MUTED else LogAction.UNBANNED
        write_down(group=group, actor=actor, action=action, target=person)


@transaction.atomic
def remove_member(*, group: Group, actor: Any, person: Any, reason: str) -> None:
    """Somebody goes, and may come again."""
    group = hold(group)
    member = _lesser(group, actor, person)
    if member is None:
        raise NotFound
    words = _reason(reason)
    send_off(group, member)
    write_down(group=group, actor=actor, action=LogAction.REMOVED, target=person, words=words)


@transaction.atomic
def set_role(*, group: Group, actor: Any, person: Any, is_moderator: bool) -> None:
    """The owner makes moderators, and takes the role back."""
    group = hold(group)
    owner_of(group, actor)
    role = GroupRole.MODERATOR if is_moderator else GroupRole.MEMBER
    others = GroupMember.objects.filter(group=group, user=person).exclude(role__in=[role, GroupRole.OWNER])
    if others.update(role=role):
        action = LogAction.PROMOTED if is_moderator else LogAction.DEMOTED
        write_down(group=group, actor=actor, action=action, target=person)


@transaction.atomic
def announce(*, group: Group, actor: Any, text: str) -> Announcement:
    """Tell everybody in the group something."""
    group = hold(group)
    staff_in(group, actor)
    text = cleaned(text)[:500]
    if not text:
        raise ReasonMissing(field="text")
    check_may_write(actor)
    text = screen_message(text=text, field="text")
    row = Announcement.objects.create(group=group, author=actor, text=text)
    write_down(group=group, actor=actor, action=LogAction.ANNOUNCED)
    publish(GroupAnnounced(group_id=group.pk, announcement_id=row.pk))
    return row


@transaction.atomic
def take_back_announcement(*, announcement: Announcement, actor: Any) -> None:
    """It doesn't stand any more."""
    group = hold(announcement.group)
    staff_in(group, actor)
    standing = Announcement.objects.filter(pk=announcement.pk, removed_at=None)
    if standing.update(removed_at=now()):
        write_down(group=group, actor=actor, action=LogAction.UNANNOUNCED)


def check_writer(group: Group, member: GroupMember | None) -> GroupMember:
    """Whether somebody may write in a group now: a member, not muted, with the rules accepted."""
    if group.is_closed:
        raise GroupClosed(field="group")
    if member is None:
        raise MembersOnly(field="group")
    muted = running_limits().filter(group=group, user=member.user_id, kind=LimitKind.MUTED).first()
    if muted is not None and muted.until is not None:
        until = date_format(localtime(muted.until), "Y-m-d H:i")
        raise MutedHere(field="group", reason=muted.reason, until=until)
    if muted is not None:
        raise MutedForGood(field="group", reason=muted.reason)
    if member.accepted_version < group.rules_version:
        raise RulesFirst(field="group")
    return member


def keeper_in(group: Group, actor: Any) -> GroupMember:
    """Whoever looks after an open group and may write: polls, events and quizzes are theirs to open."""
    member = GroupMember.objects.filter(group=group, user=actor).first() if actor is not None else None
    if member is None or not member.is_staff:
        raise NotYours
    check_may_write(actor)
    return check_writer(group, member)


@transaction.atomic
def admit_note(*, group: Group, author: Any) -> None:
    """Let a note into a group now, or say why not. In slow mode one at a time, however many windows are open."""
    rows = GroupMember.objects.select_for_update(of=("self",)).select_related("group")
    found = rows.filter(group=group, user=author).first()
    member = check_writer(found.group if found else group, found)
    _take_it_slowly(member, member.posted_at)
    member.posted_at = now()
    member.save(update_fields=["posted_at"])


@transaction.atomic
def admit_words(*, member: GroupMember) -> None:
    """The same for the group's chat, counted by itself: a note doesn't keep anybody from talking."""
    rows = GroupMember.objects.select_for_update(of=("self",)).select_related("group")
    held = rows.filter(pk=member.pk).first()
    if held is None:
        raise MembersOnly
    _take_it_slowly(held, held.said_at)
    held.said_at = now()
    held.save(update_fields=["said_at"])


def _take_it_slowly(member: GroupMember, last: datetime | None) -> None:
    slow = member.group.slow_seconds
    if not slow or member.is_staff or last is None:
        return
    passed = (now() - last).total_seconds()
    if passed < slow:
        raise SlowDown(field="group", wait=ceil(slow - passed))


def _limit(group: Group, actor: Any, person: Any, kind: LimitKind, days: int | None, reason: str) -> GroupLimit:
    _lesser(group, actor, person)
    words = _reason(reason)
    if kind == LimitKind.BANNED and (days is None or days > MODERATORS_DAYS):
        _owner_for_long(group, actor)
    if days is not None and not 1 <= days <= 365:
        raise OddLength(field="days", days=365)
    until = now() + timedelta(days=days) if days is not None else None
    said = {"until": until, "reason": words, "by": actor, "at": now()}
    limit, _is_new = GroupLimit.objects.update_or_create(group=group, user=person, kind=kind, defaults=said)
    action = LogAction.MUTED if kind == LimitKind.MUTED else LogAction.BANNED
    write_down(group=group, actor=actor, action=action, target=person, words=words, until=until)
    publish(GroupLimited(group_id=group.pk, user_id=person.pk, kind=kind))
    return limit


def _owner_for_long(group: Group, actor: Any) -> None:
    if not GroupMember.objects.filter(group=group, user=actor, role=GroupRole.OWNER).exists():
        raise OddLength(field="days", days=MODERATORS_DAYS)


def _lesser(group: Group, actor: Any, person: Any) -> GroupMember | None:
    """The member this is about; owner and moderators are not sent away by their like, nor oneself by oneself."""
    staff_in(group, actor)
    member = GroupMember.objects.filter(group=group, user=person).first()
    if member is not None and member.is_staff:
        raise NotThatOne
    return member


def _reason(text: str) -> str:
    words = cleaned_line(text)[:200]
    if not words:
        raise ReasonMissing(field="reason")
    return words
