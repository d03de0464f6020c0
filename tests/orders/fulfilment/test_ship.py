"""Merchants hand orders to carriers."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, OperationalError, transaction

from catalog.inventory.models import Stock
from config.kernel.errors import Invalid
from config.kernel.models import OutboxEvent
from orders.checkout.models import OrderLine, OrderStatus
from orders.fulfilment.errors import (
    BadWaybill,
    CarrierClosed,
    NothingToShip,
    NotShippable,
    TooManyPieces,
    WaybillTaken,
)
from orders.fulfilment.models import Parcel, ParcelStatus
from orders.fulfilment.services import ship
from tests.factories.accounts import CarrierFactory
from tests.factories.orders import make_order
from tests.invariants import assert_all_is_well
from tests.orders.fulfilment.conftest import Scene, make_scene


def stock_of(variant) -> tuple[int, int]:
    return tuple(Stock.objects.values_list("on_hand", "reserved").get(variant=variant))


def test_a_whole_order_ships(scene: Scene):
    order = scene.order(2, 1)
    before = [stock_of(variant) for variant in scene.variants]
    parcel = ship(order=order, carrier=scene.carrier, waybill=" sf 1234-5678 ", actor=scene.owner)
    order.refresh_from_db()
    assert (order.status, parcel.waybill, parcel.status) == (OrderStatus.SHIPPED, "SF1234-5678", "info_received")
    assert order.shipped_at is not None
    assert [line.left_to_ship for line in order.lines.all()] == [0, 0]
    assert sorted(parcel.lines.values_list("quantity", flat=True)) == [1, 2]
    assert parcel.events.get().status == ParcelStatus.INFO_RECEIVED
    after = [stock_of(variant) for variant in scene.variants]
    assert after == [(before[0][0] - 2, before[0][1] - 2), (before[1][0] - 1, before[1][1] - 1)]
    told = OutboxEvent.objects.get(name="orders.order_shipped").payload
    assert told == {"order_id": order.pk, "parcel_id": parcel.pk, "is_whole": True}


def test_two_of_three_ship_then_the_last(scene: Scene):
    order = scene.order(3)
    line = order.lines.get()
    ship(order=order, carrier=scene.carrier, waybill="SF000001", quantities={line.pk: 2}, actor=scene.owner)
    order.refresh_from_db()
    line.refresh_from_db()
    assert (order.status, line.shipped_quantity) == (OrderStatus.PARTLY_SHIPPED, 2)
    ship(order=order, carrier=scene.carrier, waybill="SF000002", quantities={line.pk: 1}, actor=scene.owner)
    order.refresh_from_db()
    assert order.status == OrderStatus.SHIPPED
    assert [move.to_status for move in order.moves.all()][-2:] == ["partly_shipped", "shipped"]


def test_part_after_part_stays_partly_shipped(scene: Scene):
    order = scene.order(3)
    line = order.lines.get()
    for waybill in ("SF000001", "SF000002"):
        ship(order=order, carrier=scene.carrier, waybill=waybill, quantities={line.pk: 1}, actor=scene.owner)
    order.refresh_from_db()
    assert (order.status, order.parcels.count()) == (OrderStatus.PARTLY_SHIPPED, 2)


@pytest.mark.parametrize(
    ("quantity", "refusal"), [(4, TooManyPieces), (0, NothingToShip), (-1, Invalid), (10**9, TooManyPieces)]
)
def test_wrong_quantities_change_nothing(scene: Scene, quantity: int, refusal: type[Exception]):
    order = scene.order(3)
    line = order.lines.get()
    before = stock_of(scene.variants[0])
    with pytest.raises(refusal):
        ship(order=order, carrier=scene.carrier, waybill="SF000001", quantities={line.pk: quantity}, actor=scene.owner)
    line.refresh_from_db()
    assert (line.shipped_quantity, Parcel.objects.count(), stock_of(scene.variants[0])) == (0, 0, before)


def test_the_database_refuses_overshipping(scene: Scene):
    line = scene.order(3).lines.get()
    with pytest.raises(IntegrityError, match="order_line_never_overshipped"), transaction.atomic():
        OrderLine.objects.filter(pk=line.pk).update(shipped_quantity=4)


def test_a_line_of_another_order_is_refused(scene: Scene):
    mine, foreign = scene.order(1), scene.order(1)
    quantities = {foreign.lines.get().pk: 1}
    with pytest.raises(Invalid):
        ship(order=mine, carrier=scene.carrier, waybill="SF000001", quantities=quantities, actor=scene.owner)
    assert not Parcel.objects.exists()
    assert foreign.lines.get().shipped_quantity == 0


def test_an_unpaid_order_does_not_ship(scene: Scene):
    order = make_order(scene.buyer, {scene.variants[0]: 1})
    with pytest.raises(NotShippable):
        ship(order=order, carrier=scene.carrier, waybill="SF000001", actor=scene.owner)
    order.refresh_from_db()
    assert (order.status, Parcel.objects.count()) == (OrderStatus.PENDING_PAYMENT, 0)


def test_a_shipped_order_does_not_ship_again(scene: Scene):
    parcel = scene.parcel()
    with pytest.raises(NotShippable):
        ship(order=parcel.order, carrier=scene.carrier, waybill="SF000009", actor=scene.owner)
    assert Parcel.objects.count() == 1


@pytest.mark.parametrize("waybill", ["", "12345", "-123456", "SF 12/34567", "运单一二三四五六", "A" * 33])
def test_a_waybill_has_a_form(scene: Scene, waybill: str):
    with pytest.raises(BadWaybill):
        ship(order=scene.order(), carrier=scene.carrier, waybill=waybill, actor=scene.owner)
    assert not Parcel.objects.exists()


def test_full_width_digits_are_read(scene: Scene):
    parcel = ship(order=scene.order(), carrier=scene.carrier, waybill="ｓｆ１２３４５６", actor=scene.owner)
    assert parcel.waybill == "SF123456"


def test_a_waybill_is_used_once_per_carrier(scene: Scene):
    first = scene.parcel()
    order = scene.order()
    with pytest.raises(WaybillTaken) as refusal:
        ship(order=order, carrier=scene.carrier, waybill=first.waybill, actor=scene.owner)
    assert refusal.value.field == "waybill"
    order.refresh_from_db()
    assert (order.status, order.lines.get().shipped_quantity) == (OrderStatus.TO_SHIP, 0)
    other = ship(order=order, carrier=CarrierFactory(), waybill=first.waybill, actor=scene.owner)
    assert other.waybill == first.waybill


def test_a_closed_carrier_takes_nothing(scene: Scene):
    with pytest.raises(CarrierClosed):
        ship(order=scene.order(), carrier=CarrierFactory(is_active=False), waybill="SF000001", actor=scene.owner)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_people_ship_one_order_once(race):
    scene = make_scene()
    order = scene.order(2)
    outcomes = race(
        lambda waybill: ship(order=order, carrier=scene.carrier, waybill=waybill, actor=scene.owner),
        [f"SF00000{n}" for n in range(4)],
    )
    assert sum(isinstance(outcome, Parcel) for outcome in outcomes) == 1
    assert all(isinstance(outcome, (Parcel, NotShippable, OperationalError)) for outcome in outcomes)
    assert Parcel.objects.count() == 1
    assert order.lines.get().shipped_quantity == 2
    assert_all_is_well()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_orders_race_for_one_waybill(race):
    scene = make_scene()
    outcomes = race(
        lambda order: ship(order=order, carrier=scene.carrier, waybill="SF123456", actor=scene.owner),
        [scene.order(), scene.order()],
    )
    assert sum(isinstance(outcome, Parcel) for outcome in outcomes) == 1
    assert all(isinstance(outcome, (Parcel, WaybillTaken, OperationalError)) for outcome in outcomes)
    assert Parcel.objects.count() == 1
