"""Counting what members did, from the day log of groups. One statement each, however many groups."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Count, Q

from community.effect.sources import Window
from community.groups.models import TraceKind
from community.meetups.models import MeetupReply, Reply

ACTS = tuple(kind.value for kind in TraceKind if kind not in {TraceKind.JOINED, TraceKind.LEFT})

DONE = """
SELECT group_id,
  coalesce(sum(times) FILTER (WHERE kind = 'joined'), 0), coalesce(sum(times) FILTER (WHERE kind = 'left'), 0),
  count(DISTINCT user_id) FILTER (WHERE kind = ANY(%(acts)s)),
  coalesce(sum(times) FILTER (WHERE kind = ANY(%(acts)s)), 0),
  count(DISTINCT user_id) FILTER (WHERE kind = 'note'), coalesce(sum(times) FILTER (WHERE kind = 'checkin'), 0)
FROM community_grouptrace WHERE group_id = ANY(%(groups)s) AND day BETWEEN %(first)s AND %(day)s GROUP BY group_id"""

MEMBERS = """
SELECT g.id, g.members_count - coalesce(sum(t.times) FILTER (WHERE t.kind = 'joined'), 0)
  + coalesce(sum(t.times) FILTER (WHERE t.kind = 'left'), 0)
FROM community_group g LEFT JOIN community_grouptrace t
  ON t.group_id = g.id AND t.day > %(day)s AND t.kind IN ('joined', 'left')
WHERE g.id = ANY(%(groups)s) GROUP BY g.id"""

KEPT = """
SELECT j.group_id, count(*), count(*) FILTER (WHERE EXISTS (
  SELECT 1 FROM community_grouptrace t WHERE t.group_id = j.group_id AND t.user_id = j.user_id
  AND t.kind = ANY(%(acts)s) AND t.day BETWEEN j.day + %(after)s AND j.day + %(to)s))
FROM community_grouptrace j
WHERE j.kind = 'joined' AND j.group_id = ANY(%(groups)s)
  AND j.day + %(to)s BETWEEN %(first)s AND %(day)s GROUP BY j.group_id"""

BUYERS = """
SELECT b.group_id, count(*), count(*) FILTER (WHERE EXISTS (
  SELECT 1 FROM community_grouptrace t WHERE t.group_id = b.group_id AND t.user_id = b.buyer_id
  AND t.kind = ANY(%(acts)s) AND t.day BETWEEN %(first)s AND %(day)s)), sum(b.seats), sum(b.cents)
FROM (SELECT o.group_id, s.buyer_id, count(*) AS seats,
        sum(s.unit_price_cents * s.quantity - s.returned_cents) AS cents
      FROM community_teamofgroup o JOIN orders_groupseat s ON s.team_id = o.team_id
      WHERE o.group_id = ANY(%(groups)s) AND s.status = 'paid'
        AND s.paid_at >= %(since)s AND s.paid_at < %(until)s
      GROUP BY o.group_id, s.buyer_id) b GROUP BY b.group_id"""


def _rows(statement: str, window: Window, **more: Any) -> list[tuple[Any, ...]]:
    values: dict[str, Any] = {
        "groups": list(window.groups),
        "first": window.first,
        "day": window.day,
        "since": window.since,
        "until": window.until,
        "acts": list(ACTS),
    }
    with connection.cursor() as cursor:
        cursor.execute(statement, values | more)
        found: list[tuple[Any, ...]] = cursor.fetchall()
    return found


@dataclass(frozen=True)
class Done:
    joins: int = 0
    leaves: int = 0
    active: int = 0
    interactions: int = 0
    posters: int = 0
    check_ins: int = 0


def done_in(window: Window) -> dict[int, Done]:
    return {pk: Done(*(int(one) for one in counts)) for pk, *counts in _rows(DONE, window)}


def members_at(window: Window) -> dict[int, int]:
    """How many were in at the end of the window: those of now, without who came and with who went since."""
    return {pk: max(0, int(members)) for pk, members in _rows(MEMBERS, window)}


def kept_in(window: Window, *, after: int, to: int, acts: Sequence[str] = ACTS) -> dict[int, tuple[int, int]]:
    """Of those who joined so long ago that day `to` after it fell into the window: how many, and how many did
    something from day `after` to day `to`."""
    return {pk: (base, kept) for pk, base, kept in _rows(KEPT, window, after=after, to=to, acts=list(acts))}


def attendance_in(window: Window) -> dict[int, tuple[int, int]]:
    """At events that began in the window and where somebody was marked: who had a place, and who of them came."""
    marked = MeetupReply.objects.filter(was_there=True).values("meetup")
    rows = MeetupReply.objects.filter(
        meetup__group__in=window.groups,
        meetup__starts_at__gte=window.since,
        meetup__starts_at__lt=window.until,
        meetup__called_off_at=None,
        meetup__in=marked,
        reply=Reply.GOING,
    )
    counts = rows.order_by().values_list("meetup__group").annotate(n=Count("pk"), came=Count("pk", Q(was_there=True)))
    return {pk: (expected, came) for pk, expected, came in counts}


@dataclass(frozen=True)
class Bought:
    buyers: int = 0
    buyers_active: int = 0
    seats: int = 0
    cents: int = 0


def bought_in(window: Window) -> dict[int, Bought]:
    """What was paid in the group's teams and not given back; what a ladder gave back is taken off."""
    return {pk: Bought(*(int(one) for one in counts)) for pk, *counts in _rows(BUYERS, window)}
