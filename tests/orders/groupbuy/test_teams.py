"""The life of a team, told at the services: opened by paying, filled, left, expired, refunded."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from catalog.inventory.models import Stock
from config.kernel.clock import now
from config.kernel.models import OutboxEvent
from config.kernel.tasks import sweep_outbox
from orders.checkout.models import OrderMove, OrderStatus
from orders.fulfilment.errors import NotShippable
from orders.fulfilment.services import ship
from orders.groupbuy.errors import AlreadyInTeam, CampaignOver, TeamComplete, TeamFull, TeamOver, TooManyPieces
from orders.groupbuy.models import EndReason, GroupLog, GroupSeat, GroupTeam, SeatStatus, TeamStatus
from orders.groupbuy.services import stop_campaign
from orders.groupbuy.tasks import expire_teams, release_seats
from orders.payments.models import Payment, Refund, RefundState
from orders.payments.services import cancel_order, capture_payment, open_payment
from orders.payments.tasks import close_unpaid_trades
from tests.factories.accounts import CarrierFactory, UserFactory
from tests.factories.catalog import make_variant
from tests.factories.groupbuy import (
    TEAM_PRICE,
    join,
    make_campaign,
    make_team,
    orders_of,
    pay_order,
    place_seat,
    waiting_payment,
)
from tests.factories.orders import paid_charge
from tests.invariants import assert_all_is_well

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _books():
    yield
    assert_all_is_well()


def kinds_logged(team: GroupTeam) -> list[str]:
    return list(GroupLog.objects.filter(team=team).values_list("kind", flat=True))


def statuses(team: GroupTeam) -> list[str]:
    return [order.status for order in orders_of(team)]


def let_refunds_arrive() -> None:
    """The outbox is swept twice: a refund asked for, and the news that it is done."""
    OutboxEvent.objects.update(created_at=now() - timedelta(minutes=1))
    sweep_outbox()
    from orders.payments.tasks import retry_refunds

    Refund.objects.exclude(state=RefundState.DONE).update(updated_at=now() - timedelta(hours=2))
    retry_refunds()
    OutboxEvent.objects.update(created_at=now() - timedelta(minutes=1))
    sweep_outbox()


def test_a_team_opens_when_its_leader_pays() -> None:
    order = place_seat(make_campaign())
    team = GroupTeam.objects.get()
    assert (team.status, team.paid_count, team.taken_count, team.expires_at) == (TeamStatus.FORMING, 0, 1, None)
    assert kinds_logged(team) == []
    pay_order(order)
    team.refresh_from_db()
    assert (team.status, team.paid_count) == (TeamStatus.OPEN, 1)
    assert team.expires_at is not None
    assert team.opened_at is not None
    assert team.expires_at - team.opened_at == DAY
    assert order.status == OrderStatus.WAIT_GROUP
    assert order.items_cents == TEAM_PRICE
    assert kinds_logged(team) == ["opened"]


def test_the_last_seat_sends_everybody_on_together() -> None:
    team = make_team(paid=2)
    assert set(statuses(team)) == {OrderStatus.WAIT_GROUP}
    join(team)
    team.refresh_from_db()
    assert team.status == TeamStatus.SUCCEEDED
    assert statuses(team) == [OrderStatus.TO_SHIP] * 3
    assert kinds_logged(team) == ["opened", "joined", "paid", "joined", "paid", "succeeded"]
    assert not GroupSeat.objects.filter(is_running=True).exists()
    assert OutboxEvent.objects.filter(name="orders.team_filled").count() == 1
    with pytest.raises(TeamFull):
        place_seat(team)


def test_nothing_is_shipped_before_success() -> None:
    order = orders_of(make_team(paid=2))[0]
    with pytest.raises(NotShippable):
        ship(order=order, carrier=CarrierFactory(), waybill="HT90000000001", quantities=None, actor=None)
    order.refresh_from_db()
    assert order.status == OrderStatus.WAIT_GROUP


def test_expiry_refunds_every_paid_seat_once_and_returns_the_stock(time_machine_later) -> None:
    campaign = make_campaign(stock=10)
    team = make_team(campaign, paid=2)
    time_machine_later(DAY + timedelta(seconds=30))
    assert expire_teams() == 0  # a minute of grace for money that is on its way
    time_machine_later(timedelta(seconds=31))
    assert expire_teams() == 1
    assert expire_teams() == 0
    team.refresh_from_db()
    assert (team.status, team.end_reason) == (TeamStatus.EXPIRED, EndReason.EXPIRED)
    assert statuses(team) == [OrderStatus.REFUNDING] * 2
    assert sorted(Refund.objects.values_list("amount_cents", flat=True)) == [TEAM_PRICE, TEAM_PRICE]
    assert Stock.objects.values_list("reserved", flat=True).get() == 0
    let_refunds_arrive()
    team.refresh_from_db()
    assert team.status == TeamStatus.REFUNDED
    assert statuses(team) == [OrderStatus.CLOSED] * 2
    assert kinds_logged(team)[-3:] == ["expired", "refunded", "refunded"]


def test_the_deadline_is_the_teams_own_not_the_campaigns(time_machine_later) -> None:
    """litemall takes the deadline from the campaign; there a team opened late is born dead."""
    campaign = make_campaign(ends_at=now() + timedelta(hours=2))
    team = make_team(campaign)
    time_machine_later(timedelta(hours=3))
    assert expire_teams() == 0
    with pytest.raises(CampaignOver):
        place_seat(campaign)
    join(team)
    join(team)
    team.refresh_from_db()
    assert team.status == TeamStatus.SUCCEEDED


def test_stopping_a_campaign_ends_no_open_team() -> None:
    campaign = make_campaign()
    team = make_team(campaign)
    stop_campaign(campaign=campaign)
    with pytest.raises(CampaignOver):
        place_seat(campaign)
    assert join(team).status == OrderStatus.WAIT_GROUP


def test_the_leader_leaves_and_the_earliest_leads() -> None:
    leader, second = UserFactory(), UserFactory(display_name="林小满")
    team = make_team(leader=leader, members=[second, UserFactory()][:1])
    deadline = team.expires_at
    cancel_order(order=orders_of(team)[0], actor=leader)
    team.refresh_from_db()
    assert (team.status, team.paid_count, team.taken_count, team.expires_at) == (TeamStatus.OPEN, 1, 1, deadline)
    assert GroupSeat.objects.get(is_leader=True).buyer == second
    assert kinds_logged(team)[-2:] == ["left", "lead_passed"]
    assert GroupLog.objects.get(kind="lead_passed").who == "林**"
    assert Refund.objects.get().amount_cents == TEAM_PRICE


def test_the_last_one_out_ends_the_team() -> None:
    team = make_team()
    waiting = place_seat(team)
    cancel_order(order=orders_of(team)[0])
    team.refresh_from_db()
    assert (team.status, team.end_reason, team.paid_count) == (TeamStatus.GIVEN_UP, EndReason.LEFT, 0)
    assert GroupSeat.objects.get(order=waiting).status == SeatStatus.RELEASED
    with pytest.raises(TeamOver):
        place_seat(team)
    pay_order(waiting)  # somebody was just paying: their money goes straight back
    assert (waiting.status, waiting.close_reason) == (OrderStatus.REFUNDING, "team_expired")


def test_nobody_leaves_after_success() -> None:
    team = make_team(paid=3)
    order = orders_of(team)[0]
    with pytest.raises(TeamComplete):
        cancel_order(order=order, actor=order.buyer)
    order.refresh_from_db()
    assert order.status == OrderStatus.TO_SHIP
    assert not Refund.objects.exists()


def test_a_seat_is_held_for_fifteen_minutes_and_counts(time_machine_later) -> None:
    team = make_team(paid=2)
    held = place_seat(team)
    with pytest.raises(TeamFull):
        place_seat(team)
    time_machine_later(timedelta(minutes=15, seconds=1))
    assert release_seats() == 1
    assert release_seats() == 0
    assert GroupSeat.objects.get(order=held).status == SeatStatus.RELEASED
    join(team)
    team.refresh_from_db()
    assert team.status == TeamStatus.SUCCEEDED
    close_unpaid_trades()
    held.refresh_from_db()
    assert held.status == OrderStatus.CLOSED


def test_a_held_seat_ends_with_the_team(time_machine_later) -> None:
    team = make_team(paid=2)
    time_machine_later(DAY - timedelta(minutes=5))
    held = place_seat(team)
    assert held.trade.expires_at == team.expires_at
    time_machine_later(timedelta(minutes=6, seconds=5))
    expire_teams()
    assert GroupSeat.objects.get(order=held).status == SeatStatus.RELEASED


def test_paying_into_a_team_that_filled_meanwhile_gives_the_money_back(time_machine_later) -> None:
    """yudao: the handler throws, the order stays unpaid, the money is gone. Here: refunded, with the reason."""
    team = make_team(paid=2)
    late = place_seat(team)
    payment, charge = waiting_payment(late)
    time_machine_later(timedelta(minutes=16))
    GroupSeat.objects.filter(order=late).update(held_until=now())
    Payment.objects.filter(pk=payment.pk).update(gateway="away")  # its bank does not answer
    release_seats()
    join(team)
    Payment.objects.filter(pk=payment.pk).update(gateway="sandbox")
    capture_payment(payment=payment, charge=charge)
    late.refresh_from_db()
    assert (late.status, late.close_reason) == (OrderStatus.REFUNDING, "team_full")
    assert Refund.objects.get().amount_cents == late.total_cents
    team.refresh_from_db()
    assert (team.status, team.paid_count) == (TeamStatus.SUCCEEDED, 3)


def test_a_payment_lost_on_the_way_is_found_before_the_seat_is_freed(time_machine_later) -> None:
    team = make_team(paid=2)
    order = place_seat(team)
    waiting_payment(order)  # the bank has the money, its message never came
    time_machine_later(timedelta(minutes=16))
    assert release_seats() == 0
    team.refresh_from_db()
    assert team.status == TeamStatus.SUCCEEDED


def test_a_payment_made_in_time_counts_when_its_message_is_late(time_machine_later) -> None:
    """The deadline is asked of the provider's clock, not of the postman's."""
    team = make_team(paid=2)
    time_machine_later(DAY - timedelta(minutes=2))
    order = place_seat(team)
    payment, charge = waiting_payment(order)
    time_machine_later(timedelta(minutes=2, seconds=40))
    capture_payment(payment=payment, charge=charge)
    team.refresh_from_db()
    assert team.status == TeamStatus.SUCCEEDED


def test_a_payment_made_after_the_deadline_does_not_count(time_machine_later) -> None:
    team = make_team(paid=2)
    time_machine_later(DAY - timedelta(minutes=2))
    order = place_seat(team)
    payment = open_payment(trade=order.trade)
    assert payment is not None
    time_machine_later(timedelta(minutes=3, seconds=30))
    capture_payment(payment=payment, charge=paid_charge(payment))
    order.refresh_from_db()
    assert (order.status, order.close_reason) == (OrderStatus.REFUNDING, "team_expired")


def test_the_leaders_late_payment_still_opens_the_team(time_machine_later) -> None:
    order = place_seat(make_campaign())
    payment, charge = waiting_payment(order)
    Payment.objects.filter(pk=payment.pk).update(gateway="away")
    time_machine_later(timedelta(minutes=16))
    release_seats()
    assert GroupTeam.objects.get().status == TeamStatus.GIVEN_UP
    Payment.objects.filter(pk=payment.pk).update(gateway="sandbox")
    capture_payment(payment=payment, charge=charge)
    order.refresh_from_db()
    team = GroupTeam.objects.get()
    assert (team.status, team.paid_count, order.status) == (TeamStatus.OPEN, 1, OrderStatus.WAIT_GROUP)


def test_one_open_team_for_each_person_and_campaign() -> None:
    buyer = UserFactory()
    campaign = make_campaign()
    mine, other = make_team(campaign, leader=buyer), make_team(campaign)
    for target in (campaign, mine, other):
        with pytest.raises(AlreadyInTeam):
            place_seat(target, buyer)
    make_team(make_campaign(), leader=buyer)  # another campaign is another matter
    cancel_order(order=orders_of(mine)[0])
    assert join(other, buyer).status == OrderStatus.WAIT_GROUP


def test_the_database_itself_refuses_what_must_not_be() -> None:
    team = make_team(paid=2)
    seat = GroupSeat.objects.filter(team=team).first()
    assert seat is not None
    for change in (
        lambda: GroupTeam.objects.filter(pk=team.pk).update(paid_count=4, taken_count=4),
        lambda: GroupTeam.objects.filter(pk=team.pk).update(status=TeamStatus.SUCCEEDED),
        lambda: GroupSeat.objects.filter(team=team).update(buyer=seat.buyer),
        lambda: GroupSeat.objects.filter(team=team).update(is_leader=True),
        lambda: GroupLog.objects.update(who="someone"),
        lambda: GroupLog.objects.all().delete(),
        lambda: connection.cursor().execute("DELETE FROM orders_grouplog"),
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_limits_of_an_order_and_of_a_person() -> None:
    buyer = UserFactory()
    campaign = make_campaign(size=2, per_order_limit=2, per_user_limit=3)
    with pytest.raises(TooManyPieces):
        place_seat(campaign, buyer, quantity=3)
    team = make_team(campaign)
    join(team, buyer, quantity=2)
    from orders.groupbuy.errors import PersonalLimit

    with pytest.raises(PersonalLimit) as refusal:
        place_seat(campaign, buyer, quantity=2)
    assert refusal.value.details == {"most": 3, "left": 1}
    place_seat(campaign, buyer, quantity=1)


def test_nobody_invented_ever_joins(time_machine_later) -> None:
    """The free malls fill a team with invented people at the deadline. Everybody in ours has paid a payment."""
    teams = [make_team(paid=paid) for paid in (1, 2, 3)]
    time_machine_later(DAY + timedelta(minutes=2))
    expire_teams()
    for team, paid in zip(teams, (1, 2, 3), strict=True):
        team.refresh_from_db()
        assert (team.status == TeamStatus.SUCCEEDED) == (paid == 3)
        assert GroupSeat.objects.filter(team=team).count() == paid
    paid_orders = OrderMove.objects.filter(to_status=OrderStatus.WAIT_GROUP).count()
    assert paid_orders == GroupSeat.objects.filter(paid_at__isnull=False).count() == 6


def test_only_the_campaigns_variants_have_a_team_price() -> None:
    from orders.groupbuy.errors import NotInCampaign

    with pytest.raises(NotInCampaign):
        place_seat(make_campaign(), variant=make_variant())
