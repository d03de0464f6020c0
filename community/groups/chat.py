"""The chat of a group: members read and write, in slow mode one word at a time; who is muted, or has not accepted the
rules, reads only."""

from __future__ import annotations

from collections.abc import Collection
from functools import partial
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime

from community.groups.errors import GroupClosed, MutedForGood, MutedHere, RulesFirst
from community.groups.events import GroupLeft
from community.groups.models import GroupLimit, GroupMember, LimitKind
from community.groups.selectors import running_limits, watched_words
from community.groups.services import admit_words
from community.messaging.rooms import GroupRoom, register_group_rooms
from community.messaging.selectors import token_of_group
from community.messaging.wire import show_the_door
from config.kernel.errors import DomainError
from config.kernel.events import subscribe


def rooms_for(user: Any, group_ids: Collection[int]) -> dict[int, GroupRoom]:
    """The chats among these that somebody is in, in two queries."""
    mine = GroupMember.objects.filter(user=user, group__in=group_ids).select_related("group")
    limits = running_limits().filter(user=user, group__in=group_ids, kind=LimitKind.MUTED)
    muted = {one.group_id: one for one in limits}
    return {
        one.group_id: GroupRoom(
            name=one.group.name,
            url=reverse("community:group", args=[one.group.slug]),
            silenced=_silenced(one, muted.get(one.group_id)),
            admit=partial(admit_words, member=one) if one.group.slow_seconds and not one.is_staff else None,
            words=partial(watched_words, one.group_id),
        )
        for one in mine
    }


def _silenced(member: GroupMember, muted: GroupLimit | None) -> DomainError | None:
    """Why a member may only read, if so."""
    if member.group.is_closed:
        return GroupClosed()
    if muted is not None and muted.until is not None:
        return MutedHere(reason=muted.reason, until=date_format(localtime(muted.until), "Y-m-d H:i"))
    if muted is not None:
        return MutedForGood(reason=muted.reason)
    if member.accepted_version < member.group.rules_version:
        return RulesFirst()
    return None


register_group_rooms(rooms_for)


@subscribe(GroupLeft)
def leave_chat(event: GroupLeft) -> None:
    """Whoever is no member any more leaves the chat, also where it is still open."""
    if token := token_of_group(event.group_id):
        show_the_door(token, event.user_id)
