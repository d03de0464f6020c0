"""What becomes of teams, and how far people bring people."""

from __future__ import annotations

from datetime import timedelta

from analytics.metrics.specs import MetricSpec
from analytics.trade.asking import asked
from analytics.trade.tables import TeamTable, TradeSpec, ViralTable
from community.referral.models import ReferralStatus
from orders.groupbuy.models import SeatStatus, TeamStatus

# A team is full when the last seat it needs has been paid, also where a ladder lets more people in.
TEAMS = """
    SELECT t.status, t.ended_at IS NOT NULL AND t.ended_at <= %(as_of)s,
           (SELECT s.paid_at FROM orders_groupseat AS s WHERE s.team_id = t.id AND s.status = %(paid)s
            ORDER BY s.paid_at, s.id OFFSET t.size - 1 LIMIT 1) - t.opened_at
    FROM orders_groupteam AS t JOIN orders_groupcampaign AS c ON c.id = t.campaign_id
    WHERE t.opened_at >= %(from)s AND t.opened_at < %(until)s AND t.opened_at <= %(as_of)s
      AND (%(shop)s::bigint IS NULL OR c.shop_id = %(shop)s)"""

VIRAL = """
    WITH new AS (
        SELECT id, joined_at, least(joined_at + %(within)s, %(as_of)s) AS until FROM accounts_user
        WHERE is_active AND joined_at >= %(from)s AND joined_at < %(until)s AND joined_at <= %(as_of)s),
    opened AS (
        SELECT DISTINCT l.sharer_id, c.visitor
        FROM new JOIN community_sharelink AS l ON l.sharer_id = new.id
        JOIN community_shareclick AS c ON c.link_id = l.id AND NOT c.is_bot AND c.at BETWEEN new.joined_at AND new.until
        WHERE NOT EXISTS (SELECT FROM community_visitor AS v JOIN accounts_user AS u ON u.id = v.user_id
                          WHERE v.key = c.visitor AND u.joined_at < c.at)),
    joined AS (
        SELECT r.inviter_id, r.link_id, invited.joined_at - new.joined_at AS took
        FROM new JOIN community_referral AS r ON r.inviter_id = new.id AND r.status = %(good)s
            AND r.at BETWEEN new.joined_at AND new.until
        JOIN accounts_user AS invited ON invited.id = r.invitee_id)
    SELECT (SELECT count(*) FROM new),
           (SELECT count(*) FROM (SELECT sharer_id FROM opened UNION SELECT inviter_id FROM joined) AS both_ways),
           (SELECT count(*) FROM opened) + (SELECT count(*) FROM joined WHERE link_id IS NULL),
           (SELECT count(*) FROM joined),
           (SELECT coalesce(array_agg(took ORDER BY took), '{}') FROM joined)"""

MICROSECOND = timedelta(microseconds=1)
UNFILLED = (TeamStatus.EXPIRED, TeamStatus.REFUNDED)


def team_table(spec: TradeSpec) -> TeamTable:
    """By when they were opened. One that ended after `as_of` is still running then."""
    rows = asked(TEAMS, {**spec.scope, "paid": SeatStatus.PAID})
    ended = [status for status, has_ended, _took in rows if has_ended]
    took = [took for status, has_ended, took in rows if has_ended and took and status == TeamStatus.SUCCEEDED]
    return TeamTable(
        opened=len(rows),
        completed=ended.count(TeamStatus.SUCCEEDED),
        unfilled=sum(status in UNFILLED for status in ended),
        given_up=ended.count(TeamStatus.GIVEN_UP),
        merged=ended.count(TeamStatus.MERGED),
        running=len(rows) - len(ended),
        times=sorted(one // MICROSECOND for one in took),
    )


def viral_table(spec: MetricSpec, *, within: int = 28) -> ViralTable:
    """Invitations of new members in their first so many days, and who came of them.

    An invitation is somebody who was no member yet and opened one of their links, or came by their code. Invitations
    that wait for a review or were refused brought nobody.
    """
    length = timedelta(days=within)
    calendar = spec.calendar
    given = {
        "from": calendar.begins_at(spec.start),
        "until": calendar.begins_at(spec.end),
        "as_of": spec.as_of,
        "within": length,
        "good": ReferralStatus.GOOD,
    }
    [(members, inviters, opened, joined, took)] = asked(VIRAL, given)
    times = [max(0, one // MICROSECOND) for one in took]
    return ViralTable(members, inviters, opened, joined, times, calendar.begins_at(spec.end) + length <= spec.as_of)
