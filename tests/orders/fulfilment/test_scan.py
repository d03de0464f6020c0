"""Couriers scan parcels; the newest scan by the carrier's time is the state."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from itertools import product

import pytest
from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer
from django.test import Client

from config.kernel.clock import now
from config.kernel.errors import Invalid
from config.kernel.live import user_group
from config.kernel.models import OutboxEvent
from orders.cart.shoppers import Shopper
from orders.checkout.models import OrderStatus
from orders.checkout.services import confirm_receipt
from orders.fulfilment.errors import NothingToUndo, ReasonMissing, ScanImpossible, TimeImpossible
from orders.fulfilment.models import Parcel, ParcelStatus, TrackingEvent
from orders.fulfilment.services import record_scan, ship, undo_scan
from orders.fulfilment.states import NEXT, may_follow
from tests.factories.accounts import UserFactory, courier
from tests.factories.orders import make_paid_order
from tests.orders.fulfilment.conftest import Scene, signed_in

S = ParcelStatus


def put_into(parcel: Parcel, status: str) -> Parcel:
    """The parcel in a state, whatever it took to get there."""
    Parcel.objects.filter(pk=parcel.pk).update(status=status)
    parcel.refresh_from_db()
    return parcel


def scan(scene: Scene, parcel: Parcel, status: str, **fields) -> TrackingEvent:
    fields.setdefault("note", "Nobody at home" if status in {S.DELIVERY_FAILED, S.EXCEPTION} else "")
    return record_scan(parcel=parcel, status=status, actor=scene.courier, **fields)


@pytest.mark.parametrize("origin", S.values)
def test_every_move_of_the_table(scene: Scene, origin: str):
    """From each state, exactly the table's moves are possible; anything else changes nothing."""
    parcel = scene.parcel()
    for target in S.values:
        if target in {S.INFO_RECEIVED, origin}:
            continue
        put_into(parcel, origin)
        if target in NEXT[origin]:
            scan(scene, parcel, target)
            parcel.refresh_from_db()
            assert parcel.status == target
        else:
            events = parcel.events.count()
            with pytest.raises(ScanImpossible):
                scan(scene, parcel, target)
            parcel.refresh_from_db()
            assert (parcel.status, parcel.events.count()) == (origin, events)


def test_the_table_keeps_its_promises():
    assert not any(may_follow(S.INFO_RECEIVED, end) for end in (S.DELIVERED, S.RETURNED, S.RETURNING))
    assert [target for target in S.values if may_follow(S.DELIVERED, target)] == [S.RETURNING]
    assert not any(may_follow(S.RETURNED, target) for target in S.values)
    assert not any(may_follow(origin, S.INFO_RECEIVED) for origin in S.values)
    assert all(may_follow(S.RETURNING, target) is (target in {S.RETURNING, S.RETURNED, S.EXCEPTION}) for target in S)
    assert set(NEXT) == set(S.values)
    assert all(target in S.values for origin, targets in NEXT.items() for origin, target in product([origin], targets))


def test_from_the_shop_to_the_door(scene: Scene):
    parcel = scene.parcel()
    for status in (S.PICKED_UP, S.IN_TRANSIT, S.OUT_FOR_DELIVERY, S.DELIVERED):
        scan(scene, parcel, status, place="Xihu")
    parcel.refresh_from_db()
    parcel.order.refresh_from_db()
    assert (parcel.status, parcel.courier, parcel.order.status) == (S.DELIVERED, scene.courier, OrderStatus.DELIVERED)
    assert parcel.delivered_at == parcel.status_at
    assert parcel.order.delivered_at is not None
    told = Counter(OutboxEvent.objects.values_list("name", flat=True))
    assert [told["orders.parcel_delivered"], told["orders.order_delivered"], told["orders.parcel_moved"]] == [1, 1, 4]


def test_an_order_is_delivered_with_its_last_parcel(scene: Scene):
    order = scene.order(2)
    line = order.lines.get()
    parcels = [
        ship(order=order, carrier=scene.carrier, waybill=f"SF00000{n}", quantities={line.pk: 1}, actor=scene.owner)
        for n in range(2)
    ]
    for parcel, expected in zip(parcels, (OrderStatus.SHIPPED, OrderStatus.DELIVERED), strict=True):
        scan(scene, parcel, S.PICKED_UP)
        scan(scene, parcel, S.DELIVERED)
        order.refresh_from_db()
        assert order.status == expected


def test_a_partly_shipped_order_is_not_delivered(scene: Scene):
    order = scene.order(2)
    line = order.lines.get()
    parcel = ship(order=order, carrier=scene.carrier, waybill="SF000001", quantities={line.pk: 1}, actor=scene.owner)
    scan(scene, parcel, S.PICKED_UP)
    scan(scene, parcel, S.DELIVERED)
    order.refresh_from_db()
    assert order.status == OrderStatus.PARTLY_SHIPPED


def test_a_failed_delivery_has_a_reason_and_a_next_time(scene: Scene):
    parcel = scene.parcel()
    scan(scene, parcel, S.OUT_FOR_DELIVERY)
    with pytest.raises(ReasonMissing):
        scan(scene, parcel, S.DELIVERY_FAILED, note=" ")
    tomorrow = now() + timedelta(days=1)
    scan(scene, parcel, S.DELIVERY_FAILED, note="Nobody at home", try_again_at=tomorrow)
    parcel.refresh_from_db()
    assert (parcel.status, parcel.failed_attempts, parcel.try_again_at) == (S.DELIVERY_FAILED, 1, tomorrow)
    scan(scene, parcel, S.OUT_FOR_DELIVERY)
    scan(scene, parcel, S.DELIVERED)
    parcel.refresh_from_db()
    assert (parcel.status, parcel.try_again_at) == (S.DELIVERED, None)


@pytest.mark.parametrize("away", [timedelta(minutes=-1), timedelta(days=31)])
def test_the_next_attempt_is_soon(scene: Scene, away: timedelta):
    parcel = put_into(scene.parcel(), S.OUT_FOR_DELIVERY)
    with pytest.raises(TimeImpossible):
        scan(scene, parcel, S.DELIVERY_FAILED, try_again_at=now() + away)
    assert parcel.events.count() == 1


def test_a_late_older_scan_joins_the_track_only(scene: Scene):
    parcel = scene.parcel()
    scan(scene, parcel, S.PICKED_UP)
    scan(scene, parcel, S.DELIVERED)
    parcel.refresh_from_db()
    scan(scene, parcel, S.IN_TRANSIT, happened_at=parcel.status_at - timedelta(seconds=1), place="Jinhua")
    parcel.refresh_from_db()
    assert (parcel.status, parcel.events.count()) == (S.DELIVERED, 4)
    assert parcel.events.first().status == S.DELIVERED


def test_telling_a_scan_twice_is_telling_it_once(scene: Scene):
    parcel = scene.parcel()
    at = now() + timedelta(seconds=1)
    first = scan(scene, parcel, S.PICKED_UP, happened_at=at, place="Xihu")
    assert scan(scene, parcel, S.PICKED_UP, happened_at=at, place="Xihu") == first
    assert parcel.events.count() == 2


def test_a_second_press_of_the_button_is_nothing(scene: Scene):
    parcel = scene.parcel()
    scan(scene, parcel, S.PICKED_UP)
    for status in (S.IN_TRANSIT, S.DELIVERY_FAILED, S.DELIVERED):
        assert scan(scene, parcel, status) == scan(scene, parcel, status)
    parcel.refresh_from_db()
    assert (parcel.events.count(), parcel.failed_attempts) == (5, 1)


@pytest.mark.parametrize(("status", "refusal"), [("", Invalid), ("lost", Invalid), (S.INFO_RECEIVED, Invalid)])
def test_an_unknown_state_is_refused(scene: Scene, status: str, refusal: type[Exception]):
    with pytest.raises(refusal):
        scan(scene, scene.parcel(), status)


def test_a_scan_from_the_future_is_refused(scene: Scene):
    with pytest.raises(TimeImpossible):
        scan(scene, scene.parcel(), S.PICKED_UP, happened_at=now() + timedelta(minutes=6))


# ------------------------------------------------------------------ undo


def test_a_mistaken_delivery_is_taken_back(scene: Scene):
    parcel = scene.parcel()
    scan(scene, parcel, S.OUT_FOR_DELIVERY)
    event = scan(scene, parcel, S.DELIVERED)
    correction = undo_scan(event=event, actor=scene.courier)
    parcel.refresh_from_db()
    parcel.order.refresh_from_db()
    assert (parcel.status, parcel.delivered_at) == (S.OUT_FOR_DELIVERY, None)
    assert (parcel.order.status, parcel.order.delivered_at) == (OrderStatus.SHIPPED, None)
    assert correction.raw_code == f"undo:{event.pk}"
    assert parcel.events.count() == 4  # nothing was erased
    scan(scene, parcel, S.DELIVERED)
    parcel.order.refresh_from_db()
    assert parcel.order.status == OrderStatus.DELIVERED


def test_a_mistaken_failure_does_not_count(scene: Scene):
    parcel = scene.parcel()
    scan(scene, parcel, S.OUT_FOR_DELIVERY)
    undo_scan(event=scan(scene, parcel, S.DELIVERY_FAILED), actor=scene.courier)
    parcel.refresh_from_db()
    assert (parcel.status, parcel.failed_attempts) == (S.OUT_FOR_DELIVERY, 0)


def test_undoing_the_pick_up_frees_the_parcel(scene: Scene):
    parcel = scene.parcel()
    undo_scan(event=scan(scene, parcel, S.PICKED_UP), actor=scene.courier)
    parcel.refresh_from_db()
    assert (parcel.status, parcel.courier) == (S.INFO_RECEIVED, None)


def test_what_cannot_be_taken_back(scene: Scene, time_machine_later):
    parcel = scene.parcel()
    info = parcel.events.get()
    picked = scan(scene, parcel, S.PICKED_UP)
    out = scan(scene, parcel, S.OUT_FOR_DELIVERY)
    for event, actor in ((info, scene.owner), (picked, scene.courier), (out, courier(scene.carrier))):
        with pytest.raises(NothingToUndo):
            undo_scan(event=event, actor=actor)
    correction = undo_scan(event=out, actor=scene.courier)
    with pytest.raises(NothingToUndo):
        undo_scan(event=correction, actor=scene.courier)
    late = scan(scene, parcel, S.DELIVERED)
    time_machine_later(timedelta(minutes=6))
    with pytest.raises(NothingToUndo):
        undo_scan(event=late, actor=scene.courier)
    parcel.refresh_from_db()
    assert parcel.status == S.DELIVERED


def test_a_confirmed_delivery_stays(scene: Scene):
    parcel = scene.parcel()
    scan(scene, parcel, S.OUT_FOR_DELIVERY)
    event = scan(scene, parcel, S.DELIVERED)
    confirm_receipt(order=parcel.order, buyer=scene.buyer)
    with pytest.raises(NothingToUndo):
        undo_scan(event=event, actor=scene.courier)
    parcel.refresh_from_db()
    assert parcel.status == S.DELIVERED


# ------------------------------------------------------------------ the buyer's page


def test_a_scan_reaches_the_open_page(scene: Scene, django_capture_on_commit_callbacks):
    """The announcement is sent after commit, and the fragment it makes the page fetch shows the scan."""
    parcel = scene.parcel()
    layer = get_channel_layer()
    async_to_sync(layer.group_add)(user_group(scene.buyer.pk), "specific.browser!tab")
    with django_capture_on_commit_callbacks(execute=True):
        scan(scene, parcel, S.PICKED_UP, place="杭州西湖")
    heard = async_to_sync(layer.receive)("specific.browser!tab")
    assert heard == {"type": "changed", "topic": f"order:{parcel.order.number}"}
    path = f"/orders/{parcel.order.number}/tracking/"
    part = signed_in(scene.buyer).get(path, headers={"HX-Request": "true"}).content.decode()
    assert "杭州西湖" in part
    assert f'data-copy="{parcel.waybill}"' in part
    assert "<html" not in part
    whole = signed_in(scene.buyer).get(path).content.decode()
    assert "杭州西湖" in whole
    assert f"live:order:{parcel.order.number}" in whole


def test_the_track_is_the_buyers_own(scene: Scene):
    parcel = scene.parcel()
    path = f"/orders/{parcel.order.number}/tracking/"
    assert Client().get(path).status_code == 404
    assert signed_in(UserFactory()).get(path).status_code == 404


def test_a_guest_follows_the_parcel(scene: Scene):
    shopper = Shopper(cart_token="guest-cart-token")
    order = make_paid_order(wanted={scene.variants[0]: 1}, shopper=shopper)
    parcel = ship(order=order, carrier=scene.carrier, waybill="SF000001", actor=scene.owner)
    guest = Client()
    session = guest.session
    session["guest_keys"] = [order.trade.guest_key]
    session.save()
    page = guest.get(f"/orders/{order.number}/tracking/").content.decode()
    assert parcel.waybill in page
    assert "every 20s" in page
