"""GMV, net, orders, buyers: by period, or of the whole range.

Refunds are by the day the money was back, of orders whenever paid. A credit note of an imported history is one.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from analytics.trade.asking import IN_RANGE, MONEY_BACK, ORDERS, asked, bounds
from analytics.trade.tables import SalesLine, TradeSpec
from orders.payments.models import RefundState

PAID = f"""
    WITH paid AS (
        SELECT width_bucket(o.paid_at, %(bounds)s::timestamptz[]) AS place, o.buyer_id, o.total_cents
        FROM orders_order AS o WHERE {IN_RANGE}),
    firsts AS (
        SELECT o.buyer_id, width_bucket(min(o.paid_at), %(bounds)s::timestamptz[]) AS place
        FROM orders_order AS o WHERE {ORDERS} AND o.buyer_id IN (SELECT buyer_id FROM paid) GROUP BY o.buyer_id)
    SELECT paid.place, count(*), sum(total_cents), count(paid.buyer_id),
           coalesce(sum(total_cents) FILTER (WHERE paid.buyer_id IS NOT NULL), 0), count(DISTINCT paid.buyer_id),
           count(DISTINCT firsts.buyer_id) FILTER (WHERE firsts.place = paid.place)
    FROM paid LEFT JOIN firsts USING (buyer_id) GROUP BY paid.place"""  # noqa: S608 - of constants
BACK = f"""
    SELECT width_bucket(at, %(bounds)s::timestamptz[]), count(*), sum(cents) FROM {MONEY_BACK} AS back
    WHERE %(shop)s::bigint IS NULL OR shop_id = %(shop)s GROUP BY 1"""  # noqa: S608 - of constants


def sales(spec: TradeSpec) -> list[SalesLine]:
    """One line for each period of the range, the range's part of it; those without sales, too."""
    return _lines(spec, spec.firsts, bounds(spec))


def sales_of_range(spec: TradeSpec) -> SalesLine:
    """The range as one: people are never added up."""
    [line] = _lines(spec, [spec.start], [spec.starts_at, spec.ends_at])
    return line


def _lines(spec: TradeSpec, firsts: Sequence[date], edges: Sequence[datetime]) -> list[SalesLine]:
    given = {**spec.scope, "bounds": list(edges), "done": RefundState.DONE}
    paid = {place: [int(one) for one in counts] for place, *counts in asked(PAID, given)}
    back = {place: [int(one) for one in counts] for place, *counts in asked(BACK, given)}
    return [SalesLine(day, *paid.get(place, [0] * 6), *back.get(place, [0] * 2)) for place, day in enumerate(firsts, 1)]
