"""Teams when everybody acts at the same instant: A7, A8 and A9 of the security plan, and the proof that they would
notice a missing lock."""

from __future__ import annotations

import os
import threading
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from rest_framework.test import APIClient

from catalog.inventory.models import Stock
from config.kernel.clock import now
from config.kernel.tasks import sweep_outbox
from orders.checkout import services as checkout
from orders.checkout.models import Order, OrderStatus
from orders.groupbuy import deal
from orders.groupbuy.deal import TeamDeals
from orders.groupbuy.models import GRACE, GroupSeat, GroupTeam, SeatStatus, TeamStatus
from orders.groupbuy.services import ending, expire_team
from orders.groupbuy.services.timers import expire_due, merge_due
from orders.groupbuy.tasks import expire_teams, release_seats
from orders.payments.models import Payment, Refund, RefundState, SandboxCharge
from orders.payments.services import cancel_order, capture_payment
from orders.payments.tasks import retry_refunds
from tests.factories.accounts import UserFactory
from tests.factories.groupbuy import join, make_campaign, make_team, place_seat, variant_of, waiting_payment
from tests.invariants import assert_all_is_well, broken_promises
from tests.races.conftest import ROUNDS, kinds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
WHERE = {"recipient": "林小满", "phone": "13812345678", "region_code": "330106", "street": "文三路 100 号"}
AT_ONCE = 10 if ROUNDS >= 20 else 4  # RACE_ROUNDS=20 makes two hundred repetitions


def money_is_back(team: GroupTeam) -> None:
    """Let every refund arrive and look at the bank's own books: each order that failed got all of it back, once."""
    for _ in range(3):
        sweep_outbox()
    Refund.objects.exclude(state=RefundState.DONE).update(updated_at=now() - timedelta(hours=2))
    retry_refunds()
    for order in Order.objects.filter(group_seat__team=team):
        charges = SandboxCharge.objects.filter(out_trade_no__in=order.trade.payments.values("out_trade_no"))
        kept = sum(one.amount_cents - one.refunded_cents for one in charges if one.state == "paid")
        is_kept = order.status in {OrderStatus.WAIT_GROUP, OrderStatus.TO_SHIP}
        assert kept == (order.total_cents if is_kept else 0), (order.status, kept)


def formed_or_failed(team: GroupTeam) -> str:
    """Either all of it or none of it; anything between is a broken promise."""
    team.refresh_from_db()
    statuses = sorted(Order.objects.filter(group_seat__team=team).values_list("status", flat=True))
    refunds = Refund.objects.filter(order__group_seat__team=team)
    if team.status == TeamStatus.SUCCEEDED:
        assert statuses == [OrderStatus.TO_SHIP] * 3
        assert not refunds.exists()
        assert team.seats.filter(status=SeatStatus.PAID).count() == 3
        return "formed"
    assert team.status in {TeamStatus.EXPIRED, TeamStatus.REFUNDED}, team.status
    assert set(statuses) <= {OrderStatus.REFUNDING, OrderStatus.CLOSED}
    assert refunds.count() == len(set(refunds.values_list("order_id", flat=True))) == 3
    assert not team.seats.filter(status__in=[SeatStatus.HELD, SeatStatus.PAID]).exists()
    return "failed"


def almost_full(campaign: Any) -> tuple[GroupTeam, Payment, Any]:
    """Two of three have paid; the third has a seat, and the bank has their money."""
    team = make_team(campaign, paid=2)
    payment, charge = waiting_payment(place_seat(team))
    return team, payment, charge


def let_it_run_out(*teams: GroupTeam) -> None:
    moment = now() - GRACE - timedelta(seconds=1)
    GroupTeam.objects.filter(pk__in=[team.pk for team in teams]).update(expires_at=moment)


# ---- A7 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("turn", range(3))
def test_fifty_joiners_for_three_seats(race, books, turn: int) -> None:
    """Three get in, forty-seven are told to start another, nobody is charged without a seat."""
    campaign = make_campaign(size=4)
    team, variant = make_team(campaign), variant_of(campaign)

    def click(user: Any) -> str:
        client = APIClient()
        client.force_authenticate(user)
        answer = client.post(
            f"/api/v1/teams/{team.token}/join/",
            WHERE | {"variant": variant.key},
            format="json",
            headers={"Idempotency-Key": f"{turn}-{user.pk}"},
        )
        return answer.json().get("code", str(answer.status_code))

    outcomes = kinds(race(click, [UserFactory() for _ in range(50)]))
    assert outcomes == {"201": 3, "team_full": 47}
    waiting = [waiting_payment(order) for order in Order.objects.filter(status=OrderStatus.PENDING_PAYMENT)]
    race(lambda pair: capture_payment(payment=pair[0], charge=pair[1]), waiting)
    team.refresh_from_db()
    assert (team.status, team.paid_count, team.taken_count) == (TeamStatus.SUCCEEDED, 4, 4)
    assert Payment.objects.count() == Order.objects.filter(status=OrderStatus.TO_SHIP).count() == 4
    assert not Refund.objects.exists()


def test_one_person_clicking_ten_times_has_one_seat(race, books) -> None:
    campaign, buyer = make_campaign(size=10), UserFactory()
    teams = [make_team(campaign) for _ in range(2)]
    targets = [campaign, *teams] * 3
    outcomes = kinds(race(lambda target: place_seat(target, buyer).deal_kind, targets))
    assert outcomes["team"] == 1
    assert outcomes["AlreadyInTeam"] == 8
    assert GroupSeat.objects.filter(buyer=buyer).count() == 1


# ---- A8 ---------------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_last_seat_and_leader_leaving_at_one_instant(race, books) -> None:
    """Either all three stay and the leader is told so, or the leader is out and the others go on without."""
    campaign, seen = make_campaign(stock=2_000), set()
    for _round in range(ROUNDS):
        stories = [almost_full(campaign) for _ in range(AT_ONCE)]
        acts: list[Any] = []
        for team, payment, charge in stories:
            leader = Order.objects.get(group_seat__team=team, group_seat__is_leader=True)
            acts += [
                lambda payment=payment, charge=charge: capture_payment(payment=payment, charge=charge).state,
                lambda leader=leader: cancel_order(order=leader).status,
            ]
        outcomes = race(lambda act: act(), acts)
        for place, (team, _payment, _charge) in enumerate(stories):
            paid, left = outcomes[2 * place : 2 * place + 2]
            team.refresh_from_db()
            assert paid == "paid"
            if team.status == TeamStatus.SUCCEEDED:
                assert formed_or_failed(team) == "formed"
                assert type(left).__name__ in {"TeamComplete", "OrderElsewhere"}, left
                seen.add("formed")
            else:
                assert (team.status, team.paid_count, team.taken_count) == (TeamStatus.OPEN, 2, 2)
                assert left in {OrderStatus.REFUNDING, OrderStatus.CLOSED}
                assert team.seats.get(is_leader=True, status=SeatStatus.PAID)
                assert Refund.objects.filter(order__group_seat__team=team).count() == 1
                let_it_run_out(team)
                assert expire_team(pk=team.pk)
                assert formed_or_failed(team) == "failed"
                seen.add("failed")
    assert seen


@pytest.mark.slow
def test_last_seat_and_expiry_at_one_instant(race, books) -> None:
    """The money was there in time, its message comes with the axe: formed, or everybody refunded. Never mixed."""
    campaign, seen = make_campaign(stock=2_000), set()
    for _round in range(ROUNDS):
        stories = [almost_full(campaign) for _ in range(AT_ONCE)]
        let_it_run_out(*(team for team, _payment, _charge in stories))
        acts: list[Any] = []
        for team, payment, charge in stories:
            early = type(charge)(**{**vars(charge), "paid_at": now() - timedelta(minutes=2)})
            acts += [
                lambda payment=payment, early=early: capture_payment(payment=payment, charge=early).state,
                lambda team=team: expire_team(pk=team.pk),
            ]
        outcomes = race(lambda act: act(), acts)
        assert not [one for one in outcomes if isinstance(one, Exception)]
        for team, _payment, _charge in stories:
            team.refresh_from_db()
            if team.status == TeamStatus.OPEN:  # the axe found the team in other hands and comes again
                assert expire_team(pk=team.pk)
            seen.add(formed_or_failed(team))
    assert seen


def test_expiry_arriving_in_the_middle_of_a_payment_steps_back(monkeypatch, books) -> None:
    """Deterministic: while the last seat is being paid, the timer of another worker comes. It finds the team locked."""
    team, payment, charge = almost_full(make_campaign())
    let_it_run_out(team)
    answers: list[Any] = []
    real = deal.pay_seat

    def interrupted(**how: Any) -> Any:
        answers.append(elsewhere(lambda: expire_team(pk=team.pk)))
        return real(**how)

    monkeypatch.setattr(deal, "pay_seat", interrupted)
    in_time = type(charge)(**{**vars(charge), "paid_at": now() - timedelta(minutes=2)})
    capture_payment(payment=payment, charge=in_time)
    assert answers == [False]
    assert formed_or_failed(team) == "formed"


def test_a_payment_arriving_in_the_middle_of_expiry_waits_and_goes_back(monkeypatch, books) -> None:
    team, payment, charge = almost_full(make_campaign())
    let_it_run_out(team)
    in_time = type(charge)(**{**vars(charge), "paid_at": now() - timedelta(minutes=2)})
    late: list[threading.Thread] = []
    real = ending.fail

    def interrupted(**how: Any) -> None:
        late.append(threading.Thread(target=pay_elsewhere, args=(payment, in_time)))
        late[0].start()
        late[0].join(0.5)
        assert late[0].is_alive(), "the payment did not wait for the team"
        real(**how)

    monkeypatch.setattr(ending, "fail", interrupted)
    assert expire_team(pk=team.pk)
    late[0].join(20)
    assert formed_or_failed(team) == "failed"
    money_is_back(team)


def test_without_the_guards_the_last_seat_is_sold_twice(monkeypatch) -> None:
    """The harness is worth something: look first and write later, as others do, and it notices."""
    team = make_team(make_campaign(), paid=2)
    inside: list[int] = []

    def naive(*, team: GroupTeam, order: Order, buyer: Any, quantity: int, may_merge: bool) -> GroupSeat:
        assert team.taken_count < team.capacity  # there is one left, says the first look
        inside.append(1)
        if len(inside) == 1:
            assert elsewhere(lambda: place_seat(team).status) == OrderStatus.PENDING_PAYMENT
        team.taken_count += 1
        team.save(update_fields=["taken_count"])
        price = order.lines.get().unit_price_cents
        return GroupSeat.objects.create(
            team=team,
            campaign=team.campaign,
            buyer=buyer,
            order=order,
            quantity=quantity,
            unit_price_cents=price,
            held_until=now() + timedelta(minutes=15),
        )

    with monkeypatch.context() as without:
        without.setattr(TeamDeals, "lock", lambda *_self, **_refs: None)
        without.setattr(deal, "take_seat", naive)
        without.setattr(checkout, "_hold_enough", lambda _lines: None)
        without.setattr(checkout, "_reserve", lambda *_stock: None)
        place_seat(team)
    assert "a team counts its seats, and has no more than it may" in broken_promises()


def test_with_the_guards_the_second_is_refused(monkeypatch, books) -> None:
    """The same story, told to the real service: whoever comes in between waits, and there is one seat."""
    team = make_team(make_campaign(), paid=2)
    real, answers = deal.take_seat, []

    def interrupted(**how: Any) -> GroupSeat:
        if not answers:
            answers.append(None)
            answers.append(elsewhere(lambda: place_seat(team)))
        return real(**how)

    monkeypatch.setattr(deal, "take_seat", interrupted)
    place_seat(team)
    assert isinstance(answers[1], OperationalError), answers  # it waited its three seconds for the team
    assert GroupSeat.objects.filter(team=team, status=SeatStatus.HELD).count() == 1


def elsewhere(work: Any) -> Any:
    """Do something on another connection, now, and wait for it."""
    answers: list[Any] = []

    def go() -> None:
        try:
            answers.append(work())
        except Exception as trouble:
            answers.append(trouble)
        finally:
            connection.close()

    thread = threading.Thread(target=go)
    thread.start()
    thread.join(20)
    return answers[0] if answers else None


def pay_elsewhere(payment: Payment, charge: Any) -> None:
    try:
        capture_payment(payment=payment, charge=charge)
    finally:
        connection.close()


# ---- A9 ---------------------------------------------------------------------------------------------------------


def test_expiry_by_four_workers_and_again(race, books) -> None:
    campaign = make_campaign(stock=100)
    teams = [make_team(campaign, paid=2) for _ in range(5)]
    let_it_run_out(*teams)
    outcomes = race(lambda _worker: expire_teams(), range(4))
    assert sum(one for one in outcomes if isinstance(one, int)) == 5
    assert not [one for one in outcomes if isinstance(one, Exception)]
    assert kinds(race(lambda _worker: expire_teams(), range(4))) == {"0": 4}
    for team in teams:
        money_is_back(team)
    assert Refund.objects.count() == 10
    assert Refund.objects.filter(state=RefundState.DONE).count() == 10
    assert Stock.objects.values_list("reserved", flat=True).get() == 0
    expire_teams()
    assert set(GroupTeam.objects.values_list("status", flat=True)) == {TeamStatus.REFUNDED}


PLACES = ["before anything", "between two refunds", "everything done, not committed"]


@pytest.mark.parametrize("place", PLACES)
def test_kill_nine_in_the_middle_of_expiry(place: str, books) -> None:
    """The plug is pulled while a team is being refunded; the next worker does all of it, once."""
    team = make_team(make_campaign(stock=100), paid=2)
    let_it_run_out(team)
    assert die(place) == 137
    team.refresh_from_db()
    assert team.status == TeamStatus.OPEN
    assert not Refund.objects.exists()
    assert_all_is_well()
    assert expire_due() == 1
    assert expire_due() == 0
    money_is_back(team)
    assert Refund.objects.filter(state=RefundState.DONE).count() == 2


def die(place: str) -> int:
    child = os.fork()
    if child == 0:
        try:
            inherited.append(connection.connection)
            connection.connection = None
            plant(place)
            expire_due()
            os._exit(0)
        except BaseException:
            os._exit(1)
    _pid, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


inherited: list[Any] = []


def plant(place: str) -> None:
    if place == PLACES[0]:
        ending.fail = lambda **_how: os._exit(137)  # type: ignore[assignment]  # to die there
    elif place == PLACES[1]:
        real, calls = ending.end_giving_back, []

        def second_one_dies(order: Order, **how: Any) -> Any:
            calls.append(1)
            return os._exit(137) if len(calls) == 2 else real(order, **how)

        ending.end_giving_back = second_one_dies  # type: ignore[assignment]  # to die there
    else:
        ending.tell = lambda _team: os._exit(137)  # type: ignore[assignment]  # to die there


# ---- merging and releasing --------------------------------------------------------------------------------------


def test_merging_by_four_workers_joins_each_team_once(race, books) -> None:
    campaign = make_campaign(stock=100)
    teams = [make_team(campaign, paid=paid, may_merge=True) for paid in (1, 2, 1, 2)]
    soon = now() + timedelta(minutes=5)
    GroupTeam.objects.update(expires_at=soon)
    race(lambda _worker: merge_due(), range(4))
    merge_due()
    assert sorted(GroupTeam.objects.values_list("status", flat=True)) == ["merged", "merged", "succeeded", "succeeded"]
    assert Order.objects.filter(status=OrderStatus.TO_SHIP).count() == 6
    assert len(teams) == 4


def test_releasing_and_paying_at_once(race, books) -> None:
    """The quarter of an hour ends in the moment of paying: the seat is theirs or free, the money follows."""
    campaign = make_campaign(size=4, stock=200)
    for _ in range(6):
        team = make_team(campaign)
        order = place_seat(team)
        payment, charge = waiting_payment(order)
        GroupSeat.objects.filter(order=order).update(held_until=now() - timedelta(seconds=1))
        race(
            lambda act: act(),
            [lambda p=payment, c=charge: capture_payment(payment=p, charge=c), release_seats, release_seats],
        )
        order.refresh_from_db()
        team.refresh_from_db()
        assert (order.status, team.paid_count, team.taken_count) == (OrderStatus.WAIT_GROUP, 2, 2)
        join(team)
