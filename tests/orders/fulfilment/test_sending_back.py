"""Parcels of after-sales cases: they travel like others and leave the order alone."""

from __future__ import annotations

import pytest

from catalog.inventory.errors import OutOfStock
from catalog.inventory.models import Movement, Stock
from catalog.inventory.services import take_back
from config.kernel.errors import Invalid
from config.kernel.models import OutboxEvent
from orders.checkout.models import OrderStatus
from orders.fulfilment.errors import NothingToShip, NothingToUndo, TooManyToSendBack, WaybillTaken
from orders.fulfilment.models import Direction, Parcel, ParcelStatus
from orders.fulfilment.selectors import doorstep_of
from orders.fulfilment.services import record_scan, send_back, send_replacement, undo_scan
from tests.factories.orders import DELIVERY
from tests.invariants import assert_all_is_well
from tests.orders.fulfilment.conftest import Scene, signed_in

S = ParcelStatus


def arrived(scene: Scene, *quantities: int) -> Parcel:
    parcel = scene.parcel(*quantities)
    for status in (S.PICKED_UP, S.OUT_FOR_DELIVERY, S.DELIVERED):
        record_scan(parcel=parcel, status=status, actor=scene.courier)
    return parcel


def test_a_buyer_sends_pieces_back(scene: Scene):
    out = arrived(scene, 3)
    line = out.order.lines.get()
    back = send_back(
        order=out.order, case_number="A-1", carrier=scene.carrier, waybill="SF777001", lines={line.pk: 2}, actor=None
    )
    assert (back.direction, back.case_number, back.lines.get().quantity) == (Direction.RETURN, "A-1", 2)
    assert doorstep_of(back).street == DELIVERY.street
    record_scan(parcel=back, status=S.PICKED_UP, actor=scene.courier)
    back.refresh_from_db()
    assert doorstep_of(back).recipient == scene.shop.name
    record_scan(parcel=back, status=S.OUT_FOR_DELIVERY, actor=scene.courier)
    event = record_scan(parcel=back, status=S.DELIVERED, actor=scene.courier)
    out.order.refresh_from_db()
    line.refresh_from_db()
    assert (out.order.status, line.shipped_quantity) == (OrderStatus.DELIVERED, 3)
    told = OutboxEvent.objects.filter(name="orders.parcel_delivered").last().payload
    assert told == {"parcel_id": back.pk, "direction": "return", "case_number": "A-1"}
    with pytest.raises(NothingToUndo):
        undo_scan(event=event, actor=scene.courier)
    assert_all_is_well()


@pytest.mark.parametrize(("pieces", "refusal"), [(3, TooManyToSendBack), (0, NothingToShip), (-1, Invalid)])
def test_nothing_goes_back_that_never_left(scene: Scene, pieces: int, refusal: type[Exception]):
    out = arrived(scene, 2)
    line = out.order.lines.get()
    with pytest.raises(refusal):
        send_back(
            order=out.order, case_number="A-1", carrier=scene.carrier, waybill="SF777001", lines={line.pk: pieces}
        )
    foreign = scene.order(1).lines.get()
    with pytest.raises(Invalid):
        send_back(order=out.order, case_number="A-1", carrier=scene.carrier, waybill="SF777001", lines={foreign.pk: 1})
    assert Parcel.objects.count() == 1


def test_the_same_pieces_go_back_once(scene: Scene):
    out = arrived(scene, 2)
    line = out.order.lines.get()
    send_back(order=out.order, case_number="A-1", carrier=scene.carrier, waybill="SF777001", lines={line.pk: 2})
    with pytest.raises(TooManyToSendBack):
        send_back(order=out.order, case_number="A-2", carrier=scene.carrier, waybill="SF777002", lines={line.pk: 1})
    other = arrived(scene, 1)
    lines = {other.order.lines.get().pk: 1}
    with pytest.raises(WaybillTaken):
        send_back(order=other.order, case_number="A-2", carrier=scene.carrier, waybill="SF777001", lines=lines)


def test_a_replacement_leaves_the_shelf(scene: Scene):
    out = arrived(scene, 1)
    line = out.order.lines.get()
    other = scene.variants[1]
    before = Stock.objects.get(variant=other).on_hand
    parcel = send_replacement(
        order=out.order,
        case_number="A-1",
        carrier=scene.carrier,
        waybill="SF777003",
        lines={line.pk: 1},
        variants={line.pk: other},
        actor=scene.owner,
    )
    assert (parcel.direction, Stock.objects.get(variant=other).on_hand) == (Direction.EXCHANGE, before - 1)
    for status in (S.PICKED_UP, S.OUT_FOR_DELIVERY, S.DELIVERED):
        record_scan(parcel=parcel, status=status, actor=scene.courier)
    out.order.refresh_from_db()
    line.refresh_from_db()
    assert (out.order.status, line.shipped_quantity) == (OrderStatus.DELIVERED, 1)
    assert_all_is_well()


def test_a_replacement_that_is_not_there(scene: Scene):
    out = arrived(scene, 1)
    line = out.order.lines.get()
    scene.order(99)  # somebody else's
    with pytest.raises(OutOfStock):
        send_replacement(
            order=out.order,
            case_number="A-1",
            carrier=scene.carrier,
            waybill="SF777003",
            lines={line.pk: 1},
            actor=scene.owner,
        )
    assert Parcel.objects.filter(direction=Direction.EXCHANGE).count() == 0


def test_good_pieces_come_back_to_the_shelf(scene: Scene):
    out = arrived(scene, 2)
    variant = scene.variants[0]
    before = Stock.objects.get(variant=variant).on_hand
    take_back(reference=out.order.number, variant=variant, quantity=2, actor=scene.owner)
    assert Stock.objects.get(variant=variant).on_hand == before + 2
    assert Movement.objects.filter(variant=variant).last().reason == "returned"
    with pytest.raises(Invalid):
        take_back(reference=out.order.number, variant=variant, quantity=0)
    assert_all_is_well()


def test_both_ways_are_on_the_pages(scene: Scene):
    out = arrived(scene, 2)
    line = out.order.lines.get()
    back = send_back(order=out.order, case_number="A-1", carrier=scene.carrier, waybill="SF777001", lines={line.pk: 2})
    shopper = signed_in(scene.buyer).get(f"/orders/{out.order.number}/tracking/", HTTP_HX_REQUEST="true")
    assert back.waybill in shopper.content.decode()
    assert 'data-direction="return"' in shopper.content.decode()
    merchant = signed_in(scene.owner).get(f"/merchant/orders/{out.order.number}/").content.decode()
    assert back.waybill in merchant
