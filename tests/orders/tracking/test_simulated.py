"""The carrier that exists only here: well-behaved, late, silent, doubled, out of order, contradicting itself."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.test import Client

from config.kernel.clock import now
from orders.fulfilment.models import Parcel, ParcelStatus
from orders.tracking.models import SimulatedTrack, TrackerPush
from orders.tracking.selectors import shipment_of
from orders.tracking.services import follow, sign_up
from orders.tracking.tasks import poll_silent_parcels
from orders.tracking.trackers.simulated import SIGNATURE_HEADER, Behaviour, act, message, sign
from tests.factories.accounts import operator
from tests.invariants import assert_all_is_well
from tests.orders.fulfilment.conftest import Scene, make_scene, signed_in

S, B = ParcelStatus, Behaviour
PUSH = "/tracking/webhooks/simulated/"


@pytest.fixture
def world(transactional_db: None) -> tuple[Scene, Parcel]:
    scene = make_scene()
    return scene, scene.parcel()


def do(parcel: Parcel, behaviour: Behaviour) -> Parcel:
    act(shipment=shipment_of(parcel), behaviour=behaviour)
    parcel.refresh_from_db()
    return parcel


def post(body: bytes, header: str | None = None):
    signed = sign(body, at=int(now().timestamp())) if header is None else header
    return Client().post(PUSH, body, content_type="application/json", headers={SIGNATURE_HEADER: signed})


def test_scan_by_scan_to_the_door(world):
    _scene, parcel = world
    seen = [do(parcel, B.NEXT).status for _ in range(5)]
    assert seen == [S.PICKED_UP, S.IN_TRANSIT, S.OUT_FOR_DELIVERY, S.DELIVERED, S.DELIVERED]
    parcel.order.refresh_from_db()
    assert parcel.order.status == "delivered"
    assert_all_is_well()


@pytest.mark.parametrize(
    ("behaviour", "status"),
    [
        (B.TO_THE_DOOR, S.DELIVERED),
        (B.LATE, S.PICKED_UP),
        (B.TWICE, S.PICKED_UP),
        (B.OUT_OF_ORDER, S.IN_TRANSIT),
        (B.CONTRADICTORY, S.DELIVERED),
        (B.FAIL, S.DELIVERY_FAILED),
        (B.REFUSE, S.DELIVERY_FAILED),
        (B.SILENT, S.INFO_RECEIVED),
    ],
)
def test_however_it_is_told(world, behaviour: Behaviour, status: str):
    _scene, parcel = world
    assert do(parcel, behaviour).status == status
    told = list(parcel.events.values_list("status", "happened_at"))
    assert len(told) == len(set(told))
    assert_all_is_well()


def test_what_contradicts_itself_is_counted(world):
    _scene, parcel = world
    do(parcel, B.CONTRADICTORY)
    assert sum(TrackerPush.objects.values_list("refused", flat=True)) == 1


def test_silence_is_found_by_asking(world, time_machine_later):
    _scene, parcel = world
    do(parcel, B.SILENT)
    assert parcel.status == S.INFO_RECEIVED
    time_machine_later(timedelta(hours=13))
    assert (poll_silent_parcels(), poll_silent_parcels()) == (1, 0)
    parcel.refresh_from_db()
    assert parcel.status == S.PICKED_UP


def test_forged_replayed_and_old_messages(world):
    _scene, parcel = world
    sign_up(subscription=follow(parcel=parcel))
    track = SimulatedTrack.objects.get()
    scan = {"status": "picked_up", "at": now().isoformat()}
    body = message(track, [scan])
    assert post(body, header="t=1,v1=abc").status_code == 400
    assert post(body, header="").status_code == 400
    assert post(body, header=sign(body, at=int(now().timestamp()) - 600)).json()["code"] == "push_refused"
    changed = body.replace(b"picked_up", b"delivered")
    assert post(changed, header=sign(body, at=int(now().timestamp()))).status_code == 400
    assert parcel.events.count() == 1
    assert [post(body).json()["code"] for _ in range(3)] == ["heard", "repeated", "repeated"]
    assert parcel.events.count() == 2


@pytest.mark.parametrize(
    "body",
    [
        b"null", b"[]", b"{}", b"\xff", b'{"id": "", "carrier": "sf", "waybill": "x", "scans": []}',
        b'{"id": "a", "carrier": "sf", "waybill": "x", "scans": {}}',
        b'{"id": "a", "carrier": "sf", "waybill": "x", "scans": [1]}',
        b'{"id": "a", "carrier": "sf", "waybill": "x", "scans": [{"status": "lost", "at": "2026-01-01T00:00:00Z"}]}',
        b'{"id": "a", "carrier": "sf", "waybill": "x", "scans": [{"status": "delivered", "at": "2026-01-01"}]}',
    ],
)  # fmt: skip
def test_what_cannot_be_read(world, body: bytes):
    assert (post(body).status_code, post(body).json()["code"]) == (400, "push_refused")


def test_many_scans_at_once_is_too_many(world):
    scans = [{"status": "in_transit", "at": now().isoformat()}] * 201
    body = json.dumps({"id": "a", "carrier": "sf", "waybill": "x", "scans": scans}).encode()
    assert post(body).status_code == 400


def test_two_copies_at_once_are_one(world, race):
    _scene, parcel = world
    sign_up(subscription=follow(parcel=parcel))
    body = message(SimulatedTrack.objects.get(), [{"status": "picked_up", "at": now().isoformat()}])
    answers = race(lambda _who: post(body).json()["code"], range(4))
    assert sorted(answers) == ["heard", "repeated", "repeated", "repeated"]
    assert parcel.events.count() == 2
    assert_all_is_well()


def test_an_operator_plays_the_carrier(world):
    scene, parcel = world
    client = signed_in(operator())
    page = f"/platform/parcels/{parcel.key}/"
    assert client.get(page).status_code == 200
    assert client.post(f"{page}simulate/", {"behaviour": "next"}).status_code == 302
    parcel.refresh_from_db()
    assert parcel.status == S.PICKED_UP
    assert client.post(f"{page}simulate/", {"behaviour": "explode"}).status_code == 422
    assert client.post(f"{page}ask/").status_code == 302
    for user in (scene.buyer, scene.owner, scene.courier):
        assert signed_in(user).get(page).status_code == 404
        assert signed_in(user).post(f"{page}simulate/", {"behaviour": "next"}).status_code == 404


def test_the_simulation_exists_only_in_a_demo(world, settings):
    _scene, parcel = world
    settings.DEMO = False
    answer = signed_in(operator()).post(f"/platform/parcels/{parcel.key}/simulate/", {"behaviour": "next"})
    assert answer.status_code in {302, 404}
    parcel.refresh_from_db()
    assert parcel.status == S.INFO_RECEIVED
