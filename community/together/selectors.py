"""Everything a group does together, of whatever kind, as one list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, F, QuerySet, Value, When
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.activities.models import Lottery, LotteryState, Poll
from community.challenges.models import Challenge
from community.groups.models import Group
from community.meetups.models import Meetup
from community.quizzes.models import Quiz
from config.kernel.clock import now

SHOWN = 20  # of each kind
RECENT = 6  # on the group's page
OFF = "off"


@dataclass(frozen=True)
class Kind:
    """What is said and shown of one kind of activity."""

    name: str
    page: str
    icon: str
    call: str | Promise
    over: str | Promise


KINDS = {
    one.name: one
    for one in (
        Kind(
            "meetup",
            "community:meetup",
            "calendar-days",
            pgettext_lazy("event", "Answer"),
            pgettext_lazy("event", "Over"),
        ),
        Kind("challenge", "community:challenge", "flag", _("Take part"), pgettext_lazy("challenge", "Over")),
        Kind("quiz", "community:quiz", "lightbulb", _("Play"), pgettext_lazy("quiz", "Over")),
        Kind("lottery", "community:lottery", "gift", _("Take part"), pgettext_lazy("lottery", "Closed")),
        Kind("poll", "community:poll", "chart-bar", _("Vote"), pgettext_lazy("poll", "Closed")),
    )
}


@dataclass(frozen=True)
class Doing:
    """One activity in the list; `at` is when an event begins."""

    kind: Kind
    title: str
    url: str
    is_open: bool
    words: str | Promise
    at: datetime | None
    created_at: datetime


def doings_of(group: Group) -> list[Doing]:
    """The newest of each kind, what is open first. One query, whatever there is."""
    first, *others = (
        _newest(
            Meetup,
            "meetup",
            group,
            until="starts_at",
            state=Case(When(called_off_at=None, then=Value("")), default=Value(OFF), output_field=CharField()),
        ),
        _newest(Challenge, "challenge", group, until="ends_at"),
        _newest(Quiz, "quiz", group),
        _newest(Lottery, "lottery", group, state=F("state")),
        _newest(Poll, "poll", group, title="question"),
    )
    rows = first.union(*others, all=True)
    return sorted((_doing(group, *row) for row in rows), key=lambda one: (not one.is_open, -one.created_at.timestamp()))


def _newest(
    model: Any, kind: str, group: Group, *, title: str = "title", until: str = "closes_at", state: Any = None
) -> QuerySet[Any, Any]:
    """Kind, key, title, state, until when it is open, since when it stands."""
    rows = (
        model.objects.filter(group=group)
        .order_by("-pk")
        .annotate(
            kind_name=Value(kind, CharField()),
            says=F(title),
            standing=state or Value("", CharField()),
            open_until=F(until),
        )
    )
    found: QuerySet[Any, Any] = rows.values_list("kind_name", "key", "says", "standing", "open_until", "created_at")
    return found[:SHOWN]


def _doing(
    group: Group, name: str, key: str, title: str, state: str, open_until: datetime, created_at: datetime
) -> Doing:
    kind = KINDS[name]
    is_open = now() < open_until and state in {"", LotteryState.OPEN}
    return Doing(
        kind=kind,
        title=title,
        url=reverse(kind.page, args=[group.slug, key]),
        is_open=is_open,
        words=kind.call if is_open else _over(kind, state),
        at=open_until if kind.name == "meetup" else None,
        created_at=created_at,
    )


def _over(kind: Kind, state: str) -> str | Promise:
    if state == OFF:
        return _("Called off")
    return LotteryState(state).label if state and state != LotteryState.OPEN else kind.over
