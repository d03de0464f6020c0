"""Those who look after a group hear of requests; who asked hears what was decided."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.groups.events import GroupAnnounced, GroupJoinAsked, GroupJoinDenied, GroupJoined
from community.groups.models import Announcement, Group, JoinRequest, RequestState
from community.groups.selectors import staff_of
from community.groups.telling import tell_members
from community.notifications.kinds import Tab, Target, register_kind
from community.notifications.services import notify
from config.kernel.events import subscribe


def group_page(reader: Any, ids: Collection[int]) -> dict[int, Target]:
    rows = Group.objects.filter(pk__in=ids).values_list("pk", "slug", "name")
    return {pk: Target(reverse("community:group", args=[slug]), name) for pk, slug, name in rows}


def requests_page(reader: Any, ids: Collection[int]) -> dict[int, Target]:
    rows = Group.objects.filter(pk__in=ids).values_list("pk", "slug", "name")
    return {pk: Target(reverse("community:group-requests", args=[slug]), name) for pk, slug, name in rows}


register_kind(
    "group_asked",
    tab=Tab.INTERACTIONS,
    label=_("Requests to come into a group of mine"),
    words=_("%(who)s would like to come into “%(what)s”"),
    show=requests_page,
    icon="user-plus",
)
register_kind(
    "group_let_in",
    tab=Tab.INTERACTIONS,
    label=_("A group let me in"),
    words=_("You are in “%(what)s” now"),
    show=group_page,
    icon="messages-square",
)
register_kind(
    "group_denied",
    tab=Tab.INTERACTIONS,
    label=_("A group didn't let me in"),
    words=_("“%(what)s” didn't let you in"),
    show=group_page,
    icon="messages-square",
)


def announcement_page(reader: Any, ids: Collection[int]) -> dict[int, Target]:
    """For those who are in the group still, and as long as it stands."""
    rows = Announcement.objects.filter(pk__in=ids, removed_at=None, group__members__user=reader)
    found = rows.values_list("pk", "group__slug", "group__name", "text")
    return {
        pk: Target(reverse("community:group", args=[slug]), name, quote=text[:80]) for pk, slug, name, text in found
    }


register_kind(
    "group_announced",
    tab=Tab.INTERACTIONS,
    label=_("Announcements of my groups"),
    words=_("“%(what)s” announced something"),
    show=announcement_page,
    icon="megaphone",
)


@subscribe(GroupAnnounced)
def tell_of_announcement(event: GroupAnnounced) -> None:
    row = Announcement.objects.filter(pk=event.announcement_id, removed_at=None).first()
    if row is not None:
        tell_members(
            group_id=row.group_id,
            kind="group_announced",
            object_type="announcement",
            object_id=row.pk,
            but=row.author_id,
        )


@subscribe(GroupJoinAsked)
def tell_of_request(event: GroupJoinAsked) -> None:
    asked = JoinRequest.objects.filter(group=event.group_id, user=event.user_id, state=RequestState.PENDING).first()
    if asked is None:
        return
    for member in staff_of(asked.group):
        notify(
            user_id=member.user_id,
            kind="group_asked",
            object_type="group",
            object_id=event.group_id,
            actor_id=event.user_id,
            ref=asked.asked_at.isoformat(),
        )


@subscribe(GroupJoined)
def tell_of_welcome(event: GroupJoined) -> None:
    """Only who had to ask; who walked in knows."""
    asked = JoinRequest.objects.filter(
        group=event.group_id, user=event.user_id, state=RequestState.ACCEPTED, decided_by__isnull=False
    )
    _tell_decided(asked.first(), "group_let_in")


@subscribe(GroupJoinDenied)
def tell_of_denial(event: GroupJoinDenied) -> None:
    asked = JoinRequest.objects.filter(group=event.group_id, user=event.user_id, state=RequestState.DENIED)
    _tell_decided(asked.first(), "group_denied")


def _tell_decided(asked: JoinRequest | None, kind: str) -> None:
    if asked is None or asked.decided_at is None:
        return
    notify(
        user_id=asked.user_id,
        kind=kind,
        object_type="group",
        object_id=asked.group_id,
        ref=asked.decided_at.isoformat(),
    )
