"""Teams that go on growing for a lower price, and teams that rescue each other."""

from __future__ import annotations

from datetime import timedelta

import pytest

from config.kernel.clock import now
from orders.checkout.models import Order, OrderStatus
from orders.groupbuy.models import GroupLog, GroupSeat, GroupTeam, TeamStatus
from orders.groupbuy.selectors import results_of
from orders.groupbuy.services import settle_teams
from orders.groupbuy.tasks import expire_teams, merge_teams
from orders.payments.models import Payment, PaymentState, Refund
from orders.payments.services import cancel_order
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_variant
from tests.factories.groupbuy import join, make_campaign, make_team, orders_of
from tests.invariants import assert_all_is_well

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
LADDER = [(5, 500), (8, 1_000)]


@pytest.fixture(autouse=True)
def _books():
    yield
    assert_all_is_well()


def ladder_campaign(price_cents: int = 9_900):
    variant = make_variant(stock=50)
    return make_campaign(variant, prices={variant.key: price_cents}, ladder=LADDER)


def test_a_ladder_team_stays_open_beyond_its_size_and_nothing_ships_yet(time_machine_later) -> None:
    team = make_team(ladder_campaign(), paid=3)
    assert (team.status, team.capacity, team.missing) == (TeamStatus.OPEN, 8, 0)
    assert {order.status for order in orders_of(team)} == {OrderStatus.WAIT_GROUP}
    time_machine_later(DAY + timedelta(minutes=2))
    expire_teams()
    team.refresh_from_db()
    assert (team.status, team.reached_basis_points) == (TeamStatus.SUCCEEDED, 0)
    assert {order.status for order in orders_of(team)} == {OrderStatus.TO_SHIP}
    assert not Refund.objects.exists()


@pytest.mark.parametrize(("paid", "off"), [(5, 495), (7, 495), (8, 990)])
def test_everybody_gets_the_difference_once_to_the_cent(time_machine_later, paid: int, off: int) -> None:
    team = make_team(ladder_campaign(), paid=paid)
    for order in orders_of(team)[1:2]:
        assert order.items_cents == 9_900
    time_machine_later(DAY + timedelta(minutes=2))
    for _again in range(3):
        expire_teams()
    assert settle_teams() == 0
    assert list(Refund.objects.values_list("amount_cents", "reason").distinct()) == [(off, "ladder")]
    assert Refund.objects.count() == paid
    assert set(GroupSeat.objects.values_list("returned_cents", flat=True)) == {off}
    assert set(Order.objects.values_list("status", flat=True)) == {OrderStatus.TO_SHIP}


def test_the_highest_step_ends_the_waiting() -> None:
    team = make_team(ladder_campaign(), paid=8)
    assert (team.status, team.reached_basis_points) == (TeamStatus.SUCCEEDED, 1_000)


def test_a_rounded_price_times_the_pieces() -> None:
    """¥99.99 less 5 % is ¥94.99 a piece: three pieces give back 3 × ¥5.00."""
    team = make_team(ladder_campaign(9_999), paid=7)
    join(team, quantity=3)
    assert GroupSeat.objects.get(quantity=3).returned_cents == 3 * 1_000
    assert Refund.objects.filter(amount_cents=3_000).count() == 1


def test_held_money_is_taken_before_the_difference_goes_back(time_machine_later) -> None:
    team = make_team(ladder_campaign(), paid=5)
    Payment.objects.update(state=PaymentState.HELD)
    time_machine_later(DAY + timedelta(minutes=2))
    expire_teams()
    assert not Refund.objects.exists()
    Payment.objects.update(state=PaymentState.PAID)
    settle_teams()
    settle_teams()
    assert Refund.objects.count() == 5
    team.refresh_from_db()
    assert team.status == TeamStatus.SUCCEEDED


# ---- merging ----------------------------------------------------------------------------------------------------


def two_that_lack(campaign, *, first: bool = True, second: bool = True) -> tuple[GroupTeam, GroupTeam]:
    return make_team(campaign, may_merge=first), make_team(campaign, paid=2, may_merge=second)


def test_two_teams_that_would_run_out_become_one(time_machine_later) -> None:
    one, two = two_that_lack(make_campaign())
    merge_teams()
    assert GroupTeam.objects.filter(status=TeamStatus.OPEN).count() == 2  # there is still time to find friends
    time_machine_later(DAY - timedelta(minutes=5))
    assert merge_teams() == 1
    assert merge_teams() == 0
    one.refresh_from_db()
    two.refresh_from_db()
    assert (one.status, one.merged_into, two.status) == (TeamStatus.MERGED, two, TeamStatus.SUCCEEDED)
    assert (two.paid_count, two.taken_count) == (3, 3)
    assert {order.status for order in Order.objects.all()} == {OrderStatus.TO_SHIP}
    assert {order.deal_ref for order in Order.objects.all()} == {two.token}
    assert GroupSeat.objects.get(is_leader=True).paid_at == min(GroupSeat.objects.values_list("paid_at", flat=True))
    assert GroupLog.objects.filter(kind="merged").count() == 2
    assert results_of(two.campaign).opened == 1


@pytest.mark.parametrize("consent", [(True, False), (False, True), (False, False)])
def test_nobody_is_merged_against_their_will(time_machine_later, consent) -> None:
    two_that_lack(make_campaign(), first=consent[0], second=consent[1])
    time_machine_later(DAY - timedelta(minutes=5))
    assert merge_teams() == 0
    time_machine_later(timedelta(minutes=7))
    expire_teams()
    assert set(GroupTeam.objects.values_list("status", flat=True)) == {TeamStatus.EXPIRED}
    assert Refund.objects.count() == 3


def test_a_campaign_without_merging_never_merges(time_machine_later) -> None:
    two_that_lack(make_campaign(allows_merging=False))
    time_machine_later(DAY - timedelta(minutes=5))
    assert merge_teams() == 0


def test_teams_that_would_be_too_many_stay_apart(time_machine_later) -> None:
    campaign = make_campaign()
    make_team(campaign, paid=2, may_merge=True)
    make_team(campaign, paid=2, may_merge=True)
    time_machine_later(DAY - timedelta(minutes=5))
    assert merge_teams() == 0


def test_an_order_of_a_merged_team_is_still_its_buyers_to_leave(time_machine_later, client) -> None:
    """A ladder team merges without being complete; whoever leaves then leaves the younger team."""
    campaign = ladder_campaign()
    one, two = two_that_lack(campaign)
    time_machine_later(DAY - timedelta(minutes=5))
    assert merge_teams() == 1
    two.refresh_from_db()
    assert (two.status, two.paid_count) == (TeamStatus.OPEN, 3)
    order = Order.objects.get(group_seat__is_leader=True)
    cancel_order(order=order)
    two.refresh_from_db()
    assert (two.status, two.paid_count) == (TeamStatus.OPEN, 2)
    answer = client.get(f"/teams/{one.token}/")
    assert answer.url == f"/teams/{two.token}/"


def test_results_count_what_happened(time_machine_later) -> None:
    campaign = make_campaign()
    regular = UserFactory()
    make_team(campaign, paid=3, leader=regular)
    make_team(campaign, paid=2)
    time_machine_later(DAY + timedelta(minutes=2))
    expire_teams()
    make_team(campaign, leader=regular)
    results = results_of(campaign)
    assert (results.opened, results.running, results.filled, results.failed) == (3, 1, 1, 1)
    assert (results.fill_rate, results.people, results.newcomers, results.pieces) == (50, 3, 3, 3)
    assert (results.refunds, results.refunded_cents) == (2, 2 * 9_800)
    assert results.hours_to_fill is not None
    assert now() > campaign.starts_at
