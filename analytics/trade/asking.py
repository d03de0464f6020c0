"""Statements are asked here; each table's module has its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from analytics.trade.tables import TradeSpec

# Orders of the site or the shop, in the currency, known at `as_of`.
ORDERS = """o.paid_at <= %(as_of)s AND o.currency = %(currency)s
    AND (%(shop)s::bigint IS NULL OR o.shop_id = %(shop)s)"""
IN_RANGE = f"o.paid_at >= %(from)s AND o.paid_at < %(until)s AND {ORDERS}"

# All money that went back, of orders whenever paid: refunds, and credit notes of imported histories.
MONEY_BACK = """(
    SELECT o.shop_id, r.done_at AS at, r.amount_cents AS cents
    FROM orders_refund AS r JOIN orders_order AS o ON o.id = r.order_id
    WHERE r.state = %(done)s AND o.paid_at IS NOT NULL AND o.currency = %(currency)s
      AND r.done_at >= %(from)s AND r.done_at < %(until)s AND r.done_at <= %(as_of)s
    UNION ALL
    SELECT shop_id, at, total_cents FROM orders_creditnote
    WHERE currency = %(currency)s AND at >= %(from)s AND at < %(until)s AND at <= %(as_of)s)"""


def asked(statement: str, given: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, given)
        return list(cursor.fetchall())


def bounds(spec: TradeSpec) -> list[datetime]:
    """Where the periods of the range begin, and where the last one ends."""
    return [*(spec.calendar.begins_at(day) for day in spec.firsts), spec.ends_at]
