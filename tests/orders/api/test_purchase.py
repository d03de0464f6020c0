"""A purchase through the API, and everything a client may get wrong."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from catalog.inventory.models import Stock
from orders.cart.models import CartLine
from orders.checkout.models import Order, OrderStatus, Trade
from orders.payments.models import Payment, PaymentState
from tests.factories.accounts import AddressFactory, UserFactory
from tests.factories.catalog import make_product, make_shop, make_variant
from tests.factories.orders import freight, make_order, make_paid_order
from tests.invariants import assert_all_is_well

pytestmark = pytest.mark.django_db(transaction=True)
WHERE = {"recipient": "林小满", "phone": "13812345678", "region_code": "330106", "street": "文三路 100 号"}


@pytest.fixture
def api() -> APIClient:
    client = APIClient()
    client.user = UserFactory()
    client.force_authenticate(client.user)
    return client


def put(api: APIClient, variant: Any, quantity: object = 1) -> Any:
    return api.post("/api/v1/cart/lines/", {"variant": variant.key, "quantity": quantity}, format="json")


def check_out(api: APIClient, key: str = "k1", **body: Any) -> Any:
    return api.post("/api/v1/checkout/", WHERE | body, format="json", headers={"Idempotency-Key": key})


def test_a_purchase_from_two_shops(api: APIClient) -> None:
    tea = make_shop(slug="tea")
    freight(tea)
    assert put(api, make_variant(tea, price_cents=1_000), 2).status_code == 201
    assert put(api, make_variant(price_cents=500)).status_code == 201
    cart = api.get("/api/v1/cart/").json()
    assert (cart["total_cents"], cart["count"], cart["currency"]) == (2_500, 3, "CNY")
    answer = check_out(api, notes={"tea": "Ring twice"})
    placed = answer.json()
    assert answer.status_code == 201
    assert (placed["amount_cents"], placed["currency"], len(placed["orders"])) == (3_500, "CNY", 2)
    assert placed["payment"]["pay_url"].endswith(f"/pay/{placed['payment']['id']}/")
    assert Order.objects.get(shop=tea).note == "Ring twice"
    paid = api.post(f"/api/v1/payments/{placed['payment']['id']}/sandbox/", {"outcome": "pay"}, format="json")
    assert (paid.status_code, paid.json()["state"]) == (202, "paid")
    assert {one["status"] for one in api.get("/api/v1/orders/").json()["results"]} == {OrderStatus.TO_SHIP}
    number = placed["orders"][0]["number"]
    detail = api.get(f"/api/v1/orders/{number}/").json()
    assert [step["status"] for step in detail["timeline"]] == [OrderStatus.TO_SHIP, OrderStatus.PENDING_PAYMENT]
    cancelled = api.post(f"/api/v1/orders/{number}/cancel/").json()
    assert (cancelled["status"], cancelled["close_reason"]) == (OrderStatus.CLOSED, "cancelled")
    assert api.post(f"/api/v1/orders/{number}/cancel/").status_code == 200
    assert_all_is_well()


@pytest.mark.parametrize("quantity", [0, -1, 1.5, 1e9, 1_000_000_000, "１２", "1.0", True, None, "", [], {}, "NaN"])
def test_bad_quantities_name_the_field(api: APIClient, quantity: object) -> None:
    answer = put(api, make_variant(), quantity)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert list(answer.json()["errors"]) == ["quantity"]
    assert CartLine.objects.count() == 0


def test_more_than_there_is_is_refused_with_what_is_left(api: APIClient) -> None:
    leaf = make_variant(stock=3)
    refusal = put(api, leaf, 4)
    assert (refusal.status_code, refusal.json()["code"]) == (409, "out_of_stock")
    assert "3" in refusal.json()["detail"]
    put(api, leaf, 3)
    changed = api.patch(f"/api/v1/cart/lines/{leaf.key}/", {"quantity": 4}, format="json")
    assert changed.status_code == 409
    assert CartLine.objects.get().quantity == 3


def test_lines_change_and_go(api: APIClient) -> None:
    leaf, cup = make_variant(), make_variant()
    put(api, leaf)
    put(api, cup)
    changed = api.patch(f"/api/v1/cart/lines/{leaf.key}/", {"quantity": 2, "selected": False}, format="json").json()
    line = next(one for one in changed["lines"] if one["variant"] == leaf.key)
    assert (line["quantity"], line["selected"]) == (2, False)
    assert api.delete(f"/api/v1/cart/lines/{leaf.key}/").status_code == 204
    assert api.delete(f"/api/v1/cart/lines/{leaf.key}/").status_code == 404
    assert api.delete("/api/v1/cart/").status_code == 204
    assert CartLine.objects.count() == 0


def test_unknown_and_unlisted_goods_are_refused(api: APIClient) -> None:
    assert api.post("/api/v1/cart/lines/", {"variant": "NOSUCHTHING"}, format="json").status_code == 404
    draft = make_product(status="draft").variants.get()
    assert put(api, draft).status_code == 409
    assert CartLine.objects.count() == 0


def test_the_same_key_is_the_same_order_and_another_body_is_refused(api: APIClient) -> None:
    put(api, make_variant())
    first = check_out(api)
    assert check_out(api).json() == first.json()
    other = check_out(api, street="Elsewhere 1")
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    assert Trade.objects.count() == 1


def test_a_key_is_needed(api: APIClient) -> None:
    put(api, make_variant())
    answer = api.post("/api/v1/checkout/", WHERE, format="json")
    assert (answer.status_code, answer.json()["code"]) == (422, "idempotency_key_missing")
    assert Trade.objects.count() == 0


def test_what_the_client_says_things_cost_decides_nothing(api: APIClient) -> None:
    put(api, make_variant(price_cents=900))
    placed = check_out(api, amount_cents=1, currency="XXX", price_cents=1, discount_cents=899).json()
    assert (placed["amount_cents"], placed["currency"]) == (900, "CNY")


def test_a_total_that_is_not_true_places_nothing(api: APIClient) -> None:
    put(api, make_variant(price_cents=900))
    refusal = check_out(api, total_cents=1)
    assert (refusal.status_code, refusal.json()["code"]) == (409, "checkout_changed")
    assert Trade.objects.count() == 0
    assert check_out(api, total_cents=900).status_code == 201


def test_a_price_changed_since_the_cart_must_be_confirmed(api: APIClient) -> None:
    leaf = make_variant(price_cents=900)
    put(api, leaf)
    type(leaf).objects.filter(pk=leaf.pk).update(price_cents=950)
    assert check_out(api).json()["code"] == "checkout_changed"
    line = api.get("/api/v1/cart/").json()["lines"][0]
    assert (line["was_cents"], line["price_cents"]) == (900, 950)
    assert check_out(api, total_cents=950).status_code == 201
    assert Stock.objects.get(pk=leaf.pk).reserved == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"phone": "12"}, "phone"),
        ({"region_code": "999999"}, "region_code"),
        ({"region_code": "330000"}, "region_code"),
        ({"recipient": ""}, "recipient"),
        ({"street": "x" * 121}, "street"),
        ({"total_cents": "9e2"}, "total_cents"),
        ({"notes": {"tea": "x" * 201}}, "notes"),
        ({"notes": ["x"]}, "notes"),
    ],
)
def test_bad_addresses_name_the_field(api: APIClient, wrong: dict[str, Any], field: str) -> None:
    put(api, make_variant())
    answer = check_out(api, **wrong)
    assert answer.status_code == 422
    assert field in answer.json()["errors"]
    assert Trade.objects.count() == 0


def test_a_region_that_is_not_served_names_the_shop(api: APIClient) -> None:
    shop = make_shop(name="Island tea")
    freight(shop, {"region_prefixes": ["33"], "is_served": False}, {})
    put(api, make_variant(shop))
    answer = check_out(api)
    assert (answer.status_code, answer.json()["code"]) == (422, "region_not_served")
    assert "Island tea" in answer.json()["detail"]


def test_an_empty_cart_cannot_be_ordered(api: APIClient) -> None:
    assert check_out(api).json()["code"] == "nothing_to_buy"


def test_others_things_do_not_exist(api: APIClient) -> None:
    order = make_order()
    payment = Payment.objects.create(trade=order.trade, gateway="sandbox", amount_cents=1, currency="CNY")
    put(api, make_variant())
    for call in (
        api.get(f"/api/v1/orders/{order.number}/"),
        api.post(f"/api/v1/orders/{order.number}/cancel/"),
        api.post(f"/api/v1/orders/{order.number}/confirm/"),
        api.get(f"/api/v1/payments/{payment.key}/"),
        api.post(f"/api/v1/payments/{payment.key}/sandbox/", {"outcome": "pay"}, format="json"),
        api.post(f"/api/v1/trades/{order.trade.number}/pay/"),
        api.post(
            "/api/v1/checkout/", {"address": AddressFactory().key}, format="json", headers={"Idempotency-Key": "a"}
        ),
    ):
        assert call.status_code == 404, call.json()
    order.refresh_from_db()
    assert order.status == OrderStatus.PENDING_PAYMENT


def test_a_guest_buys_in_their_session() -> None:
    guest = APIClient()
    put(guest, make_variant())
    assert list(check_out(guest).json()["errors"]) == ["email"]
    placed = check_out(guest, email="guest@example.test").json()
    assert guest.get(f"/api/v1/orders/{placed['orders'][0]['number']}/").status_code == 200
    assert APIClient().get(f"/api/v1/orders/{placed['orders'][0]['number']}/").status_code == 404


def test_declined_then_another_attempt(api: APIClient) -> None:
    put(api, make_variant())
    placed = check_out(api).json()
    first = placed["payment"]["id"]
    declined = api.post(f"/api/v1/payments/{first}/sandbox/", {"outcome": "decline"}, format="json").json()
    assert (declined["state"], declined["failure"]) == ("failed", "declined")
    second = api.post(f"/api/v1/trades/{placed['trade']}/pay/").json()["id"]
    assert second != first
    assert api.post(f"/api/v1/payments/{second}/sandbox/", {"outcome": "pay"}, format="json").json()["state"] == "paid"
    assert api.post(f"/api/v1/trades/{placed['trade']}/pay/").status_code == 409
    assert_all_is_well()


@pytest.mark.parametrize("outcome", ["pay_twice_told", "pay_out_of_order", "pay_told_late"])
def test_a_bank_that_misbehaves_is_paid_once(api: APIClient, outcome: str) -> None:
    put(api, make_variant())
    placed = check_out(api).json()
    api.post(f"/api/v1/payments/{placed['payment']['id']}/sandbox/", {"outcome": outcome}, format="json")
    assert Payment.objects.get().state == PaymentState.PAID
    assert Order.objects.get().status == OrderStatus.TO_SHIP
    assert_all_is_well()


def test_a_reversed_payment_closes_what_has_not_been_sent(api: APIClient) -> None:
    order = make_paid_order(api.user)
    payment = Payment.objects.get()
    api.post(f"/api/v1/payments/{payment.key}/sandbox/", {"outcome": "reverse"}, format="json")
    order.refresh_from_db()
    assert (order.status, order.close_reason) == (OrderStatus.CLOSED, "reversed")
    assert_all_is_well()


def test_the_sandbox_exists_only_where_it_is_on(api: APIClient, settings: Any) -> None:
    put(api, make_variant())
    payment = check_out(api).json()["payment"]["id"]
    settings.PAYMENT_GATEWAYS = []
    assert api.post(f"/api/v1/payments/{payment}/sandbox/", {"outcome": "pay"}, format="json").status_code == 404
