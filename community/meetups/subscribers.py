"""Who is told of events, and of a place that has become free."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.groups.events import GroupLeft
from community.groups.telling import tell_members
from community.meetups.events import MeetupCalledOff, MeetupMoved, MeetupOpened, MovedUp
from community.meetups.models import Meetup
from community.meetups.selectors import coming
from community.meetups.services import withdraw
from community.meetups.telling import tell
from community.notifications.kinds import Tab, Target, register_kind
from config.kernel.events import subscribe


def meetup_page(reader: Any, ids: Collection[int]) -> dict[int, Target]:
    """For those who are in the group still."""
    rows = Meetup.objects.filter(pk__in=ids, group__members__user=reader)
    found = rows.values_list("pk", "group__slug", "key", "title")
    return {pk: Target(reverse("community:meetup", args=[slug, key]), title) for pk, slug, key, title in found}


def _kind(name: str, label: Any, words: Any, *, icon: str = "calendar-days") -> None:
    register_kind(name, tab=Tab.INTERACTIONS, label=label, words=words, show=meetup_page, icon=icon)


_kind("meetup_opened", _("New events of my groups"), _("New event: %(what)s"))
_kind("meetup_moved", _("An event I go to has changed"), _("Another time or place: %(what)s"))
_kind("meetup_off", _("An event I go to was called off"), _("Called off: %(what)s"), icon="calendar-x")
_kind("meetup_moved_up", _("A place became free for me"), _("You have a place now: %(what)s"))
_kind("meetup_tomorrow", _("A day before an event"), _("Within a day: %(what)s"), icon="alarm-clock")
_kind("meetup_soon", _("An hour before an event"), _("Within an hour: %(what)s"), icon="alarm-clock")


@subscribe(MeetupOpened)
def tell_of_meetup(event: MeetupOpened) -> None:
    meetup = Meetup.objects.filter(pk=event.meetup_id).first()
    if meetup is not None:
        tell_members(
            group_id=meetup.group_id,
            kind="meetup_opened",
            object_type="meetup",
            object_id=meetup.pk,
            but=meetup.author_id,
        )


@subscribe(MeetupMoved)
def tell_of_change(event: MeetupMoved) -> None:
    tell(coming(event.meetup_id), "meetup_moved", event.meetup_id, ref=event.version)


@subscribe(MeetupCalledOff)
def tell_of_end(event: MeetupCalledOff) -> None:
    tell(coming(event.meetup_id), "meetup_off", event.meetup_id)


@subscribe(MovedUp)
def tell_who_moved_up(event: MovedUp) -> None:
    tell([event.user_id], "meetup_moved_up", event.meetup_id, ref=event.place)


@subscribe(GroupLeft)
def free_places(event: GroupLeft) -> None:
    withdraw(group_id=event.group_id, user_id=event.user_id)
