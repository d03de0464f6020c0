"""The K-factor: how many people each week's newcomers brought within a fortnight (docs/referral.md)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Count, F, Sum

from community.referral.models import (
    WEEK_HORIZON,
    OrderAttribution,
    Referral,
    ReferralStatus,
    ShareClick,
    ShareLink,
)
from community.referral.selectors.pages import UNKEPT
from config.kernel.clock import local_day, now

ENOUGH = 100  # people in a cohort; below, chance says more than K

COHORTS = """
WITH cohort AS (
  SELECT id, joined_at, date_trunc('week', joined_at AT TIME ZONE %(zone)s)::date AS week
  FROM accounts_user WHERE joined_at >= %(since)s AND joined_at < %(until)s AND is_active),
brought AS (
  SELECT c.week, r.at - c.joined_at AS took
  FROM cohort c JOIN community_referral r ON r.inviter_id = c.id
  WHERE r.status = 'good' AND r.at >= c.joined_at AND r.at <= c.joined_at + %(days)s * interval '1 day'),
opened AS (
  SELECT c.week, k.link_id, count(*) AS clicks
  FROM cohort c JOIN community_sharelink l ON l.sharer_id = c.id
  JOIN community_shareclick k ON k.link_id = l.id
  WHERE NOT k.is_bot AND k.at <= c.joined_at + %(days)s * interval '1 day' GROUP BY c.week, k.link_id)
SELECT s.week, s.people, coalesce(b.n, 0), b.took, coalesce(o.links, 0), coalesce(o.clicks, 0)
FROM (SELECT week, count(*) AS people FROM cohort GROUP BY week) s
LEFT JOIN (SELECT week, count(*) AS n, percentile_cont(0.5) WITHIN GROUP (ORDER BY took) AS took
           FROM brought GROUP BY week) b USING (week)
LEFT JOIN (SELECT week, count(*) AS links, sum(clicks) AS clicks FROM opened GROUP BY week) o USING (week)
ORDER BY s.week"""


@dataclass(frozen=True)
class Cohort:
    """The people who signed up in the week from `week` (a Monday) on, and whom they brought."""

    week: date
    people: int
    brought: int
    cycle: timedelta | None
    links: int
    clicks: int

    @property
    def k(self) -> float:
        """People brought within the horizon for each person of the cohort."""
        return self.brought / self.people

    @property
    def links_each(self) -> float:
        """Links that somebody else opened, for each person."""
        return self.links / self.people

    @property
    def signed_up(self) -> float | None:
        """People brought for each opening of a link."""
        return self.brought / self.clicks if self.clicks else None

    @property
    def cycle_days(self) -> float | None:
        """From one's own coming to bringing somebody: the median, in days."""
        return self.cycle / timedelta(days=1) if self.cycle is not None else None

    @property
    def is_over(self) -> bool:
        """Whether everybody of the week has had their fortnight."""
        return self.week + timedelta(days=7) + WEEK_HORIZON <= local_day(now())

    @property
    def is_enough(self) -> bool:
        return self.people >= ENOUGH


def k_by_cohort(*, since: datetime, until: datetime) -> list[Cohort]:
    """One row for each week with newcomers. Weeks begin on Monday, days are the site's. Only what passed the review."""
    values: dict[str, str | datetime | int] = {
        "zone": settings.TIME_ZONE,
        "since": since,
        "until": until,
        "days": WEEK_HORIZON.days,
    }
    with connection.cursor() as cursor:
        cursor.execute(COHORTS, values)
        rows = cursor.fetchall()
    return [
        Cohort(week, people, brought, cycle, links, int(clicks)) for week, people, brought, cycle, links, clicks in rows
    ]


@dataclass(frozen=True)
class Way:
    """How far sharing led in thirty days: each step of the way, and what was paid for goods at its end."""

    links: int
    opened: int
    joined: int
    ordered: int
    cents: int


def way_of_sharing(*, since: datetime) -> Way:
    """Links made, openings by people, sign-ups and kept orders by links since an instant."""
    orders = OrderAttribution.objects.filter(order__placed_at__gte=since).exclude(order__status__in=UNKEPT)
    sums = orders.aggregate(n=Count("pk"), cents=Sum(F("order__items_cents") - F("order__discount_cents")))
    return Way(
        links=ShareLink.objects.filter(created_at__gte=since).count(),
        opened=ShareClick.objects.filter(at__gte=since, is_bot=False).count(),
        joined=Referral.objects.filter(at__gte=since, status=ReferralStatus.GOOD).count(),
        ordered=sums["n"],
        cents=sums["cents"] or 0,
    )
