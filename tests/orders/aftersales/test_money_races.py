"""Never more than was paid, however many click at once (A12), and whatever sequence of partial refunds there was."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import OperationalError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.kernel.errors import DomainError
from orders.aftersales.models import Case, CaseKind, CaseStatus
from orders.aftersales.services import accept, agree, cancel, offer, open_case, receive, ship_back
from orders.checkout.models import OrderStatus
from orders.checkout.shares import part_of
from orders.fulfilment.services import ship
from orders.payments.models import PaymentSplit, Refund
from orders.payments.services import cancel_order
from tests.invariants import assert_all_is_well, broken_promises
from tests.orders.aftersales.conftest import PRICES, Scene, make_scene
from tests.orders.aftersales.states import WORDS


def refused(outcome: Any) -> bool:
    return isinstance(outcome, DomainError | OperationalError)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_one_piece_is_asked_for_once(race: Any) -> None:
    scene = make_scene()
    order = scene.received(1)
    outcomes = race(lambda _click: scene.case(order), range(6))
    assert sum(isinstance(outcome, Case) for outcome in outcomes) == 1
    assert all(isinstance(outcome, Case) or refused(outcome) for outcome in outcomes)
    assert Case.objects.count() == 1
    assert_all_is_well()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_sixty_and_sixty_percent_at_one_instant(race: Any) -> None:
    scene = make_scene()
    order = scene.received(5)
    outcomes = race(lambda _click: scene.case(order, 3), range(4))
    assert sum(isinstance(outcome, Case) for outcome in outcomes) == 1
    agree(case=Case.objects.get(), actor=scene.owner)
    assert PaymentSplit.objects.get(order=order).refunded_cents == 3 * PRICES[0]
    assert_all_is_well()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_agreeing_many_times_pays_once(race: Any) -> None:
    scene = make_scene()
    case = scene.case(scene.received(2), 1)
    race(lambda _click: agree(case=scene.fresh(case), actor=scene.owner), range(6))
    assert Refund.objects.count() == 1
    assert scene.fresh(case).status == CaseStatus.REFUNDED
    assert_all_is_well()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_withdrawing_while_the_shop_agrees_has_one_winner(race: Any) -> None:
    scene = make_scene()
    for _ in range(4):
        case = scene.case(scene.received(1))
        race(
            lambda step, case=case: step(scene.fresh(case)),
            [lambda c: agree(case=c, actor=scene.owner), lambda c: cancel(case=c, actor=scene.buyer)],
        )
        case = scene.fresh(case)
        assert case.status in {CaseStatus.REFUNDED, CaseStatus.CANCELLED, CaseStatus.APPLIED}
        assert Refund.objects.filter(order=case.order).count() == (case.status == CaseStatus.REFUNDED)
    assert_all_is_well()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_piece_is_shipped_or_paid_back_never_both(race: Any) -> None:
    scene = make_scene()
    for _ in range(4):
        order = scene.order(1)
        race(
            lambda step, order=order: step(order),
            [
                scene.case,
                lambda o: ship(order=o, carrier=scene.carrier, waybill=scene.waybill(), actor=scene.owner),
            ],
        )
        line = scene.fresh(order).lines.get()
        assert line.shipped_quantity + line.held_quantity == 1
    assert_all_is_well()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_calling_off_and_applying_at_one_instant(race: Any) -> None:
    scene = make_scene()
    for _ in range(4):
        order = scene.order(2)
        race(
            lambda step, order=order: step(order),
            [lambda o: cancel_order(order=o, actor=scene.buyer), scene.case],
        )
        order = scene.fresh(order)
        assert (order.status == OrderStatus.CLOSED) == (order.open_cases == 0)
        assert PaymentSplit.objects.get(order=order).refunded_cents in {0, order.total_cents}
    assert_all_is_well()


@given(
    cents=st.integers(0, 10**7),
    cuts=st.lists(st.integers(1, 9), min_size=1, max_size=12),
)
@settings(max_examples=300, deadline=None)
def test_parts_of_a_line_sum_to_the_line(cents: int, cuts: list[int]) -> None:
    whole, already, paid = sum(cuts), 0, 0
    for quantity in cuts:
        paid += part_of(cents, quantity=quantity, already=already, whole=whole)
        already += quantity
    assert paid == cents


@pytest.mark.django_db(transaction=True)
def test_no_sequence_of_partial_refunds_pays_more_than_was_paid() -> None:
    """Random wishes, amounts, offers, withdrawals and returns on one order of two lines, then the books."""
    scene = make_scene()

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(data=st.data())
    def run(data: st.DataObject) -> None:
        order = scene.received(data.draw(st.integers(1, 4)), data.draw(st.integers(1, 3)))
        for _step in range(data.draw(st.integers(1, 8))):
            try:
                _anything(scene, scene.fresh(order), data)
            except DomainError:
                continue
        assert 0 <= PaymentSplit.objects.get(order=order).refunded_cents <= order.total_cents
        assert broken_promises() == {}

    run()


def _anything(scene: Scene, order: Any, data: st.DataObject) -> None:
    what = data.draw(st.sampled_from(["open", "open", "agree", "offer", "cancel", "receive"]))
    if what == "open":
        quantities = (data.draw(st.integers(0, 3)), data.draw(st.integers(0, 3)))
        kind = data.draw(st.sampled_from([CaseKind.REFUND, CaseKind.RETURN]))
        asked = data.draw(st.one_of(st.none(), st.integers(1, 40_000)))
        open_case(order=order, wish=scene.wish(order, *quantities, kind=kind, asked_cents=asked), actor=scene.buyer)
        return
    cases = list(Case.objects.filter(order=order).order_by("pk"))
    if not cases:
        return
    case = data.draw(st.sampled_from(cases))
    if what == "agree":
        scene.address()
        agree(case=case, actor=scene.owner)
    elif what == "offer":
        offer(case=case, actor=scene.owner, cents=data.draw(st.integers(1, 40_000)), words=WORDS)
        accept(case=scene.fresh(case), actor=scene.buyer)
    elif what == "cancel":
        cancel(case=case, actor=scene.buyer)
    else:
        ship_back(case=case, carrier=scene.carrier, waybill=scene.waybill(), actor=scene.buyer)
        receive(case=scene.fresh(case), actor=scene.owner)
