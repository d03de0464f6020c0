"""What notes brought, and who leads.

An order came by a note when a link to it was the last its buyer opened in the seven days before, and not their own
(community.referral). It counts on the day it was paid, whatever became of it later; refunds are in the sales.
"""

from __future__ import annotations

from analytics.trade.asking import IN_RANGE, MONEY_BACK, asked
from analytics.trade.sales import sales_of_range
from analytics.trade.tables import Brought, CreatorLine, NoteLine, ShopLine, TradeSpec
from community.referral.models import Target
from orders.payments.models import RefundState

BY_NOTES = f"""
    orders_order AS o JOIN community_orderattribution AS a ON a.order_id = o.id
    JOIN community_sharelink AS l ON l.id = a.link_id AND l.target = %(note)s
    JOIN content_post AS p ON p.key = l.ref
    WHERE {IN_RANGE}"""
NOTES = f"""
    SELECT p.id, p.author_id, count(*), count(DISTINCT o.buyer_id), sum(o.total_cents)
    FROM {BY_NOTES} GROUP BY p.id, p.author_id ORDER BY 5 DESC, 3 DESC, 1 LIMIT %(most)s"""  # noqa: S608 - of constants
ALL_BY_NOTES = f"SELECT count(*), coalesce(sum(o.total_cents), 0) FROM {BY_NOTES}"  # noqa: S608 - of constants
CREATORS = f"""
    SELECT p.author_id, count(DISTINCT p.id), count(*), count(DISTINCT o.buyer_id), sum(o.total_cents)
    FROM {BY_NOTES} GROUP BY p.author_id ORDER BY 5 DESC, 3 DESC, 1 LIMIT %(most)s"""  # noqa: S608 - of constants
SHOPS = f"""
    WITH back AS (SELECT shop_id, sum(cents) AS cents FROM {MONEY_BACK} AS back GROUP BY shop_id)
    SELECT o.shop_id, count(*), count(DISTINCT o.buyer_id), sum(o.total_cents), coalesce(max(back.cents), 0)
    FROM orders_order AS o LEFT JOIN back USING (shop_id)
    WHERE {IN_RANGE} GROUP BY o.shop_id ORDER BY 4 DESC, 2 DESC, 1 LIMIT %(most)s"""  # noqa: S608 - of constants


def brought_by_notes(spec: TradeSpec, *, most: int = 50) -> Brought:
    """All orders that came by notes, and the notes that brought most."""
    given = {**spec.scope, "note": Target.NOTE, "most": most}
    [(orders, cents)] = asked(ALL_BY_NOTES, given)
    total = sales_of_range(spec)
    notes = [NoteLine(*(int(one) for one in row)) for row in asked(NOTES, given)]
    return Brought(orders, int(cents), total.orders, total.paid_cents, notes)


def leading_creators(spec: TradeSpec, *, most: int = 50) -> list[CreatorLine]:
    """Whose notes brought most, with how many notes."""
    given = {**spec.scope, "note": Target.NOTE, "most": most}
    return [CreatorLine(*(int(one) for one in row)) for row in asked(CREATORS, given)]


def leading_shops(spec: TradeSpec, *, most: int = 50) -> list[ShopLine]:
    """Which shops were paid most; what went back in the range stands beside it."""
    given = {**spec.scope, "most": most, "done": RefundState.DONE}
    return [ShopLine(*(int(one) for one in row)) for row in asked(SHOPS, given)]
