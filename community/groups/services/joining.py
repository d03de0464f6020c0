"""Coming into a group and leaving it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils.formats import date_format
from django.utils.timezone import localtime

from community.groups.errors import (
    AnswersMissing,
    AskAgainLater,
    AskedAlready,
    Banned,
    BannedUntil,
    DecidedMeanwhile,
    InviteNeeded,
    OwnerStays,
    ReasonMissing,
    RulesChanged,
)
from community.groups.events import GroupJoinAsked, GroupJoinDenied, GroupJoined, GroupLeft
from community.groups.models import (
    LONGEST_RULE,
    Group,
    GroupLimit,
    GroupMember,
    JoinMode,
    JoinRequest,
    RequestState,
    TraceKind,
)
from community.groups.selectors import Standing, standing_in
from community.groups.services.gates import hold, member_of, staff_in
from community.groups.services.tracing import trace
from config.kernel.clock import now
from config.kernel.errors import NotFound
from config.kernel.events import publish
from config.kernel.plaintext import cleaned_line


@transaction.atomic
def join_group(*, group: Group, user: Any, invite: str = "", answers: Sequence[str] = ()) -> GroupMember | JoinRequest:
    """Come in, or ask to. An invitation opens every door, only a ban doesn't. Twice is once."""
    group = hold(group)
    standing = standing_in(group, user)
    if standing.member is not None:
        return standing.member
    _refuse_banned(standing.banned)
    is_invited = bool(invite) and invite == group.invite_code
    if group.is_private and not is_invited:
        raise NotFound
    if group.join_mode == JoinMode.INVITE and not is_invited:
        raise InviteNeeded
    if group.join_mode == JoinMode.APPROVAL and not (is_invited and not group.is_private):
        return _ask(group, user, standing, answers)
    return take_in(group, user)


@transaction.atomic
def withdraw_request(*, group: Group, user: Any) -> None:
    """Ask no longer. Nothing happens when nothing waits."""
    waiting = JoinRequest.objects.filter(group=group, user=user, state=RequestState.PENDING)
    waiting.update(state=RequestState.WITHDRAWN)


@transaction.atomic
def decide_request(*, request: JoinRequest, actor: Any, is_welcome: bool, reason: str = "") -> JoinRequest:
    """Let somebody in, or not and say why. Who was not let in can be let in later; not the other way round."""
    group = hold(request.group)
    staff_in(group, actor)
    reason = cleaned_line(reason)[:200]
    if not is_welcome and not reason:
        raise ReasonMissing(field="reason")
    before = [RequestState.PENDING, RequestState.DENIED] if is_welcome else [RequestState.PENDING]
    state = RequestState.ACCEPTED if is_welcome else RequestState.DENIED
    open_ones = JoinRequest.objects.filter(pk=request.pk, state__in=before)
    if not open_ones.update(state=state, reason=reason, decided_at=now(), decided_by=actor):
        raise DecidedMeanwhile
    if is_welcome:
        _refuse_banned(standing_in(group, request.user).banned)
        take_in(group, request.user)
    else:
        publish(GroupJoinDenied(group_id=group.pk, user_id=request.user_id))
    request.refresh_from_db()
    return request


@transaction.atomic
def leave_group(*, group: Group, user: Any) -> None:
    """Go. The owner stays until somebody else owns the group."""
    held = Group.objects.select_for_update().get(pk=group.pk)
    member = member_of(held, user)
    if member.is_owner and not held.is_closed:
        raise OwnerStays
    send_off(held, member)


@transaction.atomic
def accept_rules(*, group: Group, user: Any, version: int) -> GroupMember:
    """Agree to the rules as they were read; if they have changed meanwhile, they are to be read again."""
    group = hold(group)
    member = member_of(group, user)
    if version != group.rules_version:
        raise RulesChanged
    member.accepted_version = version
    member.save(update_fields=["accepted_version"])
    return member


def take_in(group: Group, user: Any) -> GroupMember:
    """Make somebody a member; the group's row is held."""
    member, is_new = GroupMember.objects.get_or_create(group=group, user=user)
    if is_new:
        Group.objects.filter(pk=group.pk).update(members_count=F("members_count") + 1)
        JoinRequest.objects.filter(group=group, user=user, state=RequestState.PENDING).update(
            state=RequestState.ACCEPTED, decided_at=now()
        )
        trace(group=group, user_id=user.pk, kind=TraceKind.JOINED)
        publish(GroupJoined(group_id=group.pk, user_id=user.pk))
    return member


def send_off(group: Group, member: GroupMember) -> None:
    """End a membership; the group's row is held."""
    if GroupMember.objects.filter(pk=member.pk).delete()[0]:
        Group.objects.filter(pk=group.pk).update(members_count=F("members_count") - 1)
        trace(group=group, user_id=member.user_id, kind=TraceKind.LEFT)
        publish(GroupLeft(group_id=group.pk, user_id=member.user_id))


def _refuse_banned(limit: GroupLimit | None) -> None:
    if limit is None:
        return
    if limit.until is None:
        raise Banned(reason=limit.reason)
    raise BannedUntil(reason=limit.reason, until=date_format(localtime(limit.until), "Y-m-d H:i"))


def _ask(group: Group, user: Any, standing: Standing, answers: Sequence[str]) -> JoinRequest:
    if standing.is_waiting:
        raise AskedAlready
    if (then := standing.may_ask_at) is not None:
        raise AskAgainLater(until=date_format(localtime(then), "Y-m-d"))
    said = [cleaned_line(one)[:LONGEST_RULE] for one in answers][: len(group.questions)]
    if len(said) < len(group.questions) or not all(said):
        raise AnswersMissing(field="answers")
    asked = {
        "answers": [[question, answer] for question, answer in zip(group.questions, said, strict=True)],
        "state": RequestState.PENDING,
        "reason": "",
        "asked_at": now(),
        "decided_at": None,
        "decided_by": None,
    }
    request, _is_new = JoinRequest.objects.update_or_create(group=group, user=user, defaults=asked)
    publish(GroupJoinAsked(group_id=group.pk, user_id=user.pk))
    return request
