"""Money that goes back: how much, once, and never more than was paid."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from catalog.inventory.models import Stock
from config.kernel.models import OutboxEvent
from orders.aftersales.errors import (
    AfterSalesOver,
    AskedTooMuch,
    KindImpossible,
    NoAfterSales,
    NothingChosen,
    TooManyPieces,
)
from orders.aftersales.models import Case, CaseKind, CaseReason, CaseStatus
from orders.aftersales.selectors import has_open_case
from orders.aftersales.services import accept, agree, cancel, decline, offer, open_case, receive, reject
from orders.checkout.errors import CaseStillOpen
from orders.checkout.models import Order, OrderStatus
from orders.checkout.services import confirm_receipt
from orders.fulfilment.errors import NothingToShip
from orders.fulfilment.services import ship
from orders.payments.models import PaymentSplit, Refund, RefundState
from tests.invariants import assert_all_is_well
from tests.orders.aftersales.conftest import FREIGHT, PRICES, Scene

pytestmark = pytest.mark.django_db(transaction=True)


def refunded(order: Order) -> int:
    return PaymentSplit.objects.get(order=order).refunded_cents


def test_a_whole_unshipped_order_comes_back_with_its_freight(scene: Scene) -> None:
    order = scene.order(2)
    case = scene.case(order)
    assert (case.status, case.most_cents, case.freight_cents) == (CaseStatus.APPLIED, 2 * PRICES[0] + FREIGHT, FREIGHT)
    assert [line.left_to_ship for line in order.lines.all()] == [0]  # nobody ships it meanwhile
    agree(case=case, actor=scene.owner)
    case, order = scene.fresh(case), scene.fresh(order)
    assert (case.status, case.agreed_cents) == (CaseStatus.REFUNDED, order.total_cents)
    assert (order.status, order.close_reason, order.open_cases) == (OrderStatus.CLOSED, "refunded", 0)
    assert refunded(order) == order.total_cents
    stock = Stock.objects.get(variant=scene.variants[0])
    assert (stock.on_hand, stock.reserved) == (100, 0)
    told = OutboxEvent.objects.get(name="orders.case_refunded").payload
    assert told == {"case_id": case.pk, "order_id": order.pk, "amount_cents": order.total_cents}
    assert_all_is_well()


def test_a_part_before_shipping_and_the_rest_ships(scene: Scene) -> None:
    order = scene.order(3, 1)
    case = scene.case(order, 2, 0)
    assert (case.most_cents, case.freight_cents) == (2 * PRICES[0], 0)
    agree(case=case, actor=scene.owner)
    order = scene.fresh(order)
    assert (order.status, refunded(order)) == (OrderStatus.TO_SHIP, 2 * PRICES[0])
    assert [line.left_to_ship for line in order.lines.all()] == [1, 1]
    parcel = ship(order=order, carrier=scene.carrier, waybill=scene.waybill(), actor=scene.owner)
    assert sorted(parcel.lines.values_list("quantity", flat=True)) == [1, 1]
    assert scene.fresh(order).status == OrderStatus.SHIPPED
    assert_all_is_well()


def test_pieces_of_an_open_case_do_not_ship(scene: Scene) -> None:
    order = scene.order(2, 1)
    case = scene.case(order, 2, 0)
    ship(order=order, carrier=scene.carrier, waybill=scene.waybill(), actor=scene.owner)
    order = scene.fresh(order)
    assert order.status == OrderStatus.PARTLY_SHIPPED
    with pytest.raises(NothingToShip):
        ship(order=order, carrier=scene.carrier, waybill=scene.waybill(), actor=scene.owner)
    reject(case=case, actor=scene.owner, words="已经打包好了，今天就发。")
    ship(order=order, carrier=scene.carrier, waybill=scene.waybill(), actor=scene.owner)
    assert scene.fresh(order).status == OrderStatus.SHIPPED
    assert_all_is_well()


def test_the_last_open_pieces_paid_back_let_the_order_go_on(scene: Scene) -> None:
    order = scene.order(2, 1)
    case = scene.case(order, 2, 0)
    parcel = ship(order=order, carrier=scene.carrier, waybill=scene.waybill(), actor=scene.owner)
    scene.deliver(parcel)
    assert scene.fresh(order).status == OrderStatus.PARTLY_SHIPPED
    agree(case=case, actor=scene.owner)
    assert scene.fresh(order).status == OrderStatus.DELIVERED
    assert_all_is_well()


def test_two_times_sixty_percent_is_too_much(scene: Scene) -> None:
    order = scene.received(5)
    first = scene.case(order, 3)
    with pytest.raises(TooManyPieces) as refusal:
        scene.case(order, 3)
    assert refusal.value.details["left"] == 2
    agree(case=first, actor=scene.owner)
    with pytest.raises(TooManyPieces):
        scene.case(order, 3)
    with pytest.raises(AskedTooMuch):
        scene.case(order, 2, asked_cents=3 * PRICES[0])
    assert (Case.objects.count(), refunded(order)) == (1, 3 * PRICES[0])
    assert_all_is_well()


def test_freight_goes_back_only_with_the_last_piece_and_the_shops_fault(scene: Scene) -> None:
    order = scene.received(2)
    mine = scene.case(order, reason=CaseReason.CHANGED_MIND)
    assert mine.freight_cents == 0
    cancel(case=mine, actor=scene.buyer)
    assert scene.case(order, 1).freight_cents == 0
    assert scene.case(order, 1).freight_cents == FREIGHT


def test_a_shop_offers_a_part_and_the_buyer_takes_it(scene: Scene) -> None:
    case = scene.case(scene.received(1), kind=CaseKind.RETURN)
    offer(case=case, actor=scene.owner, cents=2000, words="小瑕疵不影响使用，补你 20 元，不用寄回。")
    case = scene.fresh(case)
    assert (case.status, case.offered_cents) == (CaseStatus.OFFERED, 2000)
    assert not Refund.objects.exists()
    accept(case=case, actor=scene.buyer)
    case = scene.fresh(case)
    assert (case.status, case.agreed_cents, case.goods_back) == (CaseStatus.REFUNDED, 2000, False)
    assert scene.fresh(case.order).status == OrderStatus.COMPLETED  # the buyer keeps it
    assert_all_is_well()


def test_a_declined_offer_waits_for_the_shop_again(scene: Scene) -> None:
    case = scene.case(scene.received(1))
    offer(case=case, actor=scene.owner, cents=100, words="一元。")
    decline(case=scene.fresh(case), actor=scene.buyer, words="太少了。")
    case = scene.fresh(case)
    assert (case.status, case.offered_cents) == (CaseStatus.APPLIED, None)
    assert case.due_at is not None


def test_a_return_pays_when_the_goods_are_back(scene: Scene) -> None:
    order = scene.received(2, 1)
    case = scene.coming_back(order, 1, 0)
    assert case.return_parcel is not None
    assert (case.return_parcel.direction, refunded(order)) == ("return", 0)
    before = Stock.objects.get(variant=scene.variants[0]).on_hand
    receive(case=case, actor=scene.owner, shelf=[case.lines.get().pk])
    case = scene.fresh(case)
    assert (case.status, refunded(order)) == (CaseStatus.REFUNDED, PRICES[0])
    assert Stock.objects.get(variant=scene.variants[0]).on_hand == before + 1
    assert scene.fresh(order).status == OrderStatus.COMPLETED
    assert_all_is_well()


def test_everything_sent_back_ends_the_order(scene: Scene) -> None:
    order = scene.received(2)
    for _ in range(2):
        receive(case=scene.coming_back(order, 1), actor=scene.owner)
    order = scene.fresh(order)
    assert (order.status, order.close_reason) == (OrderStatus.CLOSED, "refunded")
    assert refunded(order) == order.total_cents  # the shop's fault: freight too
    assert_all_is_well()


def test_receipt_waits_for_an_open_case(scene: Scene, time_machine_later: Any) -> None:
    from orders.checkout.tasks import confirm_receipts

    order = scene.delivered(1)
    case = scene.case(order)
    assert has_open_case(order)
    time_machine_later(timedelta(days=8))
    assert confirm_receipts() == 0
    with pytest.raises(CaseStillOpen):
        confirm_receipt(order=order, buyer=scene.buyer)
    cancel(case=case, actor=scene.buyer)
    assert not has_open_case(order)
    assert confirm_receipts() == 1


def test_the_window_ends_a_week_after_receipt(scene: Scene, time_machine_later: Any) -> None:
    order = scene.received(1)
    time_machine_later(timedelta(days=7, minutes=1))
    with pytest.raises(AfterSalesOver):
        scene.case(order)
    assert not Case.objects.exists()


def test_nothing_before_payment_and_nothing_after_the_end(scene: Scene) -> None:
    from tests.factories.orders import make_order

    unpaid = make_order(scene.buyer, {scene.variants[0]: 1})
    with pytest.raises(NoAfterSales):
        scene.case(unpaid, is_unshipped=True)
    order = scene.order(1)
    agree(case=scene.case(order), actor=scene.owner)
    with pytest.raises(NoAfterSales):
        scene.case(scene.fresh(order), is_unshipped=True)


@pytest.mark.parametrize("quantity", [-1, 4, 10**9, 2**63])
def test_wrong_quantities_open_nothing(scene: Scene, quantity: int) -> None:
    from config.kernel.errors import Invalid

    order = scene.received(3)
    with pytest.raises(Invalid):
        scene.case(order, quantity)
    with pytest.raises(NothingChosen):
        scene.case(order, 0)
    assert not Case.objects.exists()
    assert scene.fresh(order).open_cases == 0


@pytest.mark.parametrize("cents", [-1, 0])
def test_wrong_amounts_open_nothing(scene: Scene, cents: int) -> None:
    from config.kernel.errors import Invalid

    with pytest.raises(Invalid):
        scene.case(scene.received(1), asked_cents=cents)
    assert not Case.objects.exists()


def test_pieces_that_never_left_are_not_sent_back(scene: Scene) -> None:
    order = scene.order(1)
    for kind in (CaseKind.RETURN, CaseKind.EXCHANGE):
        with pytest.raises(KindImpossible):
            scene.case(order, kind=kind, reason=CaseReason.CHANGED_MIND)
        with pytest.raises(KindImpossible):
            scene.case(order, kind=kind, is_unshipped=False)


def test_a_line_of_another_order_is_refused(scene: Scene) -> None:
    from config.kernel.errors import Invalid

    mine, foreign = scene.received(1), scene.received(1)
    with pytest.raises(Invalid):
        open_case(order=mine, wish=scene.wish(foreign), actor=scene.buyer)
    assert not Case.objects.exists()


def test_the_buyer_hears_of_the_money(scene: Scene, settings: Any) -> None:
    case = scene.case(scene.received(1))
    assert [one.to for one in mail.outbox] == [[scene.owner.email]]
    mail.outbox.clear()
    agree(case=case, actor=scene.owner)
    assert [one.to for one in mail.outbox] == [[scene.buyer.email]]
    assert Refund.objects.get().state == RefundState.DONE
