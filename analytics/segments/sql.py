"""One statement for a whole tree. Fragments are constants of this file; every value travels as a parameter.

The people of a statement: accounts that are active, with their actor where they have one, and on the whole site the
browsers that are counted too. A shop's people are its own customers: who paid there, or joined its club; what they did
and bought counts only where it was in that shop.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from accounts.loyalty.levels import LEVELS, YEAR
from accounts.loyalty.models import EARNING
from analytics.segments.conditions import (
    Bought,
    Condition,
    Did,
    Every,
    FirstSeen,
    HasLevel,
    HasSteps,
    InGroup,
    Joined,
    JoinedLately,
    Leaf,
    Lives,
    Not,
    Some,
    WasActive,
)
from analytics.value.selectors import newest_run
from catalog.shops.models import Shop
from config.kernel.clock import local_day, now

CUSTOMER = """(EXISTS (SELECT FROM orders_order o WHERE o.buyer_id = u.id AND o.shop_id = %s AND o.paid_at <= %s)
    OR EXISTS (SELECT FROM orders_clubmember c WHERE c.user_id = u.id AND c.shop_id = %s))"""
PEOPLE_OF_SHOP = f"""SELECT u.id AS user_id, a.id AS actor_id, u.joined_at FROM accounts_user u
    LEFT JOIN analytics_actor a ON a.user_id = u.id WHERE u.is_active AND {CUSTOMER}"""  # noqa: S608 - of constants
PEOPLE = """SELECT u.id AS user_id, a.id AS actor_id, u.joined_at FROM accounts_user u
    LEFT JOIN analytics_actor a ON a.user_id = u.id WHERE u.is_active
    UNION ALL SELECT NULL, a.id, NULL FROM analytics_actor a WHERE a.user_id IS NULL"""
WHOLE = "WITH people AS ({people}) SELECT p.user_id, p.actor_id FROM people p WHERE {where}"


@dataclass(frozen=True)
class Piece:
    """A fragment with as many `%s` as values."""

    text: str
    values: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Question:
    """Whose people, and as known when."""

    shop: Shop | None
    as_of: datetime

    def midnight(self, day: date) -> datetime:
        return datetime.combine(day, time.min, tzinfo=ZoneInfo(settings.TIME_ZONE))

    def days_back(self, days: int) -> datetime:
        """The beginning of so many local days that end today."""
        return self.midnight(local_day(self.as_of) - timedelta(days=days - 1))


def statement(condition: Condition, *, shop: Shop | None, as_of: datetime | None = None) -> Piece:
    """SELECT user_id, actor_id of everybody who meets it."""
    question = Question(shop, as_of or now())
    where = _where(condition, question)
    people = Piece(PEOPLE) if shop is None else Piece(PEOPLE_OF_SHOP, (shop.pk, question.as_of, shop.pk))
    return Piece(WHOLE.format(people=people.text, where=where.text), (*people.values, *where.values))


def _where(condition: Condition, question: Question) -> Piece:
    if isinstance(condition, Every | Some):
        pieces = [_where(part, question) for part in condition.parts]
        word = " AND " if isinstance(condition, Every) else " OR "
        return Piece(f"({word.join(one.text for one in pieces)})", tuple(v for one in pieces for v in one.values))
    if isinstance(condition, Not):
        piece = _where(condition.part, question)
        return Piece(f"NOT ({piece.text})", piece.values)
    return _PIECES[type(condition)](condition, question)


def _among(column: str, rows: str, *values: object) -> Piece:
    """Never unknown: browsers have no person, people have no actor, and `not` must hold for them."""
    return Piece(f"COALESCE(p.{column} IN ({rows}), FALSE)", values)


def _lives(leaf: Lives, _question: Question) -> Piece:
    rows = "SELECT user_id FROM accounts_address WHERE is_default AND region_code LIKE %s"
    return _among("user_id", rows, f"{_prefix(leaf.code)}%")


def _prefix(code: str) -> str:
    """A province by two digits, a city by four."""
    return code[:2] if code.endswith("0000") else code[:4]


def _between(column: str, start: date | None, end: date | None, question: Question) -> Piece:
    edges = [(f"{column} >= %s", start), (f"{column} < %s", end)]
    texts = [text for text, day in edges if day is not None]
    values = tuple(question.midnight(day) for _text, day in edges if day is not None)
    return Piece(f"COALESCE({' AND '.join(texts)}, FALSE)", values)


def _joined(leaf: Joined, question: Question) -> Piece:
    return _between("p.joined_at", leaf.start, leaf.end, question)


def _joined_lately(leaf: JoinedLately, question: Question) -> Piece:
    return Piece("COALESCE(p.joined_at >= %s, FALSE)", (question.days_back(leaf.days),))


def _level(leaf: HasLevel, question: Question) -> Piece:
    """Points earned within a year, as `loyalty.selectors.level_of` counts them. No entry is the first level."""
    earned = """COALESCE((SELECT GREATEST(0, sum(e.delta)) FROM accounts_pointsentry e
        WHERE e.user_id = p.user_id AND e.at > %s AND e.reason = ANY(%s)), 0)"""
    spans, values = [], []
    for place, level in enumerate(LEVELS):
        if level.name in leaf.levels:
            top = LEVELS[place + 1].from_points if place + 1 < len(LEVELS) else None
            spans.append(f"{earned} >= %s" + ("" if top is None else f" AND {earned} < %s"))
            year = (question.as_of - YEAR, [str(one) for one in EARNING])
            values += [*year, level.from_points if place else 0]
            values += [] if top is None else [*year, top]
    return Piece(f"(p.user_id IS NOT NULL AND ({' OR '.join(f'({one})' for one in spans)}))", tuple(values))


def _valued(where: str, values: list[object], question: Question) -> Piece:
    """Of the newest value run; without one, nobody."""
    run = newest_run(question.shop)
    rows = f"SELECT v.user_id FROM analytics_customervalue v WHERE v.run_id = %s AND {where}"  # noqa: S608 - of constants
    return _among("user_id", rows, run.pk if run else 0, *values)


def _group(leaf: InGroup, question: Question) -> Piece:
    return _valued('v."group" = ANY(%s)', [list(leaf.groups)], question)


def _steps(leaf: HasSteps, question: Question) -> Piece:
    span = "v.recency BETWEEN %s AND %s AND (v.frequency + v.money + 1) / 2 BETWEEN %s AND %s"
    return _valued(span, [*leaf.recency, *leaf.worth], question)


def _first_seen(leaf: FirstSeen, question: Question) -> Piece:
    days = _between("f.first_at", leaf.start, leaf.end, question)
    rows = f"SELECT f.actor_id FROM analytics_userfirst f WHERE f.shop_id = %s AND {days.text}"  # noqa: S608 - of constants
    return _among("actor_id", rows, question.shop.pk if question.shop else 0, *days.values)


def _did(leaf: Did, question: Question) -> Piece:
    where, values = (
        ["e.name = %s", "NOT e.is_bot", "NOT e.is_staff", "e.happened_at <= %s"],
        [
            leaf.event,
            question.as_of,
        ],
    )
    start = question.days_back(leaf.days) if leaf.days else (question.midnight(leaf.start) if leaf.start else None)
    for text, value in (
        ("e.happened_at >= %s", start),
        ("e.happened_at < %s", question.midnight(leaf.end) if leaf.end else None),
        ("e.shop_id = %s", question.shop.pk if question.shop else None),
        ("e.object_kind = %s", leaf.object_kind or None),
        ("e.object_id = %s", leaf.object_id or None),
    ):
        if value is not None:
            where.append(text)
            values.append(value)
    rows = f"SELECT e.actor_id FROM analytics_event e WHERE {' AND '.join(where)}"  # noqa: S608 - of constants
    return _among("actor_id", f"{rows} GROUP BY e.actor_id HAVING count(*) >= %s", *values, leaf.times)


def _was_active(leaf: WasActive, question: Question) -> Piece:
    today = local_day(question.as_of)
    where = ["d.shop_id = %s", "d.day <= %s"]
    values: list[object] = [question.shop.pk if question.shop else 0, today]
    start = today - timedelta(days=leaf.days - 1) if leaf.days else leaf.start
    for text, day in (("d.day >= %s", start), ("d.day < %s", leaf.end)):
        if day is not None:
            where.append(text)
            values.append(day)
    rows = f"SELECT d.actor_id FROM analytics_userday d WHERE {' AND '.join(where)}"  # noqa: S608 - of constants
    return _among("actor_id", f"{rows} GROUP BY d.actor_id HAVING count(*) >= %s", *values, leaf.times)


def _bought(leaf: Bought, question: Question) -> Piece:
    """Orders by the time they were paid; refunds are not taken off, as in the paid amount of the dashboards."""
    where = ["o.buyer_id = p.user_id", "o.paid_at <= %s"]
    values: list[object] = [question.as_of]
    if question.shop is not None:
        where.append("o.shop_id = %s")
        values.append(question.shop.pk)
    if leaf.days:
        where.append("o.paid_at >= %s")
        values.append(question.days_back(leaf.days))
    orders = f"FROM orders_order o WHERE {' AND '.join(where)}"
    sign = ">=" if leaf.operator == "least" else "<="
    if leaf.measure == "last":
        edge = question.midnight(local_day(question.as_of) - timedelta(days=leaf.value))
        turned = "<" if leaf.operator == "least" else ">="
        day_after = edge + timedelta(days=1) if leaf.operator == "least" else edge
        text = f"COALESCE((SELECT max(o.paid_at) {orders}) {turned} %s, FALSE)"
        return Piece(text, (*values, day_after))
    figure = "count(*)" if leaf.measure == "count" else "COALESCE(sum(o.total_cents), 0)"
    return Piece(f"(p.user_id IS NOT NULL AND (SELECT {figure} {orders}) {sign} %s)", (*values, leaf.value))


_PIECES: Mapping[type[Leaf], Callable[[Any, Question], Piece]] = {
    Lives: _lives,
    HasLevel: _level,
    Joined: _joined,
    JoinedLately: _joined_lately,
    InGroup: _group,
    HasSteps: _steps,
    Did: _did,
    WasActive: _was_active,
    FirstSeen: _first_seen,
    Bought: _bought,
}
