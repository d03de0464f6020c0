"""Silence is noticed, hopeless deliveries turn around, and past parcels say when the next one comes."""

from __future__ import annotations

from datetime import timedelta

import pytest

from config.kernel.clock import now
from config.kernel.models import OutboxEvent
from orders.checkout.models import OrderStatus
from orders.fulfilment.estimates import province_of_place
from orders.fulfilment.models import Parcel, ParcelStatus, TransitTime
from orders.fulfilment.services import record_scan, undo_scan
from orders.fulfilment.states import REFUSED
from orders.fulfilment.tasks import learn_usual_times, mark_stale_parcels, turn_back_parcels
from tests.invariants import assert_all_is_well
from tests.orders.fulfilment.conftest import Scene, signed_in

S = ParcelStatus


def tracking_page(scene: Scene, parcel: Parcel) -> str:
    return signed_in(scene.buyer).get(f"/orders/{parcel.order.number}/tracking/").content.decode()


def fail(scene: Scene, parcel: Parcel, note: str = "没有人在家", **fields):
    return record_scan(parcel=parcel, status=S.DELIVERY_FAILED, actor=scene.courier, note=note, **fields)


def test_a_silent_parcel_is_marked_once_and_the_next_scan_clears_it(scene: Scene, time_machine_later):
    parcel = scene.parcel()
    assert mark_stale_parcels() == 0
    time_machine_later(timedelta(days=3, minutes=1))
    assert (mark_stale_parcels(), mark_stale_parcels()) == (1, 0)
    parcel.refresh_from_db()
    assert (parcel.status, parcel.stale_at is not None) == (S.INFO_RECEIVED, True)
    assert OutboxEvent.objects.filter(name="orders.parcel_went_stale").count() == 1
    assert 'data-test="parcel-stale"' in tracking_page(scene, parcel)
    record_scan(parcel=parcel, status=S.PICKED_UP, actor=scene.courier)
    parcel.refresh_from_db()
    assert parcel.stale_at is None
    assert 'data-test="parcel-stale"' not in tracking_page(scene, parcel)


def test_what_has_arrived_is_never_stale(scene: Scene, time_machine_later):
    parcel = scene.parcel()
    for status in (S.PICKED_UP, S.OUT_FOR_DELIVERY, S.DELIVERED):
        record_scan(parcel=parcel, status=status, actor=scene.courier)
    time_machine_later(timedelta(days=30))
    assert mark_stale_parcels() == 0


def test_the_third_failure_turns_it_around(scene: Scene, time_machine_later):
    parcel = scene.parcel()
    record_scan(parcel=parcel, status=S.OUT_FOR_DELIVERY, actor=scene.courier)
    for attempt in range(3):
        fail(scene, parcel, note=f"没有人在家 {attempt}", try_again_at=now() + timedelta(days=1))
    parcel.refresh_from_db()
    assert (parcel.failed_attempts, parcel.try_again_at) == (3, None)
    assert turn_back_parcels() == 0  # the courier may still take it back
    time_machine_later(timedelta(minutes=6))
    assert (turn_back_parcels(), turn_back_parcels()) == (1, 0)
    parcel.refresh_from_db()
    assert (parcel.status, parcel.turn_back_at) == (S.RETURNING, None)
    assert 'data-test="parcel-returning"' in tracking_page(scene, parcel)
    assert_all_is_well()


def test_a_refusal_needs_no_second_attempt(scene: Scene, time_machine_later):
    parcel = scene.parcel()
    record_scan(parcel=parcel, status=S.OUT_FOR_DELIVERY, actor=scene.courier)
    fail(scene, parcel, note="收件人拒收", raw_code=REFUSED)
    time_machine_later(timedelta(minutes=6))
    assert turn_back_parcels() == 1


def test_a_mistaken_refusal_is_taken_back(scene: Scene, time_machine_later):
    parcel = scene.parcel()
    record_scan(parcel=parcel, status=S.OUT_FOR_DELIVERY, actor=scene.courier)
    event = fail(scene, parcel, note="收件人拒收", raw_code=REFUSED)
    undo_scan(event=event, actor=scene.courier)
    time_machine_later(timedelta(minutes=6))
    assert turn_back_parcels() == 0
    parcel.refresh_from_db()
    assert (parcel.status, parcel.failed_attempts) == (S.OUT_FOR_DELIVERY, 0)


def test_one_part_arrives_and_the_other_comes_back(scene: Scene):
    from orders.fulfilment.services import ship

    order = scene.order(2)
    line = order.lines.get()
    first, second = (
        ship(order=order, carrier=scene.carrier, waybill=waybill, quantities={line.pk: 1}, actor=scene.owner)
        for waybill in ("SF500001", "SF500002")
    )
    for parcel, end in ((first, S.DELIVERED), (second, S.RETURNING)):
        record_scan(parcel=parcel, status=S.OUT_FOR_DELIVERY, actor=scene.courier)
        record_scan(parcel=parcel, status=end, actor=scene.courier)
    order.refresh_from_db()
    assert order.status == OrderStatus.SHIPPED
    record_scan(parcel=second, status=S.RETURNED, actor=scene.courier)
    order.refresh_from_db()
    assert order.status == OrderStatus.DELIVERED
    told = OutboxEvent.objects.get(name="orders.parcel_came_back").payload
    assert told == {"parcel_id": second.pk, "order_id": order.pk, "direction": "out", "case_number": ""}
    assert_all_is_well()


@pytest.mark.parametrize(
    ("place", "code"),
    [
        ("浙江 杭州", "33"),
        ("云南普洱", "53"),
        ("Zhejiang, Hangzhou", "33"),
        ("杭州龙井", "33"),
        ("Suzhou", "32"),
        ("内蒙古赤峰", "15"),
        ("", ""),
        ("火星", ""),
    ],
)
def test_a_shops_place_names_its_province(place: str, code: str):
    assert province_of_place(place) == code


def test_past_parcels_make_an_estimate(scene: Scene):
    scene.shop.place = "浙江 杭州"
    scene.shop.save()
    nobody_knows = scene.parcel()
    assert (nobody_knows.eta_from, nobody_knows.late_at - nobody_knows.shipped_at) == (None, timedelta(days=7))
    assert 'data-test="parcel-eta"' in tracking_page(scene, nobody_knows)
    past = [scene.parcel() for _ in range(10)]
    for place, parcel in enumerate(past):
        sent = now() - timedelta(days=9)
        Parcel.objects.filter(pk=parcel.pk).update(
            status=S.DELIVERED, shipped_at=sent, delivered_at=sent + timedelta(hours=20 + place * 5)
        )
    assert learn_usual_times() == 1
    usual = TransitTime.objects.get()
    assert (usual.from_province, usual.to_province, usual.samples) == ("33", "33", 10)
    assert (usual.fast_hours, usual.slow_hours) == (24, 61)
    parcel = scene.parcel()
    assert parcel.eta_from == parcel.shipped_at + timedelta(hours=24)
    assert parcel.late_at == parcel.eta_until == parcel.shipped_at + timedelta(hours=61)


def test_nine_parcels_are_too_few(scene: Scene):
    scene.shop.place = "浙江 杭州"
    scene.shop.save()
    for _ in range(9):
        parcel = scene.parcel()
        Parcel.objects.filter(pk=parcel.pk).update(status=S.DELIVERED, delivered_at=now() + timedelta(hours=20))
    learn_usual_times()
    assert scene.parcel().eta_from is None
