"""Promotions for machines."""

from __future__ import annotations

from datetime import timedelta

import pytest
from rest_framework.test import APIClient

from config.kernel.clock import now
from orders.checkout.models import Order
from orders.promotions.models import Campaign, Coupon
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_merchant_user, make_shop, make_variant
from tests.factories.promotions import give, make_coupons, make_flash

pytestmark = pytest.mark.django_db
WHERE = {"recipient": "林小满", "phone": "13812345678", "region_code": "330106", "street": "文三路 100 号"}


def client_of(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def test_pocket_taking_and_codes():
    client, campaign = client_of(UserFactory()), make_coupons(make_shop())
    assert [one["terms"]["campaign"] for one in client.get("/api/v1/coupons/").json()["takeable"]] == [campaign.key]
    taken = client.post("/api/v1/coupons/take/", {"campaign": campaign.key}, format="json")
    assert (taken.status_code, taken.json()["state"]) == (201, "ready")
    again = client.post("/api/v1/coupons/take/", {"campaign": campaign.key}, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "coupon_limit")
    assert [one["key"] for one in client.get("/api/v1/coupons/").json()["mine"]] == [taken.json()["key"]]
    for body in ({}, {"campaign": campaign.key, "code": "X"}):
        assert client.post("/api/v1/coupons/take/", body, format="json").status_code == 422
    assert client.post("/api/v1/coupons/take/", {"campaign": "nope"}, format="json").status_code == 404
    assert APIClient().get("/api/v1/coupons/").status_code == 401


def test_ten_thousand_guesses_stop_at_twenty():
    client = client_of(UserFactory())
    answers = [
        client.post("/api/v1/coupons/take/", {"code": f"ABCDEFGH{turn:04d}"}, format="json") for turn in range(30)
    ]
    assert [one.status_code for one in answers] == [422] * 20 + [429] * 10
    assert {one.json()["code"] for one in answers} == {"code_not_good", "too_many_requests"}


def test_checking_out_with_chosen_coupons():
    buyer, leaf = UserFactory(), make_variant(price_cents=10_000)
    (small,) = give(make_coupons(leaf.shop, off_cents=300), buyer)
    give(make_coupons(leaf.shop, off_cents=800), buyer)
    (foreign,) = give(make_coupons(leaf.shop), UserFactory())
    client = client_of(buyer)
    client.post("/api/v1/cart/lines/", {"variant": leaf.key}, format="json")
    cart = client.get("/api/v1/cart/").json()
    assert (cart["total_cents"], [one["cents"] for one in cart["discounts"]]) == (9_200, [800])
    refused = client.post(
        "/api/v1/checkout/", WHERE | {"coupons": [foreign.key]}, format="json", headers={"Idempotency-Key": "a"}
    )
    assert (refused.status_code, refused.json()["code"], Order.objects.count()) == (404, "coupon_unknown", 0)
    ignored = {"price_cents": 1, "currency": "USD", "discount_cents": 9_999}
    placed = client.post(
        "/api/v1/checkout/",
        WHERE | ignored | {"coupons": [small.key], "total_cents": 9_700},
        format="json",
        headers={"Idempotency-Key": "b"},
    )
    assert (placed.status_code, placed.json()["amount_cents"], placed.json()["currency"]) == (201, 9_700, "CNY")
    order = client.get(f"/api/v1/orders/{Order.objects.get().number}/").json()
    assert [one["cents"] for one in order["discounts"]] == [300]


def test_no_coupons_at_all_when_asked_so():
    buyer, leaf = UserFactory(), make_variant(price_cents=10_000)
    give(make_coupons(leaf.shop), buyer)
    client = client_of(buyer)
    client.post("/api/v1/cart/lines/", {"variant": leaf.key}, format="json")
    placed = client.post("/api/v1/checkout/", WHERE | {"coupons": []}, format="json", headers={"Idempotency-Key": "a"})
    assert placed.json()["amount_cents"] == 10_000


def test_flash_sales_say_how_they_stand():
    leaf = make_variant(price_cents=10_000, stock=3)
    make_flash(leaf, 6_000, quota=10)
    (row,) = APIClient().get("/api/v1/flash-sales/").json()
    assert (row["price_cents"], row["list_price_cents"], row["left"], row["is_open"]) == (6_000, 10_000, 3, True)


def test_a_merchant_writes_and_starts_a_campaign():
    shop = make_shop()
    client, leaf = client_of(make_merchant_user(shop)), make_variant(shop, price_cents=10_000)
    body = {
        "kind": "flash", "name": "周末", "starts_at": now().isoformat(),
        "ends_at": (now() + timedelta(days=2)).isoformat(),
        "items": [{"variant": leaf.key, "price_cents": 7_000, "quota": 5, "per_user": 1}],
    }  # fmt: skip
    made = client.post("/api/v1/merchant/campaigns/", body, format="json")
    assert (made.status_code, made.json()["phase"]) == (201, "draft")
    key = made.json()["key"]
    assert client.post(f"/api/v1/merchant/campaigns/{key}/start/").json()["phase"] == "live"
    changed = client.put(f"/api/v1/merchant/campaigns/{key}/", body | {"name": "周末秒杀"}, format="json")
    assert changed.json()["name"] == "周末秒杀"
    assert client.post(f"/api/v1/merchant/campaigns/{key}/stop/").json()["phase"] == "stopped"
    assert len(client.get("/api/v1/merchant/campaigns/").json()["results"]) == 1
    stranger = client_of(make_merchant_user(make_shop()))
    assert stranger.get(f"/api/v1/merchant/campaigns/{key}/").status_code == 404
    assert stranger.post(f"/api/v1/merchant/campaigns/{key}/start/").status_code == 404


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "coupon"},
        {"kind": "coupon", "coupon": {"off_cents": -1, "valid_days": 3}},
        {"kind": "coupon", "coupon": {"off_cents": 100}},
        {"kind": "tiers", "tiers": [{"threshold": 100, "off_cents": 100}]},
        {"kind": "flash", "items": [{"variant": "NOPE", "price_cents": 1, "quota": 1}]},
        {"kind": "nothing"},
    ],
)
def test_bad_campaigns_are_refused_by_field(wrong):
    client = client_of(make_merchant_user(make_shop()))
    body = {"name": "X", "starts_at": now().isoformat(), "ends_at": (now() + timedelta(days=2)).isoformat()} | wrong
    answer = client.post("/api/v1/merchant/campaigns/", body, format="json")
    assert (answer.status_code, Campaign.objects.count()) == (422, 0)
    assert answer.json()["errors"]


def test_foreign_variants_in_ones_own_campaign_do_not_exist():
    client, foreign = client_of(make_merchant_user(make_shop())), make_variant(make_shop())
    body = {
        "kind": "flash", "name": "X", "starts_at": now().isoformat(),
        "ends_at": (now() + timedelta(days=2)).isoformat(),
        "items": [{"variant": foreign.key, "price_cents": 1, "quota": 1}],
    }  # fmt: skip
    assert client.post("/api/v1/merchant/campaigns/", body, format="json").status_code == 422
    assert not Campaign.objects.exists()
    assert not Coupon.objects.exists()
