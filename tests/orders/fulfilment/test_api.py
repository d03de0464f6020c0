"""Orders, parcels and scans for machines."""

from __future__ import annotations

from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from config.kernel.clock import now
from orders.checkout.models import OrderStatus
from orders.fulfilment.models import Parcel, ParcelStatus
from tests.factories.accounts import UserFactory, courier
from tests.factories.catalog import make_merchant_user, make_shop
from tests.factories.orders import DELIVERY
from tests.orders.fulfilment.conftest import Scene

API = "/api/v1"


def client_of(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def ship_it(user, number: str, key: str = "k1", **body):
    path = f"{API}/merchant/orders/{number}/ship/"
    return client_of(user).post(path, body, format="json", headers={"Idempotency-Key": key})


def scan_it(user, waybill: str, key: str = "k1", **body):
    path = f"{API}/logistics/parcels/{waybill}/scans/"
    return client_of(user).post(path, body, format="json", headers={"Idempotency-Key": key})


def test_list_and_detail(scene: Scene, django_assert_max_num_queries):
    orders = [scene.order(1, 2) for _ in range(3)]
    with django_assert_max_num_queries(12):
        body = client_of(scene.owner).get(f"{API}/merchant/orders/", {"limit": 2}).json()
    assert [row["number"] for row in body["results"]] == [orders[2].number, orders[1].number]
    assert body["results"][0]["buyer"] == "林**"
    assert "destination" not in body["results"][0]
    detail = client_of(scene.owner).get(f"{API}/merchant/orders/{orders[0].number}/").json()
    assert detail["destination"]["street"] == DELIVERY.street
    assert sorted(line["left_to_ship"] for line in detail["lines"]) == [1, 2]


def test_ship_twice_with_one_key_is_shipping_once(scene: Scene):
    order = scene.order(3)
    body = {"carrier": "sf", "waybill": "SF000001", "lines": [{"sku": scene.variants[0].sku, "quantity": 2}]}
    first, second = (ship_it(scene.owner, order.number, **body) for _ in range(2))
    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json() == second.json()
    assert first.json()["lines"] == [{"sku": scene.variants[0].sku, "title": order.lines.get().title, "quantity": 2}]
    order.refresh_from_db()
    assert (order.status, Parcel.objects.count()) == (OrderStatus.PARTLY_SHIPPED, 1)


@pytest.mark.parametrize(
    ("change", "status", "code"),
    [
        ({"carrier": "nobody"}, 422, "invalid"),
        ({"waybill": "??"}, 422, "waybill_invalid"),
        ({"lines": [{"sku": "nothing", "quantity": 1}]}, 422, "invalid"),
        ({"lines": [{"sku": "mine", "quantity": 9}]}, 422, "too_many_pieces"),
        ({"lines": [{"sku": "mine", "quantity": 0}]}, 422, "invalid"),
    ],
)
def test_refusals_are_problems(scene: Scene, change: dict, status: int, code: str):
    order = scene.order(3)
    body = {"carrier": "sf", "waybill": "SF000001"} | change
    for line in body.get("lines", []):
        line["sku"] = line["sku"].replace("mine", scene.variants[0].sku)
    answer = ship_it(scene.owner, order.number, **body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert not Parcel.objects.exists()


def test_scan_and_follow(scene: Scene):
    parcel = scene.parcel()
    body = client_of(scene.courier).get(f"{API}/logistics/parcels/", {"tab": "pickup"}).json()
    assert [row["waybill"] for row in body["results"]] == [parcel.waybill]
    assert "total_cents" not in body["results"][0]
    answers = [scan_it(scene.courier, parcel.waybill, status="picked_up", place="Xihu") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    older = (now() - timedelta(days=1)).isoformat()
    assert scan_it(scene.courier, parcel.waybill, "k2", status="in_transit", happened_at=older).status_code == 201
    refused = scan_it(scene.courier, parcel.waybill, "k3", status="returned")
    assert (refused.status_code, refused.json()["code"]) == (409, "scan_impossible")
    parcel.refresh_from_db()
    assert (parcel.status, parcel.events.count()) == (ParcelStatus.PICKED_UP, 3)
    [seen] = client_of(scene.buyer).get(f"{API}/orders/{parcel.order.number}/parcels/").json()
    assert [event["status"] for event in seen["events"]] == ["picked_up", "info_received", "in_transit"]


def test_everybody_else_is_kept_out(scene: Scene):
    parcel = scene.parcel()
    number = parcel.order.number
    rival = make_merchant_user(make_shop())
    assert client_of(rival).get(f"{API}/merchant/orders/{number}/").status_code == 404
    assert ship_it(rival, number, carrier="sf", waybill="SF000009").status_code == 404
    assert scan_it(courier(), parcel.waybill, status="picked_up").status_code == 404
    assert client_of(UserFactory()).get(f"{API}/orders/{number}/parcels/").status_code == 404
    assert client_of(scene.buyer).get(f"{API}/merchant/orders/").status_code == 404
    assert APIClient().get(f"{API}/merchant/orders/").status_code == 401
    parcel.refresh_from_db()
    assert parcel.status == ParcelStatus.INFO_RECEIVED
