"""Who visits and pays, who buys again, what a customer brings in time."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, datetime, timedelta

from analytics.tracking.catalogue import VISITS
from analytics.trade.asking import IN_RANGE, ORDERS, asked
from analytics.trade.tables import (
    Conversion,
    LtvSpec,
    Repurchase,
    RepurchaseLine,
    TradeSpec,
    ValueCell,
    ValueCohort,
    after,
    since,
)
from orders.payments.models import RefundState

PAUSE = timedelta(minutes=30)
PAID = "order_paid"

WHAT_HAPPENED = """
    FROM analytics_event
    WHERE happened_at >= %(from)s AND happened_at < %(until)s AND happened_at <= %(as_of)s AND arrived_at <= %(as_of)s
      AND name = ANY(%(names)s) AND NOT is_bot AND NOT is_staff
      AND (%(shop)s::bigint IS NULL OR shop_id = %(shop)s)"""
BY_PEOPLE = f"""
    SELECT count(*) FILTER (WHERE visited), count(*) FILTER (WHERE visited AND paid) FROM (
        SELECT bool_or(name <> %(paid)s) AS visited, bool_or(name = %(paid)s) AS paid
        {WHAT_HAPPENED} GROUP BY actor_id) AS people"""  # noqa: S608 - of constants
BY_SESSIONS = f"""
    WITH happened AS (
        SELECT actor_id, name, happened_at, id,
               coalesce(happened_at - lag(happened_at) OVER mine > %(pause)s, true) AS begins {WHAT_HAPPENED}
        WINDOW mine AS (PARTITION BY actor_id ORDER BY happened_at, id)),
    numbered AS (
        SELECT actor_id, name, sum(begins::int) OVER (PARTITION BY actor_id ORDER BY happened_at, id) AS session
        FROM happened)
    SELECT count(*) FILTER (WHERE visited), count(*) FILTER (WHERE visited AND paid) FROM (
        SELECT bool_or(name <> %(paid)s) AS visited, bool_or(name = %(paid)s) AS paid
        FROM numbered GROUP BY actor_id, session) AS sessions"""  # noqa: S608 - of constants

# A purchase is a checkout (of several shops, perhaps), or a team, whichever way its orders were made.
PURCHASES = """
    SELECT o.buyer_id, o.paid_at,
           CASE WHEN seat.team_id IS NOT NULL THEN 'team ' || seat.team_id
                WHEN o.trade_id IS NOT NULL THEN 'trade ' || o.trade_id ELSE 'order ' || o.id END AS purchase
    FROM orders_order AS o LEFT JOIN orders_groupseat AS seat ON seat.order_id = o.id
    WHERE o.buyer_id IS NOT NULL AND o.total_cents > (
        SELECT coalesce(sum(r.amount_cents), 0) FROM orders_refund AS r
        WHERE r.order_id = o.id AND r.state = %(done)s AND r.done_at <= %(as_of)s)"""
REPURCHASE = f"""
    SELECT count(*), count(*) FILTER (WHERE purchases > 1) FROM (
        SELECT buyer_id, CASE WHEN %(by_day)s THEN count(DISTINCT (paid_at AT TIME ZONE %(zone)s)::date)
                              ELSE count(DISTINCT purchase) END AS purchases
        FROM ({PURCHASES} AND {IN_RANGE}) AS bought GROUP BY buyer_id) AS buyers"""  # noqa: S608 - of constants
FIRST_AND_SECOND = f"""
    SELECT (array_agg(at ORDER BY at))[1], (array_agg(at ORDER BY at))[2] FROM (
        SELECT buyer_id, min(paid_at) AS at FROM ({PURCHASES} AND {ORDERS}) AS bought
        GROUP BY buyer_id, CASE WHEN %(by_day)s THEN (paid_at AT TIME ZONE %(zone)s)::date::text ELSE purchase END
    ) AS purchases GROUP BY buyer_id
    HAVING min(at) >= %(from)s AND min(at) < %(until)s"""  # noqa: S608 - of constants

PAYMENTS = f"""
    WITH mine AS (
        SELECT o.buyer_id FROM orders_order AS o WHERE o.buyer_id IS NOT NULL AND {ORDERS}
        GROUP BY o.buyer_id HAVING min(o.paid_at) >= %(from)s AND min(o.paid_at) < %(until)s)
    SELECT o.buyer_id, o.paid_at, o.total_cents FROM orders_order AS o JOIN mine USING (buyer_id) WHERE {ORDERS}
    UNION ALL
    SELECT o.buyer_id, r.done_at, -r.amount_cents
    FROM orders_refund AS r JOIN orders_order AS o ON o.id = r.order_id JOIN mine USING (buyer_id)
    WHERE {ORDERS} AND r.state = %(done)s AND r.done_at <= %(as_of)s
    UNION ALL
    SELECT buyer_id, at, -total_cents FROM orders_creditnote JOIN mine USING (buyer_id)
    WHERE at <= %(as_of)s AND currency = %(currency)s
      AND (%(shop)s::bigint IS NULL OR shop_id = %(shop)s)"""  # noqa: S608 - of constants


def conversion(spec: TradeSpec, *, by_sessions: bool = False) -> Conversion:
    """Of those who visited in the range, who paid in it. Who can't be followed (no consent) is in neither number.

    `by_sessions`: of the sessions in which somebody looked at something, those in which they paid.
    """
    names = {"names": sorted(VISITS | {PAID}), "paid": PAID, "pause": PAUSE}
    [row] = asked(BY_SESSIONS if by_sessions else BY_PEOPLE, {**spec.scope, **names})
    return Conversion(*row)


def repurchase(spec: TradeSpec, *, by_day: bool = False) -> Repurchase:
    """Purchases that went back whole are none. `by_day`: all of one day are one."""
    [row] = asked(REPURCHASE, {**_given(spec), "by_day": by_day})
    return Repurchase(*row)


def repurchase_cohorts(spec: TradeSpec, *, within: int = 90, by_day: bool = False) -> list[RepurchaseLine]:
    """By one's first purchase ever: who bought again in the so many times 24 hours after it."""
    length = timedelta(days=within)
    size: dict[date, int] = defaultdict(int)
    again: dict[date, int] = defaultdict(int)
    for first, second in asked(FIRST_AND_SECOND, {**_given(spec), "by_day": by_day}):
        period = max(spec.calendar.period_of(first), spec.start)
        size[period] += 1
        again[period] += second is not None and second - first <= length
    return [
        RepurchaseLine(day, size[day], again[day], is_mature=after(day, length, spec) <= spec.as_of)
        for day in spec.firsts
    ]


def lifetime_values(spec: LtvSpec) -> list[ValueCohort]:
    """By one's first paid order ever: what all of them paid up to and with each period, refunds on their own day."""
    return ltv_table(spec, asked(PAYMENTS, _given(spec)))


def ltv_table(spec: LtvSpec, payments: Iterable[tuple[int, datetime, int]]) -> list[ValueCohort]:
    """Of payments (who, when, cents; what went back below zero) of people whose first one is in the range."""
    calendar = spec.calendar
    mine: dict[int, list[tuple[datetime, int]]] = defaultdict(list)
    for person, at, cents in payments:
        mine[person].append((at, cents))
    size: dict[date, int] = defaultdict(int)
    cents_of: dict[date, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for paid in mine.values():
        first = calendar.day_of(min(at for at, cents in paid if cents >= 0))
        period = max(calendar.floor(first), spec.start)
        size[period] += 1
        for at, cents in paid:
            cents_of[period][calendar.number(calendar.day_of(at)) - calendar.number(first)] += cents
    return [ValueCohort(day, size[day], _cells(spec, day, cents_of[day])) for day in spec.firsts]


def _cells(spec: LtvSpec, day: date, cents: Mapping[int, int]) -> list[ValueCell]:
    total, cells = 0, []
    for column in range(spec.columns):
        total += cents.get(column, 0)
        cells.append(ValueCell(total, since(day, column, spec) <= spec.as_of))
    return cells


def _given(spec: TradeSpec) -> dict[str, object]:
    return {**spec.scope, "zone": spec.zone, "done": RefundState.DONE}
