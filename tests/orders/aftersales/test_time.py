"""Silence counts: every deadline, once, however many workers come by; and what carriers and providers tell."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from catalog.inventory.models import Reservation, ReservationState
from catalog.inventory.services import set_on_hand
from orders.aftersales.models import Case, CaseKind, CaseStatus, Side
from orders.aftersales.services import agree, cancel, offer, pass_deadline, receive, reject
from orders.aftersales.tasks import pass_case_deadlines
from tests.invariants import assert_all_is_well
from tests.orders.aftersales.conftest import Scene, make_scene
from tests.orders.aftersales.states import (
    applied,
    goods_received,
    goods_refused,
    offered,
    rejected,
    reshipped,
    ruled,
)

pytestmark = pytest.mark.django_db(transaction=True)
S = CaseStatus
Later = Callable[[timedelta], None]


def last_side(case: Case) -> str:
    return case.steps.last().side


def test_two_days_of_silence_agree(scene: Scene, time_machine_later: Later) -> None:
    case = scene.case(scene.received(1))
    time_machine_later(timedelta(hours=47, minutes=59))
    assert pass_case_deadlines() == 0
    time_machine_later(timedelta(minutes=2))
    assert pass_case_deadlines() == 1
    assert scene.fresh(case).status == S.REFUNDED
    assert case.steps.get(to_status=S.AGREED).side == Side.CALENDAR
    assert pass_case_deadlines() == 0
    assert_all_is_well()


@pytest.mark.parametrize(
    ("made", "days", "ends"),
    [
        (offered, 7, S.REFUNDED),
        (rejected, 7, S.CLOSED),
        (goods_refused, 7, S.CLOSED),
        (ruled, 7, S.CLOSED),
        (goods_received, 3, S.ESCALATED),
        (reshipped, 15, S.DONE),
        (applied, 2, S.AGREED),
    ],
)
def test_what_silence_counts_as(
    scene: Scene, time_machine_later: Later, made: Callable[[Scene], Case], days: int, ends: str
) -> None:
    case = made(scene)
    time_machine_later(timedelta(days=days, seconds=1))
    assert pass_case_deadlines() == 1
    assert scene.fresh(case).status == ends
    assert pass_case_deadlines() == 0
    assert_all_is_well()


def test_goods_not_sent_back_in_a_week_close_the_case_and_free_the_pieces(
    scene: Scene, time_machine_later: Later
) -> None:
    scene.address()
    order = scene.received(1)
    case = scene.case(order, kind=CaseKind.EXCHANGE)
    agree(case=case, actor=scene.owner)
    assert Reservation.objects.get(reference=case.number).state == ReservationState.ALLOCATED
    time_machine_later(timedelta(days=7, seconds=1))
    pass_case_deadlines()
    assert scene.fresh(case).status == S.CLOSED
    assert Reservation.objects.get(reference=case.number).state == ReservationState.RELEASED
    assert scene.fresh(order).lines.get().left_to_claim == 1
    assert_all_is_well()


def test_delivered_and_not_looked_at_counts_as_received(scene: Scene, time_machine_later: Later) -> None:
    case = scene.coming_back(scene.received(1))
    assert case.return_parcel is not None
    scene.deliver(case.return_parcel)
    time_machine_later(timedelta(days=2, hours=23))
    assert pass_case_deadlines() == 0
    time_machine_later(timedelta(hours=2))
    assert pass_case_deadlines() == 1
    assert scene.fresh(case).status == S.REFUNDED
    assert case.lines.get().shelved_quantity == 0  # nobody said it is in good order
    assert_all_is_well()


def test_a_return_that_no_carrier_saw_arrive_is_looked_at(scene: Scene, time_machine_later: Later) -> None:
    case = scene.coming_back(scene.received(1))
    time_machine_later(timedelta(days=15, seconds=1))
    pass_case_deadlines()
    assert scene.fresh(case).status == S.ESCALATED


def test_silence_about_a_sold_out_replacement_is_looked_at(scene: Scene, time_machine_later: Later) -> None:
    scene.address()
    case = scene.case(scene.received(1), kind=CaseKind.EXCHANGE)
    set_on_hand(variant=scene.variants[0], on_hand=0, actor=scene.owner)
    time_machine_later(timedelta(days=2, seconds=1))
    assert pass_case_deadlines() == 1
    assert (scene.fresh(case).status, scene.fresh(case).agreed_cents) == (S.ESCALATED, None)
    assert_all_is_well()


def test_silence_of_a_shop_without_an_address_ends_at_the_platform(scene: Scene, time_machine_later: Later) -> None:
    case = scene.case(scene.received(1), kind=CaseKind.RETURN)
    time_machine_later(timedelta(days=2, seconds=1))
    pass_case_deadlines()
    assert scene.fresh(case).status == S.AGREED
    time_machine_later(timedelta(days=7, seconds=1))
    pass_case_deadlines()
    assert scene.fresh(case).status == S.ESCALATED


def test_one_case_that_cannot_be_moved_does_not_keep_the_others(
    scene: Scene, time_machine_later: Later, monkeypatch: pytest.MonkeyPatch
) -> None:
    from orders.aftersales import tasks
    from orders.aftersales.errors import CaseElsewhere

    first, second = scene.case(scene.received(1)), scene.case(scene.received(1))
    time_machine_later(timedelta(days=3))

    def moody(*, case: Case) -> bool:
        if case.pk == first.pk:
            raise CaseElsewhere(status="?")
        return pass_deadline(case=case)

    monkeypatch.setattr(tasks, "pass_deadline", moody)
    assert pass_case_deadlines() == 1
    assert scene.fresh(second).status == S.REFUNDED


def test_mails_go_to_whoever_is_waited_for(scene: Scene) -> None:
    def told() -> list[str]:
        to = [one.to[0] for one in mail.outbox]
        mail.outbox.clear()
        return to

    scene.address()
    mail.outbox.clear()
    order = scene.received(2)
    mail.outbox.clear()
    case = scene.case(order, 1, kind=CaseKind.RETURN)
    assert told() == [scene.owner.email]
    offer(case=case, actor=scene.owner, cents=100, words="一点补偿。")
    assert told() == [scene.buyer.email]
    cancel(case=scene.fresh(case), actor=scene.buyer)
    assert told() == [scene.owner.email]
    case = scene.case(order, 1, kind=CaseKind.RETURN)
    told()
    reject(case=case, actor=scene.owner, words="不在范围。")
    assert told() == [scene.buyer.email]
    back = scene.coming_back(order, 1)
    told()
    receive(case=back, actor=scene.owner)
    assert told() == [scene.buyer.email]


@pytest.mark.race
def test_four_workers_pass_a_deadline_once(race: Any, time_machine_later: Later) -> None:
    scene = make_scene()
    cases = [scene.case(scene.received(1)) for _ in range(3)]
    time_machine_later(timedelta(days=2, seconds=1))
    race(lambda _worker: pass_case_deadlines(), range(4))
    pass_case_deadlines()  # what a lost race for a lock left
    for case in cases:
        assert scene.fresh(case).status == S.REFUNDED
        assert case.steps.filter(to_status=S.AGREED).count() == 1
        assert case.order.refunds.count() == 1
    assert_all_is_well()
