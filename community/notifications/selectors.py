"""Questions about what a person is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import Count, F, QuerySet, Window
from django.db.models.functions import RowNumber
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from accounts.identity.models import User
from community.notifications.kinds import Kind, Target, kind_named, kinds_of
from community.notifications.models import Hearing, KindChoice, Notification, Occurrence
from config.kernel.access import get_or_missing
from config.kernel.keyset import Sort, keyset_page

PAGE = 20
NAMED = 2
MOST_COUNTED = 100
BELL_S = 60
NEWEST = Sort("newest", "latest_at")
ZONES = (
    "Asia/Shanghai",
    "Asia/Hong_Kong",
    "Asia/Taipei",
    "Asia/Urumqi",
    "Asia/Tokyo",
    "Asia/Seoul",
    "Asia/Singapore",
    "Asia/Bangkok",
    "Asia/Kolkata",
    "Asia/Dubai",
    "Europe/Moscow",
    "Europe/Berlin",
    "Europe/Paris",
    "Europe/London",
    "UTC",
    "America/Sao_Paulo",
    "America/New_York",
    "America/Chicago",
    "America/Denver",
    "America/Los_Angeles",
    "Australia/Sydney",
    "Pacific/Auckland",
)


@dataclass(frozen=True)
class Line:
    """One line as its reader sees it, in their language, now."""

    row: Notification
    kind: Kind
    target: Target
    actors: list[User] = field(default_factory=list)
    people: int = 0
    count: int = 1
    quote: str = ""

    @property
    def who(self) -> str:
        """“Xiaoman”, “Xiaoman and Anna”, “Xiaoman and 11 others”."""
        return _join([one.display_name for one in self.actors], self.people)

    @property
    def text(self) -> str:
        return str(self.kind.words) % {"who": self.who, "what": self.target.name, "count": self.count}

    @property
    def html(self) -> SafeString:
        """The sentence with names marked as words of people."""
        names = [format_html("<b data-ugc>{}</b>", one.display_name) for one in self.actors]
        gaps = {
            "who": mark_safe(_join(names, self.people)),  # noqa: S308 - made of escaped names
            "what": format_html("<span data-ugc>{}</span>", self.target.name),
            "count": self.count,
        }
        return mark_safe(str(conditional_escape(str(self.kind.words))) % gaps)  # noqa: S308 - escaped piece by piece

    @property
    def is_read(self) -> bool:
        return self.row.read_at is not None


def _join(names: Sequence[str], people: int) -> str:
    if not names:
        return _("Somebody")
    if people == 1:
        return names[0]
    if people == NAMED and len(names) == NAMED:
        return _("%(one)s and %(other)s") % {"one": names[0], "other": names[1]}
    return _("%(one)s and %(others)s others") % {"one": names[0], "others": people - 1}


def lines_of(user: Any, *, tab: str = "") -> QuerySet[Notification]:
    """What somebody's centre has, or one tab of it."""
    rows = Notification.objects.filter(user=user, in_app=True)
    return rows.filter(kind__in=kinds_of(tab)) if tab else rows


def notification_for(user: Any, *, key: str) -> Notification:
    return get_or_missing(Notification.objects.filter(user=user), key=key)


@dataclass(frozen=True)
class LinePage:
    lines: list[Line]
    next_cursor: str = ""


def page_of(user: Any, *, tab: str = "", cursor: str = "", size: int = PAGE) -> LinePage:
    """One page, newest first."""
    page = keyset_page(lines_of(user, tab=tab), sort=NEWEST, cursor=cursor, size=size)
    return LinePage(told(user, page.items), page.next_cursor)


def told(reader: Any, rows: Iterable[Notification]) -> list[Line]:
    """These rows with their people and objects, without those whose object is gone. Queries don't grow with rows."""
    rows = list(rows)
    kinds = {row.pk: kind for row in rows if (kind := kind_named(row.kind)) is not None}
    wanted: dict[Any, set[int]] = defaultdict(set)
    for row in rows:
        if row.pk in kinds:
            wanted[kinds[row.pk].show].add(row.object_id)
    shown = {show: show(reader, ids) for show, ids in wanted.items()}
    happened = _happened([row.pk for row in rows])
    lines = []
    for row in rows:
        kind = kinds.get(row.pk)
        target = shown[kind.show].get(row.object_id) if kind else None
        latest, people = happened.get(row.pk, ([], 0))
        if kind is None or target is None or not latest:
            continue
        lines.append(_line(row, kind, target, latest, people))
    return lines


def _line(row: Notification, kind: Kind, target: Target, latest: Sequence[Any], people: int) -> Line:
    actors = list({one.actor_id: one.actor for one in latest if one.actor is not None}.values())[:NAMED]
    quote = str(latest[0].data.get("quote", ""))
    return Line(row, kind, target, actors, people, latest[0].of, quote or target.quote)


def _happened(pks: Collection[int]) -> dict[int, tuple[list[Any], int]]:
    """The latest of what each line gathers, by different people, with how many there are."""
    by_line: dict[int, list[Any]] = defaultdict(list)
    people = dict(
        Occurrence.objects.filter(notification__in=pks)
        .order_by()
        .values_list("notification")
        .annotate(n=Count("actor", distinct=True))
    )
    place = Window(RowNumber(), partition_by=F("notification_id"), order_by=F("pk").desc())
    of = Window(Count("pk"), partition_by=F("notification_id"))
    rows = Occurrence.objects.filter(notification__in=pks).annotate(place=place, of=of)
    for row in rows.filter(place__lte=5).select_related("actor__avatar").order_by("-pk"):
        by_line[row.notification_id].append(row)
    return {pk: (latest, people.get(pk, 0)) for pk, latest in by_line.items()}


# ---- the badge --------------------------------------------------------------------------------------------------


def bell_key(user_id: int) -> str:
    return f"bell:{user_id}"


def unread_count(user: Any) -> int:
    """How many lines are unread, up to a hundred."""
    return Notification.objects.filter(user=user, read_at=None, in_app=True)[:MOST_COUNTED].count()


def bell(user: Any) -> int:
    """The same, from the cache if it is there."""
    key = bell_key(user.pk)
    count = cache.get(key)
    if count is None:
        count = unread_count(user)
        cache.set(key, count, BELL_S)
    return int(count)


def bell_if_known(user: Any) -> int | None:
    """For layouts: never a query."""
    known = cache.get(bell_key(user.pk))
    return None if known is None else int(known)


# ---- settings ---------------------------------------------------------------------------------------------------


class Choice(NamedTuple):
    in_app: bool
    by_mail: bool


def hearing_of(person_id: int) -> Hearing:
    """How somebody wants to hear of things; the defaults for whoever never said."""
    return Hearing.objects.filter(pk=person_id).first() or Hearing(person_id=person_id)


def choices_of(person_id: int, kinds: Iterable[Kind]) -> dict[str, Choice]:
    """Where somebody wants to hear of these kinds."""
    kinds = list(kinds)
    said = KindChoice.objects.filter(person=person_id, kind__in=[kind.name for kind in kinds])
    chosen = {row.kind: Choice(row.in_app, row.by_mail) for row in said}
    return {kind.name: chosen.get(kind.name, Choice(True, kind.by_mail)) for kind in kinds}
