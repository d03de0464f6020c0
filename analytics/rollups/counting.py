"""Local days counted whole, from the raw events and the orders: what stands for these days is thrown away first.

Everything here is for a range of days in one transaction of the caller's; one day and a month differ only in length.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.db import connection

from analytics.metrics.periods import Calendar
from analytics.tracking.catalogue import ACTIVE, VISITS
from analytics.tracking.days import site_zone
from orders.payments.models import RefundState

ROOM = "SET LOCAL work_mem = '128MB'; SET LOCAL statement_timeout = 0"
DAYS = "day >= %(first)s AND day < %(end)s"
RANGE = "happened_at >= %(from)s AND happened_at < %(until)s"
COUNTED = f"{RANGE} AND NOT is_bot AND NOT is_staff"

# Who was active in which shop, as the plan of a table: such a plan may use several processors.
ACTIVE_PEOPLE = f"""
    CREATE TEMPORARY TABLE active_people ON COMMIT DROP AS
    SELECT (happened_at AT TIME ZONE %(zone)s)::date AS day, coalesce(shop_id, 0) AS shop_id, actor_id,
           count(*) AS events, min(happened_at) AS first_at, bool_or(name = ANY(%(visits)s)) AS visited
    FROM analytics_event WHERE {COUNTED} AND name = ANY(%(active)s) GROUP BY 1, 2, 3"""  # noqa: S608 - of constants
FIRST_MOMENTS = f"""
    CREATE TEMPORARY TABLE active_people ON COMMIT DROP AS
    SELECT coalesce(shop_id, 0) AS shop_id, actor_id, min(happened_at) AS first_at
    FROM analytics_event WHERE {COUNTED} AND name = ANY(%(active)s) GROUP BY 1, 2"""  # noqa: S608 - of constants
USER_DAYS = """
    INSERT INTO analytics_userday (shop_id, day, actor_id, events)
    SELECT 0, day, actor_id, sum(events) FROM active_people GROUP BY day, actor_id
    UNION ALL SELECT shop_id, day, actor_id, events FROM active_people WHERE shop_id > 0"""

# Firsts of these days may be gone: events were erased, or are another's now. Then what they did next is the first.
FORGET_FIRSTS = """
    CREATE TEMPORARY TABLE lost_firsts ON COMMIT DROP AS
    WITH gone AS (DELETE FROM analytics_userfirst WHERE first_at >= %(from)s AND first_at < %(until)s
                  RETURNING shop_id, actor_id)
    SELECT shop_id, actor_id FROM gone"""
FIRSTS = """
    INSERT INTO analytics_userfirst AS known (shop_id, actor_id, first_at)
    SELECT shop_id, actor_id, min(first_at) FROM (
        SELECT 0 AS shop_id, actor_id, first_at FROM active_people
        UNION ALL SELECT shop_id, actor_id, first_at FROM active_people WHERE shop_id > 0) AS found
    GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (shop_id, actor_id) DO UPDATE SET first_at = least(known.first_at, excluded.first_at)
    WHERE excluded.first_at < known.first_at"""
LATER_FIRSTS = """
    INSERT INTO analytics_userfirst (shop_id, actor_id, first_at)
    SELECT lost.shop_id, lost.actor_id, later.first_at
    FROM lost_firsts AS lost
    CROSS JOIN LATERAL (SELECT min(happened_at) AS first_at FROM analytics_event AS e
                        WHERE e.actor_id = lost.actor_id AND e.happened_at >= %(until)s AND NOT e.is_bot
                          AND NOT e.is_staff AND e.name = ANY(%(active)s)
                          AND (lost.shop_id = 0 OR e.shop_id = lost.shop_id)) AS later
    WHERE later.first_at IS NOT NULL
      AND NOT EXISTS (SELECT FROM analytics_userfirst AS known
                      WHERE known.shop_id = lost.shop_id AND known.actor_id = lost.actor_id)
    ORDER BY 1, 2 ON CONFLICT DO NOTHING"""

# Counted in three steps, each a plain GROUP BY: once for each session, then for each person, then the thing.
OBJECT_DAYS = f"""
    INSERT INTO analytics_objectday (day, object_kind, object_id, shop_id, name, times, once, people)
    SELECT day, object_kind, object_id, shop_id, name, sum(times), sum(once), count(*)
    FROM (SELECT day, object_kind, object_id, shop_id, name, actor_id, sum(times) AS times, count(*) AS once
          FROM (SELECT (happened_at AT TIME ZONE %(zone)s)::date AS day, object_kind, object_id,
                       coalesce(shop_id, 0) AS shop_id, name, actor_id, session, count(*) AS times
                FROM analytics_event WHERE {COUNTED} AND object_kind <> ''
                GROUP BY 1, 2, 3, 4, 5, 6, 7) AS sessions
          GROUP BY 1, 2, 3, 4, 5, 6) AS people
    GROUP BY 1, 2, 3, 4, 5"""  # noqa: S608 - of constants

# Money is the orders' own: by the day it was paid, and by the day it went back. The site sums its own currency.
SHOP_DAYS = """
    WITH paid AS (
        SELECT (o.paid_at AT TIME ZONE %(zone)s)::date AS day, o.shop_id, o.currency, o.buyer_id, o.total_cents
        FROM orders_order AS o WHERE o.paid_at >= %(from)s AND o.paid_at < %(until)s),
    back AS (
        SELECT (r.done_at AT TIME ZONE %(zone)s)::date AS day, o.shop_id, o.currency, r.amount_cents
        FROM orders_refund AS r JOIN orders_order AS o ON o.id = r.order_id
        WHERE r.state = %(done)s AND r.done_at >= %(from)s AND r.done_at < %(until)s AND o.paid_at IS NOT NULL
        UNION ALL
        SELECT (n.at AT TIME ZONE %(zone)s)::date, n.shop_id, n.currency, n.total_cents
        FROM orders_creditnote AS n WHERE n.at >= %(from)s AND n.at < %(until)s),
    visits AS (
        SELECT day, 0 AS shop_id, count(DISTINCT actor_id) AS visitors FROM active_people WHERE visited GROUP BY day
        UNION ALL SELECT day, shop_id, count(*) FROM active_people WHERE visited AND shop_id > 0 GROUP BY day, shop_id),
    sold AS (
        SELECT day, shop_id, count(DISTINCT buyer_id) AS buyers,
               count(DISTINCT buyer_id) FILTER (WHERE NOT EXISTS (
                   SELECT FROM orders_order AS b WHERE b.buyer_id = paid.buyer_id AND b.shop_id = paid.shop_id
                   AND (b.paid_at AT TIME ZONE %(zone)s)::date < paid.day)) AS new_buyers,
               count(*) AS orders, sum(total_cents) AS paid_cents
        FROM paid GROUP BY day, shop_id
        UNION ALL
        SELECT day, 0, count(DISTINCT buyer_id),
               count(DISTINCT buyer_id) FILTER (WHERE NOT EXISTS (
                   SELECT FROM orders_order AS b WHERE b.buyer_id = paid.buyer_id AND b.currency = %(currency)s
                   AND (b.paid_at AT TIME ZONE %(zone)s)::date < paid.day)),
               count(*), sum(total_cents)
        FROM paid WHERE currency = %(currency)s GROUP BY day),
    returned AS (
        SELECT day, shop_id, count(*) AS refunds, sum(amount_cents) AS cents FROM back GROUP BY day, shop_id
        UNION ALL
        SELECT day, 0, count(*), sum(amount_cents) FROM back WHERE currency = %(currency)s GROUP BY day)
    INSERT INTO analytics_shopday
        (shop_id, day, visitors, buyers, new_buyers, orders, paid_cents, refunds, refunded_cents)
    SELECT shop_id, day, coalesce(visitors, 0), coalesce(buyers, 0), coalesce(new_buyers, 0), coalesce(orders, 0),
           coalesce(paid_cents, 0), coalesce(refunds, 0), coalesce(cents, 0)
    FROM visits FULL JOIN sold USING (day, shop_id) FULL JOIN returned USING (day, shop_id)"""


def count_range(first: date, end: date, *, with_firsts: bool = True) -> None:
    """Count the days in [first, end). In the caller's transaction; nobody else may count them meanwhile."""
    wish = _wish(first, end)
    with connection.cursor() as cursor:
        cursor.execute(ROOM)
        cursor.execute(ACTIVE_PEOPLE, wish)
        for table in ("userday", "objectday", "shopday"):
            cursor.execute(f"DELETE FROM analytics_{table} WHERE {DAYS}", wish)  # noqa: S608 - of constants
        for statement in (USER_DAYS, OBJECT_DAYS, SHOP_DAYS):
            cursor.execute(statement, wish)
        if with_firsts:
            _count_firsts(cursor, wish)
        cursor.execute("DROP TABLE active_people")


def count_firsts(first: date, end: date) -> None:
    """First days of all who were active in [first, end), at once; their days are counted elsewhere."""
    wish = _wish(first, end)
    with connection.cursor() as cursor:
        cursor.execute(ROOM)
        cursor.execute(FIRST_MOMENTS, wish)
        _count_firsts(cursor, wish)
        cursor.execute("DROP TABLE active_people")


def _count_firsts(cursor: Any, wish: Mapping[str, Any]) -> None:
    for statement in (FORGET_FIRSTS, FIRSTS, LATER_FIRSTS):
        cursor.execute(statement, wish)
    cursor.execute("DROP TABLE lost_firsts")


def _wish(first: date, end: date) -> Mapping[str, Any]:
    begins_at = Calendar(site_zone()).begins_at
    instants: tuple[datetime, datetime] = (begins_at(first), begins_at(end))
    return {
        "first": first,
        "end": end,
        "from": instants[0],
        "until": instants[1],
        "zone": site_zone(),
        "active": sorted(ACTIVE),
        "visits": sorted(VISITS),
        "currency": settings.CURRENCY,
        "done": RefundState.DONE,
    }
