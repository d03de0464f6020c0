"""Teams, invitations, notes and those who lead."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from analytics.metrics.specs import MetricSpec
from analytics.trade.attribution import brought_by_notes, leading_creators, leading_shops
from analytics.trade.ratios import (
    completion_rate,
    content_share,
    cycle_seconds,
    invitations_each,
    invitations_taken,
    viral_k,
)
from analytics.trade.tables import Brought, CreatorLine, NoteLine, ShopLine, TeamTable, ViralTable
from analytics.trade.teams import team_table, viral_table
from community.referral.models import OrderAttribution, Referral, ReferralStatus, ShareClick, ShareLink, Target, Visitor
from orders.groupbuy.models import GroupSeat, GroupTeam, SeatStatus, TeamStatus
from tests.analytics.trade.world import END, LATER, START, link_to_note, order_of, refund_of, spec
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_shop
from tests.factories.groupbuy import make_campaign, make_team
from tests.factories.notes import make_note

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 1, 5, 2, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
SECOND = 1_000_000


# ------------------------------------------------------------------ teams


def ended(team: GroupTeam, status: TeamStatus, *, after: timedelta, opened: datetime = MORNING) -> GroupTeam:
    """As if it had been opened then, and ended so much later."""
    heir = {"merged_into": make_team()} if status == TeamStatus.MERGED else {}
    GroupTeam.objects.filter(pk=team.pk).update(status=status, opened_at=opened, ended_at=opened + after, **heir)
    return team


def test_what_becomes_of_teams():
    campaign = make_campaign(size=2)
    full = make_team(campaign, paid=2)
    for hours, seat in enumerate(GroupSeat.objects.filter(team=full, status=SeatStatus.PAID).order_by("pk")):
        GroupSeat.objects.filter(pk=seat.pk).update(paid_at=MORNING + 5 * hours * HOUR)
    ended(full, TeamStatus.SUCCEEDED, after=9 * HOUR)  # a ladder kept it open for four hours more
    ended(make_team(campaign), TeamStatus.EXPIRED, after=DAY)
    ended(make_team(campaign), TeamStatus.REFUNDED, after=DAY)
    ended(make_team(campaign), TeamStatus.GIVEN_UP, after=HOUR)
    ended(make_team(campaign), TeamStatus.MERGED, after=HOUR)
    ended(make_team(campaign), TeamStatus.EXPIRED, after=DAY, opened=datetime(2025, 12, 1, tzinfo=UTC))
    GroupTeam.objects.filter(pk=make_team(campaign).pk).update(opened_at=MORNING)
    table = team_table(spec(shop_id=campaign.shop_id))
    assert table == TeamTable(6, 1, 2, 1, 1, 1, [5 * 3600 * SECOND])
    assert (completion_rate(table).hits, completion_rate(table).of) == (1, 4)
    assert cycle_seconds(table) == 5 * 3600
    assert team_table(spec(shop_id=make_shop().pk)) == TeamTable(0, 0, 0, 0, 0, 0, [])


def test_a_team_that_ended_later_was_still_running():
    team = ended(make_team(), TeamStatus.EXPIRED, after=DAY)
    shop = team.campaign.shop_id
    assert team_table(spec(shop_id=shop, as_of=MORNING + HOUR)).running == 1
    assert team_table(spec(shop_id=shop, as_of=MORNING + DAY)).unfilled == 1


# ------------------------------------------------------------------ invitations


def joined(at: datetime, **fields):
    return UserFactory(joined_at=at, **fields)


def brought(inviter, at: datetime, *, link=None, status=ReferralStatus.GOOD, doubt=""):
    invited = joined(at)
    return Referral.objects.create(
        inviter=inviter, invitee=invited, link=link, at=at, bound_until=at + 30 * DAY, status=status, doubt=doubt
    )


def opened(link, visitor, at, *, is_bot=False):
    ShareClick.objects.create(link=link, visitor=visitor, is_bot=is_bot, at=at, day=at.date())


def viral(**more) -> ViralTable:
    return viral_table(MetricSpec(**({"events": frozenset(), "start": START, "end": END, "as_of": LATER} | more)))


def test_new_people_that_new_people_bring():
    li, wu, he = (joined(MORNING) for _ in range(3))
    link = ShareLink.objects.create(sharer=li, target=Target.INVITE, path="/")
    for days, visitor in ((1, "a"), (2, "a"), (1, "b"), (29, "late")):
        opened(link, visitor, MORNING + days * DAY)
    opened(link, "crawler", MORNING + DAY, is_bot=True)
    Visitor.objects.create(key="member", user=he)
    opened(link, "member", MORNING + DAY)
    before = datetime(2025, 12, 1, tzinfo=UTC)
    old = joined(before)
    brought(old, MORNING - 30 * DAY)  # neither is new in the range
    brought(li, MORNING + 2 * DAY, link=link)
    brought(wu, MORNING + 4 * DAY)  # by code
    brought(wu, MORNING + 5 * DAY, status=ReferralStatus.REFUSED, doubt="same_device")
    brought(wu, MORNING + 40 * DAY)
    table = viral()
    assert table == ViralTable(7, 2, 3, 2, [2 * 86_400 * SECOND, 4 * 86_400 * SECOND], is_mature=True)
    assert viral_k(table) == pytest.approx(2 / 7)
    assert invitations_each(table) * invitations_taken(table) == pytest.approx(viral_k(table))
    assert cycle_seconds(table) == 3 * 86_400


def test_nobody_new():
    table = viral()
    assert table == ViralTable(0, 0, 0, 0, [], is_mature=True)
    assert (viral_k(table), invitations_each(table), invitations_taken(table)) == (None, None, None)
    assert not viral(as_of=datetime(2026, 4, 20, tzinfo=UTC)).is_mature


# ------------------------------------------------------------------ notes


def test_orders_that_came_by_notes():
    first, second = make_shop(), make_shop()
    author, friend, buyer = UserFactory(), UserFactory(), UserFactory()
    tea, pot = make_note(author), make_note(author)
    for shop, note, cents in ((first, tea, 1_000), (first, tea, 2_000), (second, pot, 5_000)):
        link_to_note(order_of(shop, buyer, MORNING, cents), note, friend)
    late = order_of(first, buyer, datetime(2026, 4, 2, tzinfo=UTC), 9_000)
    link_to_note(late, tea, friend)
    other = order_of(first, buyer, MORNING, 700)
    link = ShareLink.objects.create(sharer=friend, target=Target.PRODUCT, ref=tea.key, path="/")
    OrderAttribution.objects.create(order=other, link=link, clicked_at=MORNING)
    table = brought_by_notes(spec())
    assert table == Brought(
        3, 8_000, 4, 8_700, [NoteLine(pot.pk, author.pk, 1, 1, 5_000), NoteLine(tea.pk, author.pk, 2, 1, 3_000)]
    )
    assert (content_share(table).hits, content_share(table).of) == (3, 4)
    assert brought_by_notes(spec(shop_id=first.pk)).notes == [NoteLine(tea.pk, author.pk, 2, 1, 3_000)]
    assert leading_creators(spec()) == [CreatorLine(author.pk, 2, 3, 1, 8_000)]
    assert len(brought_by_notes(spec(), most=1).notes) == 1
    assert brought_by_notes(spec(), most=1).orders == 3


def test_shops_that_lead():
    first, second = make_shop(), make_shop()
    order = order_of(first, UserFactory(), MORNING, 5_000)
    refund_of(order, MORNING + DAY, 4_000)
    for _ in range(2):
        order_of(second, None, MORNING, 2_500)
    assert leading_shops(spec()) == [ShopLine(second.pk, 2, 0, 5_000, 0), ShopLine(first.pk, 1, 1, 5_000, 4_000)]
    assert leading_shops(spec(), most=1) == [ShopLine(second.pk, 2, 0, 5_000, 0)]
