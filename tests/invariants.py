"""What must hold at every instant, asked of the database in SQL: used after every race and every crash."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection

from config.kernel.clock import now

GRACE = timedelta(minutes=5)

# Each query lists what breaks a promise; every list must be empty.
PROMISES = {
    "points are the sum of what came and went": """
        SELECT u.id FROM accounts_user u LEFT JOIN accounts_pointsaccount a ON a.user_id = u.id
        LEFT JOIN accounts_pointsentry e ON e.user_id = u.id
        GROUP BY u.id, a.balance HAVING coalesce(a.balance, 0) <> coalesce(sum(e.delta), 0)""",
    "so many follow and are followed as is counted": """
        SELECT u.id FROM accounts_user u LEFT JOIN community_network n ON n.person_id = u.id
        WHERE coalesce(n.following, 0) <> (SELECT count(*) FROM community_follow f WHERE f.follower_id = u.id)
           OR coalesce(n.followers, 0) + (SELECT coalesce(sum(s.change), 0) FROM community_followerstep s
                                          WHERE s.person_id = u.id)
              <> (SELECT count(*) FROM community_follow f WHERE f.followee_id = u.id)""",
    "nobody follows across a block": """
        SELECT f.id FROM community_follow f JOIN community_block b
          ON (b.blocker_id, b.blocked_id) IN ((f.follower_id, f.followee_id), (f.followee_id, f.follower_id))""",
    "so many places of an event are taken as is counted": """
        SELECT m.key FROM community_meetup m WHERE m.going_count <>
            (SELECT count(*) FROM community_meetupreply r WHERE r.meetup_id = m.id AND r.reply = 'going')""",
    "nobody waits for a place that is free": """
        SELECT m.key FROM community_meetup m JOIN community_meetupreply r ON r.meetup_id = m.id AND r.reply = 'waiting'
        WHERE m.seats IS NULL OR m.going_count < m.seats""",
    "everybody who saw an experiment saw one of its own arms": """
        SELECT x.id FROM analytics_exposure x JOIN analytics_arm a ON a.id = x.arm_id
        WHERE a.experiment_id <> x.experiment_id""",
    "points of check-ins in groups are in the journal": """
        SELECT c.id FROM community_groupcheckin c WHERE c.points > 0 AND NOT EXISTS (
            SELECT 1 FROM accounts_pointsentry e WHERE e.user_id = c.user_id AND e.reason = 'group'
              AND e.delta = c.points AND e.ref = 'checkin:' || c.group_id || ':' || c.day)""",
    "points paid for a trade are what its orders say": """
        SELECT t.number FROM orders_trade t
        LEFT JOIN LATERAL (SELECT sum(d.cents) AS cents FROM orders_orderdiscount d
                           JOIN orders_order o ON o.id = d.order_id
                           WHERE o.trade_id = t.id AND d.kind = 'points') said ON true
        LEFT JOIN accounts_pointsentry e ON e.ref = t.number AND e.reason = 'redeemed'
        WHERE coalesce(said.cents, 0) <> coalesce(-e.delta, 0)""",
    "no order brings back more points than it took": """
        SELECT o.number FROM orders_order o JOIN accounts_pointsentry e ON e.reason = 'returned'
             AND (e.ref = o.number OR e.ref LIKE o.number || '#%')
        GROUP BY o.id HAVING sum(e.delta) < 0 OR sum(e.delta) >
            (SELECT coalesce(sum(d.cents), 0) FROM orders_orderdiscount d
             WHERE d.order_id = o.id AND d.kind = 'points')""",
    "stock never below zero": """
        SELECT variant_id FROM catalog_stock WHERE on_hand < 0 OR reserved < 0 OR reserved > on_hand""",
    "reserved is what orders keep": """
        SELECT s.variant_id, s.reserved, coalesce(sum(r.quantity - r.shipped), 0)
        FROM catalog_stock s
        LEFT JOIN catalog_reservation r ON r.variant_id = s.variant_id AND r.state IN ('held', 'allocated')
        GROUP BY s.variant_id, s.reserved HAVING s.reserved <> coalesce(sum(r.quantity - r.shipped), 0)""",
    "every change of stock was written down": """
        SELECT s.variant_id FROM catalog_stock s LEFT JOIN catalog_movement m ON m.variant_id = s.variant_id
        GROUP BY s.variant_id, s.on_hand, s.reserved
        HAVING s.on_hand <> coalesce(sum(m.on_hand_change), 0) OR s.reserved <> coalesce(sum(m.reserved_change), 0)""",
    "a paid order has its share of a paid payment": """
        SELECT o.number, o.status FROM orders_order o
        WHERE o.source <> 'history' AND o.total_cents > 0
          AND o.status IN ('wait_group', 'to_ship', 'partly_shipped', 'shipped', 'delivered', 'completed', 'settled')
          AND (SELECT coalesce(sum(s.captured_cents), 0) FROM orders_paymentsplit s
               JOIN orders_payment p ON p.id = s.payment_id AND p.state IN ('paid', 'held')
               WHERE s.order_id = o.id) <> o.total_cents
          AND NOT (o.paid_at IS NULL AND EXISTS (SELECT 1 FROM orders_payment c
                   WHERE c.order_id = o.id AND c.state = 'promised' AND c.amount_cents = o.total_cents))""",
    "an unpaid order on its way is owed at the door": """
        SELECT o.number FROM orders_order o
        WHERE o.source <> 'history' AND o.paid_at IS NULL AND o.status NOT IN ('pending_payment', 'closed', 'refunding')
          AND NOT EXISTS (SELECT 1 FROM orders_payment c WHERE c.order_id = o.id AND c.state = 'promised')""",
    "nothing is collected for an order that has ended": """
        SELECT p.out_trade_no FROM orders_payment p JOIN orders_order o ON o.id = p.order_id
        WHERE p.state = 'promised' AND o.status IN ('closed', 'refunding', 'completed', 'settled')""",
    "nothing leaves the house against money that is only held": """
        SELECT o.number FROM orders_order o JOIN orders_paymentsplit s ON s.order_id = o.id
        JOIN orders_payment p ON p.id = s.payment_id AND p.state = 'held'
        WHERE o.status IN ('partly_shipped', 'shipped', 'delivered', 'completed', 'settled')""",
    "cash that was collected is the whole sum of its order": """
        SELECT p.out_trade_no FROM orders_payment p JOIN orders_order o ON o.id = p.order_id
        WHERE p.state = 'paid' AND p.amount_cents <> o.total_cents""",
    "a paid payment is shared out to the cent, or refunded whole": """
        SELECT p.out_trade_no FROM orders_payment p
        WHERE p.state = 'paid'
          AND p.amount_cents <> (SELECT coalesce(sum(s.captured_cents), 0)
                                 FROM orders_paymentsplit s WHERE s.payment_id = p.id)
          AND NOT EXISTS (SELECT 1 FROM orders_refund r
                          WHERE r.payment_id = p.id AND r.order_id IS NULL AND r.amount_cents = p.amount_cents)""",
    "a trade is paid once": """
        SELECT t.number FROM orders_trade t
        JOIN orders_payment p ON p.trade_id = t.id AND p.state IN ('paid', 'held') AND p.order_id IS NULL
        WHERE NOT EXISTS (SELECT 1 FROM orders_refund r WHERE r.payment_id = p.id AND r.order_id IS NULL)
        GROUP BY t.number HAVING count(*) > 1""",
    "never more refunded than paid": """
        SELECT p.out_trade_no FROM orders_payment p JOIN orders_refund r ON r.payment_id = p.id
        GROUP BY p.id HAVING sum(r.amount_cents) > p.amount_cents""",
    "refunds of an order are those its share knows": """
        SELECT s.id FROM orders_paymentsplit s
        LEFT JOIN orders_refund r ON r.order_id = s.order_id AND r.payment_id = s.payment_id
        GROUP BY s.id HAVING s.refunded_cents <> coalesce(sum(r.amount_cents), 0)""",
    "an order is the sum of its lines, a trade of its orders": """
        SELECT o.number FROM orders_order o LEFT JOIN orders_orderline l ON l.order_id = o.id
        WHERE o.source <> 'history' GROUP BY o.id HAVING o.items_cents <> coalesce(sum(l.total_cents), 0)
        UNION ALL
        SELECT t.number FROM orders_trade t LEFT JOIN orders_order o ON o.trade_id = t.id
        GROUP BY t.id HAVING t.total_cents <> coalesce(sum(o.total_cents), 0)""",
    "a discount is the sum of its reasons and of its lines' parts": """
        SELECT o.number FROM orders_order o WHERE o.source <> 'history' AND (
            o.discount_cents <> (SELECT coalesce(sum(d.cents), 0) FROM orders_orderdiscount d WHERE d.order_id = o.id)
            OR o.discount_cents <> (SELECT coalesce(sum(l.discount_cents), 0)
                                    FROM orders_orderline l WHERE l.order_id = o.id)
            OR o.platform_discount_cents <> (SELECT coalesce(sum(l.platform_discount_cents), 0)
                                             FROM orders_orderline l WHERE l.order_id = o.id))""",
    "what left is what lies in parcels": """
        SELECT l.id FROM orders_orderline l
        JOIN orders_order o ON o.id = l.order_id AND o.source <> 'history' AND o.pickup_point_id IS NULL
        LEFT JOIN (orders_parcelline p JOIN orders_parcel b ON b.id = p.parcel_id AND b.direction = 'out')
             ON p.order_line_id = l.id
        GROUP BY l.id HAVING l.shipped_quantity <> coalesce(sum(p.quantity), 0)""",
    "a parcel stands where its newest scan says": """
        SELECT p.id FROM orders_parcel p
        JOIN LATERAL (SELECT e.status FROM orders_trackingevent e WHERE e.parcel_id = p.id
                      ORDER BY e.happened_at DESC, e.id DESC LIMIT 1) newest ON true
        WHERE newest.status <> p.status""",
    "an order is delivered with all of its parcels": """
        SELECT o.number FROM orders_order o JOIN orders_parcel p ON p.order_id = o.id AND p.direction = 'out'
        WHERE o.status = 'delivered' AND p.status NOT IN ('delivered', 'returning', 'returned')""",
    "what waits to be shipped has its pieces": """
        SELECT o.number FROM orders_order o JOIN orders_orderline l ON l.order_id = o.id
        LEFT JOIN catalog_reservation r ON r.reference = o.number AND r.variant_id = l.variant_id
             AND r.state = 'allocated'
        WHERE o.status = 'to_ship' AND o.source <> 'history'
        GROUP BY o.id, l.id HAVING coalesce(sum(r.quantity), 0) <> l.quantity - l.refunded_quantity""",
    "a closed or refunded order keeps nothing": """
        SELECT o.number FROM orders_order o JOIN catalog_reservation r ON r.reference = o.number
        WHERE o.status IN ('closed', 'refunding') AND r.state IN ('held', 'allocated')""",
    "a refunded order has its refund": """
        SELECT o.number FROM orders_order o
        WHERE o.status = 'refunding' AND NOT EXISTS (SELECT 1 FROM orders_refund r WHERE r.order_id = o.id)""",
    "an order counts its open after-sale cases": """
        SELECT o.number FROM orders_order o LEFT JOIN orders_case c ON c.order_id = o.id
             AND c.status NOT IN ('refunded', 'done', 'cancelled', 'closed')
        GROUP BY o.id HAVING o.open_cases <> count(c.id)""",
    "a piece is in one case, and counted where it is": """
        SELECT l.id FROM orders_orderline l
        LEFT JOIN (orders_caseline p JOIN orders_case c ON c.id = p.case_id) ON p.line_id = l.id
        GROUP BY l.id
        HAVING l.held_quantity <> coalesce(sum(p.quantity) FILTER (WHERE c.is_unshipped
                   AND c.status IN ('applied', 'offered', 'agreed', 'escalated', 'ruled')), 0)
            OR l.refunded_quantity <> coalesce(sum(p.quantity) FILTER (WHERE c.is_unshipped
                   AND c.status IN ('refunding', 'refunded')), 0)
            OR l.claimed_quantity <> coalesce(sum(p.quantity) FILTER (WHERE NOT c.is_unshipped
                   AND c.status NOT IN ('done', 'cancelled', 'closed')), 0)""",
    "a case stands where its newest step led": """
        SELECT c.number FROM orders_case c WHERE c.status IS DISTINCT FROM
              (SELECT s.to_status FROM orders_casestep s WHERE s.case_id = c.id ORDER BY s.id DESC LIMIT 1)""",
    "a case pays what was agreed, and no line more than was paid for it": """
        SELECT c.number FROM orders_case c LEFT JOIN orders_refund r ON r.id = c.refund_id
        WHERE c.status IN ('refunding', 'refunded') AND coalesce(r.amount_cents, 0) <> c.agreed_cents
           OR c.refund_id IS NOT NULL AND c.status NOT IN ('refunding', 'refunded')
        UNION ALL
        SELECT c.number FROM orders_case c JOIN orders_caseline p ON p.case_id = c.id
        GROUP BY c.id HAVING sum(p.refunded_cents) > coalesce(c.agreed_cents, 0)
        UNION ALL
        SELECT o.number FROM orders_caseline p JOIN orders_orderline l ON l.id = p.line_id
        JOIN orders_order o ON o.id = l.order_id
        GROUP BY o.id, l.id HAVING sum(p.refunded_cents) > l.total_cents - l.discount_cents""",
    "an ended case keeps no goods": """
        SELECT c.number FROM orders_case c JOIN catalog_reservation r ON r.reference = c.number
        WHERE r.state IN ('held', 'allocated') AND (c.kind <> 'exchange'
           OR c.status IN ('refunding', 'refunded', 'reshipped', 'done', 'cancelled', 'closed'))""",
    "a campaign spent what its uses took off": """
        SELECT c.key, c.spent_cents FROM orders_campaign c
        LEFT JOIN orders_promotionuse u ON u.campaign_id = c.id AND u.state IN ('held', 'spent')
        GROUP BY c.id HAVING c.spent_cents <> coalesce(sum(u.cents), 0)""",
    "coupons are counted as they lie in pockets": """
        SELECT t.campaign_id FROM orders_couponterms t LEFT JOIN orders_coupon c ON c.terms_id = t.campaign_id
        GROUP BY t.campaign_id
        HAVING t.taken_count <> count(c.id) OR t.used_count <> count(c.id) FILTER (WHERE c.state IN ('held', 'spent'))
            OR t.taken_count > coalesce(t.total, t.taken_count)""",
    "flash pieces are those of uses and of people": """
        SELECT i.id FROM orders_campaignitem i
        LEFT JOIN LATERAL (SELECT coalesce(sum(u.quantity), 0) pieces FROM orders_promotionuse u
                           WHERE u.item_id = i.id AND u.state IN ('held', 'spent')) used ON true
        LEFT JOIN LATERAL (SELECT coalesce(sum(s.quantity), 0) pieces FROM orders_flashshare s
                           WHERE s.item_id = i.id) had ON true
        WHERE i.quota IS NOT NULL AND (i.sold_count <> used.pieces OR i.sold_count <> had.pieces)""",
    "an order that came to nothing uses no promotion": """
        SELECT o.number FROM orders_order o JOIN orders_trade t ON t.id = o.trade_id
        JOIN orders_promotionuse u ON u.reference = t.number AND u.shop_id = o.shop_id AND u.state IN ('held', 'spent')
        WHERE o.status = 'closed'""",
    "a team counts its seats, and has no more than it may": """
        SELECT t.token FROM orders_groupteam t
        LEFT JOIN orders_groupseat s ON s.team_id = t.id AND s.status IN ('held', 'paid')
        WHERE t.status IN ('forming', 'open', 'succeeded') GROUP BY t.id
        HAVING t.taken_count <> count(s.id) OR count(s.id) > t.capacity
            OR t.paid_count <> count(s.id) FILTER (WHERE s.status = 'paid')""",
    "a seat stands where its order does": """
        SELECT s.id, s.status, t.status, o.status FROM orders_groupseat s
        JOIN orders_groupteam t ON t.id = s.team_id JOIN orders_order o ON o.id = s.order_id
        WHERE (s.status = 'held' AND o.status <> 'pending_payment')
           OR (s.status = 'paid' AND t.status = 'open' AND o.status <> 'wait_group')
           OR (s.status = 'paid' AND t.status = 'succeeded' AND o.status IN ('pending_payment', 'wait_group'))
           OR (s.status = 'paid' AND t.status NOT IN ('open', 'succeeded'))
           OR (s.status = 'refunded' AND o.status NOT IN ('refunding', 'closed'))
           OR (o.status = 'wait_group' AND s.status <> 'paid')""",
    "every state was reached by a step": """
        SELECT o.number FROM orders_order o
        WHERE o.source <> 'history' AND o.status IS DISTINCT FROM
              (SELECT m.to_status FROM orders_ordermove m WHERE m.order_id = o.id ORDER BY m.id DESC LIMIT 1)""",
    "the ledger sums to zero in every currency, and in every entry": """
        SELECT 'all', a.currency, sum(p.cents) FROM orders_ledgerposting p
        JOIN orders_ledgeraccount a ON a.id = p.account_id GROUP BY a.currency HAVING sum(p.cents) <> 0
        UNION ALL
        SELECT e.number, a.currency, sum(p.cents) FROM orders_ledgerentry e
        LEFT JOIN orders_ledgerposting p ON p.entry_id = e.id LEFT JOIN orders_ledgeraccount a ON a.id = p.account_id
        GROUP BY e.id, a.currency HAVING coalesce(sum(p.cents), 1) <> 0""",
    "every balance is the sum of its postings, and the last of them says so": """
        SELECT a.kind, a.owner, a.balance_cents, coalesce(sum(p.cents), 0) FROM orders_ledgeraccount a
        LEFT JOIN orders_ledgerposting p ON p.account_id = a.id
        GROUP BY a.id HAVING a.balance_cents <> coalesce(sum(p.cents), 0)
        UNION ALL
        SELECT kind, owner, stands, should FROM (
          SELECT a.kind, a.owner, p.balance_cents AS stands,
                 sum(p.cents) OVER (PARTITION BY p.account_id ORDER BY p.id) AS should
          FROM orders_ledgerposting p JOIN orders_ledgeraccount a ON a.id = p.account_id) AS running
        WHERE stands <> should""",
    "the ledger holds for each order what was paid and not given back": """
        SELECT number, sum(kept), sum(booked) FROM (
          SELECT number, 0 AS kept, 0 AS booked, true AS is_order FROM orders_order
          UNION ALL
          SELECT o.number, s.captured_cents - s.refunded_cents, 0, true FROM orders_paymentsplit s
          JOIN orders_payment p ON p.id = s.payment_id AND p.state = 'paid' JOIN orders_order o ON o.id = s.order_id
          UNION ALL
          SELECT p.reference, 0, p.cents, false FROM orders_ledgerposting p
          JOIN orders_ledgeraccount a ON a.id = p.account_id JOIN orders_ledgerentry e ON e.id = p.entry_id
          WHERE a.kind IN ('held', 'merchant', 'commission', 'subsidy')
             OR e.kind IN ('sharing', 'sharing_back')) AS sides
        GROUP BY number HAVING bool_or(is_order) AND sum(kept) <> sum(booked)""",
    "what sharing earned is in a wallet, less what came back": """
        SELECT e.key FROM community_earning e JOIN orders_order o ON o.id = e.order_id
        LEFT JOIN LATERAL (SELECT sum(-l.cents) AS cents FROM orders_statementline l
            WHERE l.order_id = o.id AND (l.key = 'sharing:' || e.key OR l.key LIKE 'sharing-back:' || e.key || ':%')
        ) said ON true
        WHERE coalesce(said.cents, 0) <> CASE WHEN e.paid_at IS NULL THEN 0 ELSE e.full_cents - e.back_cents END
           OR e.full_cents <> (SELECT coalesce(sum(p.cents), 0) FROM community_earningline p
                               WHERE p.earning_id = e.id)""",
    "what is on its way back is what was promised and not done": """
        SELECT coalesce((SELECT sum(balance_cents) FROM orders_ledgeraccount WHERE kind = 'refunding'), 0) AS booked,
               (SELECT coalesce(sum(amount_cents), 0) FROM orders_refund
                WHERE state <> 'done' AND kind = 'refund') AS promised
        WHERE coalesce((SELECT sum(balance_cents) FROM orders_ledgeraccount WHERE kind = 'refunding'), 0)
              <> (SELECT coalesce(sum(amount_cents), 0) FROM orders_refund
                  WHERE state <> 'done' AND kind = 'refund')""",
    "a note's counts are its likes, saves, comments and reposts": """
        SELECT p.key FROM content_post p LEFT JOIN content_poststat s ON s.post_id = p.id
        WHERE (coalesce(s.likes, 0), coalesce(s.saves, 0), coalesce(s.comments, 0), coalesce(s.reposts, 0))
           <> ((SELECT count(*) FROM content_postlike l WHERE l.post_id = p.id)
                 - (SELECT coalesce(sum(delta), 0) FROM content_counterdelta d
                    WHERE d.post_id = p.id AND d.field = 'likes'),
               (SELECT count(*) FROM content_save k WHERE k.post_id = p.id)
                 - (SELECT coalesce(sum(delta), 0) FROM content_counterdelta d
                    WHERE d.post_id = p.id AND d.field = 'saves'),
               (SELECT count(*) FROM content_comment c WHERE c.post_id = p.id AND c.status = 'shown')
                 - (SELECT coalesce(sum(delta), 0) FROM content_counterdelta d
                    WHERE d.post_id = p.id AND d.field = 'comments'),
               (SELECT count(*) FROM content_repost r WHERE r.post_id = p.id)
                 - (SELECT coalesce(sum(delta), 0) FROM content_counterdelta d
                    WHERE d.post_id = p.id AND d.field = 'reposts'))""",
    "the sums of reviews are what the reviews come to": """
        SELECT product_id, s.count, r.n, s.total, r.stars
        FROM content_reviewsummary s
        FULL JOIN (SELECT product_id, count(*) AS n, sum(rating) AS stars FROM content_review GROUP BY product_id) r
        USING (product_id)
        WHERE coalesce(s.count, 0) <> coalesce(r.n, 0) OR coalesce(s.total, 0) <> coalesce(r.stars, 0)""",
    "a review is as helpful as people said": """
        SELECT r.key FROM content_review r
        WHERE r.helpful_count <> (SELECT count(*) FROM content_helpfulvote v WHERE v.review_id = r.id)""",
    "what is reviewed was received by its author": """
        SELECT r.key FROM content_review r JOIN orders_orderline l ON l.id = r.line_id
        JOIN orders_order o ON o.id = l.order_id
        WHERE o.completed_at IS NULL OR o.buyer_id <> r.author_id OR o.shop_id <> r.shop_id""",
}
OVERDUE = """
    SELECT r.reference FROM catalog_reservation r WHERE r.state = 'held' AND r.expires_at < $1
    UNION ALL
    SELECT r.reference FROM catalog_reservation r
    WHERE r.state = 'held' AND NOT EXISTS (SELECT 1 FROM orders_order o WHERE o.number = r.reference)"""

# One statement, planned once for each connection: the state machine asks thousands of times.
_PARTS = [*PROMISES.items(), ("no reservation outlives its time", OVERDUE)]
_ASKED = " UNION ALL ".join(
    f"SELECT {number} AS promise, to_jsonb(broken) FROM ({sql}) AS broken"  # noqa: S608 - ours, from above
    for number, (_promise, sql) in enumerate(_PARTS)
)


def broken_promises() -> dict[str, list[Any]]:
    """Every promise that does not hold, with the rows that break it."""
    broken: dict[str, list[Any]] = {}
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_prepared_statements WHERE name = 'promises'")
        if not cursor.fetchall():
            cursor.execute(f"PREPARE promises (timestamptz) AS {_ASKED}")
        cursor.execute("EXECUTE promises (%s)", [now() - GRACE])
        for number, row in cursor.fetchall():
            broken.setdefault(_PARTS[number][0], []).append(row)
    return broken


def assert_all_is_well() -> None:
    assert broken_promises() == {}
