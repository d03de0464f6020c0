"""Bargains through the API: begun, helped, bought; and what is refused."""

from __future__ import annotations

from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from config.kernel.clock import now
from orders.bargain.models import Bargain, BargainCampaign
from orders.checkout.models import Order
from tests.factories.accounts import UserFactory
from tests.factories.bargains import make_bargain, make_campaign
from tests.factories.catalog import make_merchant_user, make_variant

pytestmark = pytest.mark.django_db
WHERE = {"recipient": "林小满", "phone": "13812345678", "region_code": "330106", "street": "文三路 100 号"}


def client_of(user=None) -> APIClient:
    client = APIClient()
    if user:
        client.force_authenticate(user)
    return client


def test_begun_helped_and_bought():
    campaign, owner, friend = make_campaign(), UserFactory(), UserFactory(display_name="林一舟")
    listed = client_of().get("/api/v1/bargain-campaigns/").json()["results"]
    assert listed[0]["key"] == campaign.key
    assert listed[0]["rule"] == {
        "list_cents": 12_800, "floor_cents": 9_800, "friends": 3, "cuts_cents": [1_000, 1_000, 1_000],
    }  # fmt: skip
    mine = client_of(owner)
    begun = mine.post(f"/api/v1/bargain-campaigns/{campaign.key}/bargains/")
    assert (begun.status_code, begun.json()["price_cents"], begun.json()["is_mine"]) == (201, 12_800, True)
    token = begun.json()["token"]
    helped = client_of(friend).post(f"/api/v1/bargains/{token}/help/")
    assert (helped.status_code, helped.json()["price_cents"], helped.json()["has_helped"]) == (201, 11_800, True)
    assert helped.json()["helps"][0]["name"] == "林**"
    deal = {"kind": "bargain", "ref": token, "variant": campaign.variant.key, "quantity": 1}
    answer = mine.post(
        "/api/v1/checkout/", WHERE | {"deal": deal}, format="json", headers={"Idempotency-Key": "bargain-1"}
    )
    assert (answer.status_code, answer.json()["amount_cents"]) == (201, 11_800)
    assert mine.get("/api/v1/bargains/").json()["results"][0]["status"] == "held"
    assert client_of().get(f"/api/v1/bargains/{token}/").json()["status"] == "held"


@pytest.mark.parametrize(
    ("who", "path", "status", "code"),
    [
        ("nobody", "bargains/{token}/help/", 401, "not_authenticated"),
        ("owner", "bargains/{token}/help/", 409, "bargain_own"),
        ("friend", "bargains/NOSUCHTOKEN/help/", 404, "not_found"),
        ("nobody", "bargain-campaigns/{key}/bargains/", 401, "not_authenticated"),
        ("friend", "bargain-campaigns/NOSUCHKEY/bargains/", 404, "not_found"),
    ],
)
def test_refusals_have_codes_and_change_nothing(who, path, status, code):
    bargain = make_bargain()
    user = {"nobody": None, "owner": bargain.user, "friend": UserFactory()}[who]
    answer = client_of(user).post("/api/v1/" + path.format(token=bargain.token, key=bargain.campaign.key))
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert Bargain.objects.get().current_cents == 12_800


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"quantity": 2}, "bargain_one_piece"),
        ({"ref": "NOSUCHTOKEN"}, "not_found"),
        ({"kind": "gift"}, "not_found"),
        ({"quantity": -1}, "invalid"),
        ({"quantity": 1.5}, "invalid"),
    ],
)
def test_a_wrong_deal_places_nothing(change, code):
    bargain = make_bargain(helped=1)
    deal = {"kind": "bargain", "ref": bargain.token, "variant": bargain.campaign.variant.key, "quantity": 1} | change
    answer = client_of(bargain.user).post(
        "/api/v1/checkout/", WHERE | {"deal": deal}, format="json", headers={"Idempotency-Key": "k"}
    )
    assert answer.json()["code"] == code
    assert not Order.objects.exists()
    assert Bargain.objects.get().status == "open"


def test_a_price_from_the_client_is_not_listened_to():
    bargain = make_bargain(helped=1)
    deal = {"kind": "bargain", "ref": bargain.token, "variant": bargain.campaign.variant.key, "quantity": 1}
    body = WHERE | {"deal": deal | {"unit_price_cents": 1, "price_cents": 1}, "currency": "USD"}
    answer = client_of(bargain.user).post("/api/v1/checkout/", body, format="json", headers={"Idempotency-Key": "k"})
    assert (answer.json()["amount_cents"], answer.json()["currency"]) == (11_800, "CNY")


def test_too_many_helps_an_hour_are_slowed_down():
    friend = UserFactory()
    bargain = make_bargain()
    codes = [client_of(friend).post(f"/api/v1/bargains/{bargain.token}/help/").status_code for _try in range(31)]
    assert codes == [201, *[409] * 29, 429]


def test_a_merchant_sets_up_and_stops():
    variant = make_variant(price_cents=12_800)
    merchant, stranger = client_of(make_merchant_user(variant.product.shop)), client_of(make_merchant_user())
    start = now()
    body = {
        "variant": variant.key, "floor_cents": 9_800, "friends": 3, "hours": 24, "places": 5,
        "starts_at": start.isoformat(), "ends_at": (start + timedelta(days=3)).isoformat(),
    }  # fmt: skip
    url = "/api/v1/merchant/bargain-campaigns/"
    assert stranger.post(url, body, format="json").json()["code"] == "not_found"
    assert merchant.post(url, body | {"floor_cents": 12_799}, format="json").json()["code"] == "bargain_rule_senseless"
    assert merchant.post(url, body | {"ends_at": start.isoformat()}, format="json").status_code == 422
    made = merchant.post(url, body, format="json")
    assert made.status_code == 201
    assert merchant.post(url, body, format="json").json()["code"] == "bargain_campaign_overlaps"
    stop = f"{url}{made.json()['key']}/stop/"
    assert stranger.post(stop).status_code == 404
    assert [merchant.post(stop).json()["state"] for _twice in range(2)] == ["stopped", "stopped"]
    assert BargainCampaign.objects.count() == 1
