"""Failed, going back, back: goods to the shelf and money to the buyer, each once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from catalog.inventory.models import Stock
from config.kernel.errors import Invalid
from orders.checkout.models import OrderStatus
from orders.checkout.selectors import receipts_due
from orders.fulfilment.errors import MoreGoodThanBack, NotBackYet, NothingToUndo
from orders.fulfilment.models import Parcel, ParcelStatus
from orders.fulfilment.services import record_scan, ship, take_in, undo_scan
from orders.fulfilment.tasks import take_in_returns, turn_back_parcels
from orders.payments.models import Refund, RefundState
from tests.invariants import assert_all_is_well
from tests.orders.fulfilment.conftest import Scene, make_scene, signed_in

S = ParcelStatus


def came_back(scene: Scene, parcel: Parcel) -> Parcel:
    for status in (S.OUT_FOR_DELIVERY, S.RETURNING, S.RETURNED):
        record_scan(parcel=parcel, status=status, actor=scene.courier)
    parcel.refresh_from_db()
    return parcel


def on_hand(variant) -> int:
    return Stock.objects.get(variant=variant).on_hand


@pytest.mark.django_db(transaction=True)
def test_from_the_door_back_to_the_buyers_purse(time_machine_later):
    scene = make_scene()
    order = scene.order(2)
    before = on_hand(scene.variants[0])
    parcel = ship(order=order, carrier=scene.carrier, waybill="SF600001", actor=scene.owner)
    record_scan(parcel=parcel, status=S.OUT_FOR_DELIVERY, actor=scene.courier)
    record_scan(parcel=parcel, status=S.DELIVERY_FAILED, actor=scene.courier, note="拒收", raw_code="refused")
    time_machine_later(timedelta(minutes=6))
    assert turn_back_parcels() == 1
    record_scan(parcel=parcel, status=S.RETURNED, actor=scene.courier)
    page = signed_in(scene.buyer).get(f"/orders/{order.number}/tracking/").content.decode()
    assert 'data-test="parcel-returned"' in page
    take_in(parcel=parcel, good={order.lines.get().pk: 2}, actor=scene.owner)
    order.refresh_from_db()
    refund = Refund.objects.get(order=order)
    assert (order.status, order.close_reason) == (OrderStatus.CLOSED, "returned")
    assert (refund.amount_cents, refund.state) == (order.total_cents, RefundState.DONE)
    assert on_hand(scene.variants[0]) == before
    assert_all_is_well()


def test_twice_is_once(scene: Scene):
    parcel = came_back(scene, scene.parcel(2))
    line = parcel.order.lines.get()
    for _ in range(2):
        take_in(parcel=parcel, good={line.pk: 2}, actor=scene.owner)
    assert Refund.objects.filter(order=parcel.order).count() == 1
    assert_all_is_well()


def test_broken_pieces_stay_off_the_shelf(scene: Scene):
    parcel = scene.parcel(3)
    before = on_hand(scene.variants[0])
    take_in(parcel=came_back(scene, parcel), good={parcel.order.lines.get().pk: 1}, actor=scene.owner)
    assert on_hand(scene.variants[0]) == before + 1
    assert parcel.lines.get().good_quantity == 1
    assert Refund.objects.get().amount_cents == parcel.order.total_cents
    assert_all_is_well()


def test_a_part_that_came_back_refunds_its_share_and_the_rest_the_rest(scene: Scene):
    order = scene.order(3)
    line = order.lines.get()
    parts = [
        ship(order=order, carrier=scene.carrier, waybill=waybill, quantities={line.pk: pieces}, actor=scene.owner)
        for waybill, pieces in (("SF600001", 1), ("SF600002", 2))
    ]
    take_in(parcel=came_back(scene, parts[0]), good={}, actor=scene.owner)
    order.refresh_from_db()
    assert (order.status, Refund.objects.get().amount_cents) == (OrderStatus.SHIPPED, line.paid_cents // 3)
    take_in(parcel=came_back(scene, parts[1]), good={line.pk: 2}, actor=scene.owner)
    order.refresh_from_db()
    assert order.status == OrderStatus.REFUNDING
    assert sum(Refund.objects.values_list("amount_cents", flat=True)) == order.total_cents
    assert_all_is_well()


def test_the_delivered_part_stays_bought(scene: Scene):
    order = scene.order(2)
    line = order.lines.get()
    kept, back = (
        ship(order=order, carrier=scene.carrier, waybill=waybill, quantities={line.pk: 1}, actor=scene.owner)
        for waybill in ("SF600001", "SF600002")
    )
    for status in (S.OUT_FOR_DELIVERY, S.DELIVERED):
        record_scan(parcel=kept, status=status, actor=scene.courier)
    take_in(parcel=came_back(scene, back), good={line.pk: 1}, actor=scene.owner)
    order.refresh_from_db()
    assert (order.status, Refund.objects.get().amount_cents) == (OrderStatus.DELIVERED, line.paid_cents // 2)
    assert_all_is_well()


@pytest.mark.parametrize("status", [S.INFO_RECEIVED, S.OUT_FOR_DELIVERY, S.RETURNING, S.DELIVERED])
def test_only_what_is_back_is_taken_in(scene: Scene, status: str):
    parcel = scene.parcel()
    if status != S.INFO_RECEIVED:
        record_scan(parcel=parcel, status=S.OUT_FOR_DELIVERY, actor=scene.courier)
    if status not in {S.INFO_RECEIVED, S.OUT_FOR_DELIVERY}:
        record_scan(parcel=parcel, status=status, actor=scene.courier)
    with pytest.raises(NotBackYet):
        take_in(parcel=parcel, good={}, actor=scene.owner)
    assert not Refund.objects.exists()


@pytest.mark.parametrize("pieces", [-1, 3])
def test_wrong_numbers_change_nothing(scene: Scene, pieces: int):
    parcel = came_back(scene, scene.parcel(2))
    before = on_hand(scene.variants[0])
    with pytest.raises(MoreGoodThanBack):
        take_in(parcel=parcel, good={parcel.order.lines.get().pk: pieces}, actor=scene.owner)
    with pytest.raises(Invalid):
        take_in(parcel=parcel, good={scene.order(1).lines.get().pk: 1}, actor=scene.owner)
    parcel.refresh_from_db()
    assert (parcel.taken_in_at, on_hand(scene.variants[0])) == (None, before)
    assert not Refund.objects.exists()


def test_a_silent_shop_keeps_nobody_waiting(scene: Scene, time_machine_later):
    parcel = came_back(scene, scene.parcel())
    before = on_hand(scene.variants[0])
    assert take_in_returns() == 0
    time_machine_later(timedelta(days=3, minutes=1))
    assert (take_in_returns(), take_in_returns()) == (1, 0)
    assert Refund.objects.get().amount_cents == parcel.order.total_cents
    assert on_hand(scene.variants[0]) == before
    assert_all_is_well()


def test_the_calendar_does_not_confirm_what_goes_back(scene: Scene, time_machine_later):
    gone, back = scene.parcel(), scene.parcel()
    record_scan(parcel=back, status=S.OUT_FOR_DELIVERY, actor=scene.courier)
    record_scan(parcel=back, status=S.RETURNING, actor=scene.courier)
    time_machine_later(timedelta(days=16))
    assert [order.pk for order in receipts_due()] == [gone.order_id]


def test_what_is_taken_in_cannot_be_undone(scene: Scene):
    parcel = came_back(scene, scene.parcel())
    take_in(parcel=parcel, good={}, actor=scene.owner)
    with pytest.raises(NothingToUndo):
        undo_scan(event=parcel.events.first(), actor=scene.courier)


def test_the_shop_says_so_on_the_order_page(scene: Scene):
    parcel = came_back(scene, scene.parcel(2))
    line = parcel.order.lines.get()
    client = signed_in(scene.owner)
    page = client.get(f"/merchant/orders/{parcel.order.number}/").content.decode()
    assert 'data-test="take-in"' in page
    wrong = client.post(f"/merchant/parcels/{parcel.key}/take-in/", {f"good_{line.pk}": "5"})
    assert wrong.status_code == 422
    assert client.post(f"/merchant/parcels/{parcel.key}/take-in/", {f"good_{line.pk}": "2"}).status_code == 302
    parcel.refresh_from_db()
    assert parcel.taken_in_at is not None
    assert parcel.key not in client.get("/merchant/parcels/").content.decode()


def test_another_shops_parcel_does_not_exist(scene: Scene):
    from tests.factories.catalog import make_merchant_user, make_shop

    parcel = came_back(scene, scene.parcel())
    stranger = make_merchant_user(make_shop())
    answer = signed_in(stranger).post(f"/merchant/parcels/{parcel.key}/take-in/", {})
    assert answer.status_code == 404
    assert signed_in(scene.buyer).post(f"/merchant/parcels/{parcel.key}/take-in/", {}).status_code in {403, 404}
    parcel.refresh_from_db()
    assert parcel.taken_in_at is None


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_people_take_one_parcel_in(race):
    scene = make_scene()
    parcel = came_back(scene, scene.parcel(2))
    line = parcel.order.lines.get()
    before = on_hand(scene.variants[0])
    race(lambda _who: take_in(parcel=parcel, good={line.pk: 2}, actor=scene.owner), range(4))
    assert on_hand(scene.variants[0]) == before + 2
    assert Refund.objects.filter(order=parcel.order).count() == 1
    assert_all_is_well()


def test_the_same_for_machines(scene: Scene):
    from tests.factories.accounts import operator

    parcel = came_back(scene, scene.parcel(2))
    sku = parcel.order.lines.get().sku
    owner, sent = signed_in(scene.owner), {"content_type": "application/json", "HTTP_IDEMPOTENCY_KEY": "back-1"}
    assert owner.get("/api/v1/merchant/parcels/?only=returned").json()["results"][0]["key"] == parcel.key
    assert signed_in(operator()).get("/api/v1/platform/parcels/").json()["results"][0]["key"] == parcel.key
    assert signed_in(operator()).get("/api/v1/platform/late-parcels/").json()["results"] == []
    assert owner.get("/api/v1/platform/parcels/").status_code in {403, 404}
    path = f"/api/v1/merchant/parcels/{parcel.key}/take-in/"
    foreign = owner.post(path, {"good": [{"sku": "nobody", "quantity": 1}]}, **sent)
    assert foreign.status_code == 422
    for _ in range(2):
        assert owner.post(path, {"good": [{"sku": sku, "quantity": 2}]}, **sent).status_code == 200
    assert Refund.objects.filter(order=parcel.order).count() == 1
