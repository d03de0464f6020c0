"""Fetched instead of sent: chosen at checkout, ready with a code, handed over for it, or refunded when nobody comes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from rest_framework.test import APIClient

from catalog.inventory.models import Stock
from config.kernel.errors import TooMany
from orders.cart.shoppers import Shopper
from orders.checkout.deals import Choice
from orders.checkout.errors import AddressNeeded
from orders.checkout.models import Order, OrderStatus
from orders.checkout.selectors import draft
from orders.checkout.services import Agreed, Delivery, place_trade
from orders.counters.errors import PickupPointGone
from orders.counters.models import PickupPoint
from orders.fulfilment.batch import plan_batch
from orders.fulfilment.errors import FetchedByBuyer
from orders.fulfilment.services import ship
from orders.payments.models import Refund
from orders.payments.services import cancel_order
from orders.pickup.errors import CodeUnknown, NotForPickup
from orders.pickup.models import Collection
from orders.pickup.services import DIGITS, clean_code, hand_out, make_ready
from orders.pickup.tasks import give_up_pickups, remind_of_pickups
from tests.factories.catalog import make_merchant, make_merchant_user, make_product, make_shop
from tests.factories.orders import DELIVERY, fill_cart, freight, pay
from tests.invariants import assert_all_is_well
from tests.orders.fulfilment.conftest import Scene, make_scene, signed_in

COUNTER = "/merchant/pickup/"


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene()


def point_of(scene: Scene, **fields: Any) -> PickupPoint:
    given = {"name": "湖边店", "region_code": "330106", "street": "北山街 1 号", "hours": "每天 9:00–20:00"}
    return PickupPoint.objects.create(shop=scene.shop, **given | fields)


def chosen(scene: Scene, *, point: PickupPoint | None = None, pieces: int = 2, is_paid: bool = True) -> Order:
    point = point or PickupPoint.objects.filter(shop=scene.shop).first() or point_of(scene)
    shopper = Shopper(user=scene.buyer)
    fill_cart(shopper, {scene.variants[0]: pieces})
    choice = Choice(pickup={scene.shop.slug: point.key})
    trade = place_trade(shopper=shopper, delivery=DELIVERY, agreed=Agreed(), notes={}, choice=choice)
    return (pay(trade) if is_paid else trade).orders.get()


def test_what_is_fetched_costs_no_freight_and_goes_everywhere(scene: Scene):
    freight(scene.shop, {"is_served": False})
    order = chosen(scene)
    assert (order.pickup_point.name, order.shipping_cents, order.status) == ("湖边店", 0, OrderStatus.TO_SHIP)
    assert_all_is_well()


@pytest.mark.parametrize("whose", ["off", "foreign", "none"])
def test_a_counter_that_is_not_there(scene: Scene, whose: str):
    points = {
        "off": lambda: point_of(scene, is_open=False).key,
        "foreign": lambda: PickupPoint.objects.create(shop=make_shop(), name="x", region_code="330106", hours="x").key,
        "none": lambda: "NOBODYS",
    }
    shopper = Shopper(user=scene.buyer)
    fill_cart(shopper, {scene.variants[0]: 1})
    choice = Choice(pickup={scene.shop.slug: points[whose]()})
    with pytest.raises(PickupPointGone):
        place_trade(shopper=shopper, delivery=DELIVERY, agreed=Agreed(), notes={}, choice=choice)
    assert not Order.objects.exists()


def test_from_the_shelf_over_the_counter(scene: Scene):
    order = chosen(scene)
    before = Stock.objects.get(variant=scene.variants[0]).on_hand
    collection = make_ready(order=order, actor=scene.owner)
    assert len(collection.code) == DIGITS
    assert collection.code not in Collection.objects.extra(select={"raw": "code"}).values_list("raw", flat=True)
    page = signed_in(scene.buyer).get(f"/orders/{order.number}/").content.decode()
    assert f"{collection.code[:4]} {collection.code[4:]}" in page
    assert "<svg" in page
    desk = signed_in(scene.owner).get(f"/merchant/orders/{order.number}/").content.decode()
    assert (collection.code in desk, f"{collection.code[:4]} {collection.code[4:]}" in desk) == (False, False)
    hand_out(merchant=scene.shop.merchant, code=f" {collection.code[:4]} {collection.code[4:]} ", actor=scene.owner)
    order.refresh_from_db()
    collection.refresh_from_db()
    assert (order.status, collection.handed_by) == (OrderStatus.COMPLETED, scene.owner)
    assert [move.reason for move in order.moves.all()][-2:] == ["picked_up", "picked_up"]
    assert Stock.objects.get(variant=scene.variants[0]).on_hand == before - 2
    after = signed_in(scene.buyer).get(f"/orders/{order.number}/").content.decode()
    assert 'data-test="pickup-code"' not in after
    assert_all_is_well()


def test_a_code_opens_once(scene: Scene):
    order = chosen(scene)
    code = make_ready(order=order, actor=scene.owner).code
    hand_out(merchant=scene.shop.merchant, code=code, actor=scene.owner)
    with pytest.raises(CodeUnknown):
        hand_out(merchant=scene.shop.merchant, code=code, actor=scene.owner)
    assert_all_is_well()


def test_ready_twice_is_one_code(scene: Scene):
    order = chosen(scene)
    assert make_ready(order=order, actor=scene.owner).code == make_ready(order=order, actor=scene.owner).code


@pytest.mark.parametrize("text", ["", "1234567", "123456789", "abcdefgh", "١٢٣٤٥٦٧٨", "1234567\x00", "-" * 40])
def test_what_is_no_code(text: str):
    with pytest.raises(CodeUnknown):
        clean_code(text)


def test_full_width_digits_are_read():
    assert clean_code("１２３４ ５６７８") == "12345678"


def test_another_shops_counter_learns_nothing(scene: Scene):
    code = make_ready(order=chosen(scene), actor=scene.owner).code
    other = make_shop()
    with pytest.raises(CodeUnknown):
        hand_out(merchant=other.merchant, code=code, actor=make_merchant_user(other))
    assert Collection.objects.get().ended_at is None


def test_guessing_is_limited(scene: Scene):
    code = make_ready(order=chosen(scene), actor=scene.owner).code
    wrong = f"{(int(code) + 1) % 10**DIGITS:08d}"
    for _ in range(10):
        with pytest.raises(CodeUnknown):
            hand_out(merchant=scene.shop.merchant, code=wrong, actor=scene.owner)
    with pytest.raises(TooMany):
        hand_out(merchant=scene.shop.merchant, code=code, actor=scene.owner)
    assert Collection.objects.get().ended_at is None


def test_only_a_paid_order_that_is_fetched_gets_ready(scene: Scene):
    for order in (chosen(scene, is_paid=False), scene.order()):
        with pytest.raises(NotForPickup):
            make_ready(order=order, actor=scene.owner)
    assert not Collection.objects.exists()


def test_what_is_fetched_is_not_shipped(scene: Scene):
    order = chosen(scene)
    with pytest.raises(FetchedByBuyer):
        ship(order=order, carrier=scene.carrier, waybill="SF000001", actor=scene.owner)
    (row,) = plan_batch(merchant=scene.shop.merchant, text=f"{order.number}, sf, SF000001")
    assert row.error
    page = signed_in(scene.owner).get(f"/merchant/orders/{order.number}/").content.decode()
    assert 'id="ship"' not in page
    assert 'data-test="pickup-ready"' in page


def test_a_cancelled_order_is_not_handed_over(scene: Scene):
    order = chosen(scene)
    code = make_ready(order=order, actor=scene.owner).code
    cancel_order(order=order, actor=scene.buyer)
    with pytest.raises(CodeUnknown):
        hand_out(merchant=scene.shop.merchant, code=code, actor=scene.owner)
    assert_all_is_well()


@pytest.mark.django_db(transaction=True)
def test_nobody_comes(time_machine_later):
    scene = make_scene()
    order = chosen(scene)
    make_ready(order=order, actor=scene.owner)
    assert [scene.buyer.email] in [one.to for one in mail.outbox]
    assert Collection.objects.get().code not in str([one.body for one in mail.outbox])
    sent = len(mail.outbox)
    assert (remind_of_pickups(), give_up_pickups()) == (0, 0)
    time_machine_later(timedelta(days=3, minutes=1))
    assert (remind_of_pickups(), remind_of_pickups()) == (1, 0)
    assert len(mail.outbox) == sent + 1
    time_machine_later(timedelta(days=4))
    assert (give_up_pickups(), give_up_pickups()) == (1, 0)
    order.refresh_from_db()
    assert (order.status, order.close_reason) == (OrderStatus.CLOSED, "not_collected")
    assert Refund.objects.get(order=order).amount_cents == order.total_cents
    assert_all_is_well()


def test_nobody_is_reminded_of_a_cancelled_order(scene: Scene, time_machine_later):
    order = chosen(scene)
    make_ready(order=order, actor=scene.owner)
    cancel_order(order=order, actor=scene.buyer)
    time_machine_later(timedelta(days=4))
    assert remind_of_pickups() == 0
    time_machine_later(timedelta(days=4))
    assert give_up_pickups() == 0
    assert Collection.objects.get().ended_at is not None
    assert_all_is_well()


def test_the_database_keeps_codes_apart(scene: Scene):
    first = make_ready(order=chosen(scene), actor=scene.owner)
    second = make_ready(order=chosen(scene), actor=scene.owner)
    with pytest.raises(IntegrityError, match="pickup_code_once_in_a_shop"), transaction.atomic():
        Collection.objects.filter(pk=second.pk).update(code_index=first.code_index)


# ---- pages ------------------------------------------------------------------------------------------------------


def test_the_counter_page(scene: Scene):
    order = chosen(scene)
    client = signed_in(scene.owner)
    assert order.number in client.get(COUNTER).content.decode()
    assert client.post(f"/merchant/orders/{order.number}/ready/").status_code == 302
    assert order.number in client.get(COUNTER, {"tab": "waiting"}).content.decode()
    wrong = client.post(COUNTER, {"code": "00000000"})
    assert wrong.status_code == 422
    assert client.post(COUNTER, {"code": Collection.objects.get().code}).status_code == 302
    order.refresh_from_db()
    assert order.status == OrderStatus.COMPLETED


def test_only_the_right_people_come_in(scene: Scene):
    order = chosen(scene)
    stranger = make_merchant_user(make_shop())
    assert signed_in(stranger).post(f"/merchant/orders/{order.number}/ready/").status_code == 404
    for user in (scene.buyer, scene.courier):
        assert signed_in(user).get(COUNTER).status_code == 404
        assert signed_in(user).get("/merchant/pickup/points/").status_code == 404
    assert signed_in(stranger).get(f"/orders/{order.number}/pickup/").status_code == 404
    assert not Collection.objects.exists()


def test_counters_are_written_and_switched_off(scene: Scene):
    client = signed_in(scene.owner)
    data = {"name": "湖边店", "region_code": "330106", "street": "北山街 1 号", "hours": "每天", "is_open": "on"}
    assert client.post("/merchant/pickup/points/new/", data).status_code == 302
    assert client.post("/merchant/pickup/points/new/", data).status_code == 422
    point = PickupPoint.objects.get()
    assert client.post("/merchant/pickup/points/new/", data | {"name": "", "region_code": "33"}).status_code == 422
    stranger = signed_in(make_merchant_user(make_shop()))
    assert stranger.post(f"/merchant/pickup/points/{point.key}/", data).status_code == 404
    off = {name: value for name, value in data.items() if name != "is_open"}
    assert client.post(f"/merchant/pickup/points/{point.key}/", off).status_code == 302
    point.refresh_from_db()
    assert point.is_open is False


def test_choosing_it_on_the_checkout_page(scene: Scene):
    freight(scene.shop)
    point = point_of(scene)
    shopper = Shopper(user=scene.buyer)
    fill_cart(shopper, {scene.variants[0]: 1})
    client = signed_in(scene.buyer)
    page = client.get("/checkout/")
    assert point.street in page.content.decode()
    data = {
        "key": page.context["key"], "address": "new", "recipient": "林小满", "phone": "13812345678",
        "region_code": "330106", "street": "文三路 100 号", f"pickup-{scene.shop.slug}": point.key,
    }  # fmt: skip
    summary = client.post("/checkout/summary/", data)
    data["seen"] = summary.context["draft"].seen
    assert client.post("/checkout/", data).status_code == 302
    order = Order.objects.get()
    assert (order.pickup_point, order.shipping_cents) == (point, 0)
    gone = client.post("/checkout/", data | {f"pickup-{scene.shop.slug}": "NOBODYS", "key": "another-key-1234567890"})
    assert gone.status_code in {302, 409}
    assert Order.objects.count() == 1


@pytest.mark.parametrize("count", [1, 6])
def test_the_counter_has_a_query_budget(scene: Scene, django_assert_max_num_queries, count: int):
    for _ in range(count):
        chosen(scene, pieces=1)
    client = signed_in(scene.owner)
    with django_assert_max_num_queries(16):
        assert client.get(COUNTER).status_code == 200


# ---- API --------------------------------------------------------------------------------------------------------


def test_the_same_for_machines(scene: Scene):
    point = point_of(scene)
    owner, buyer = signed_in(scene.owner), signed_in(scene.buyer)
    assert [one["key"] for one in buyer.get(f"/api/v1/pickup-points/?shop={scene.shop.slug}").json()] == [point.key]
    assert buyer.get("/api/v1/pickup-points/?shop=nobody").status_code == 404
    order = chosen(scene)
    assert buyer.get(f"/api/v1/orders/{order.number}/pickup/").json()["code"] == ""
    ready = owner.post(f"/api/v1/merchant/orders/{order.number}/pickup-ready/")
    assert (ready.status_code, "code" in ready.json()) == (200, False)
    code = buyer.get(f"/api/v1/orders/{order.number}/pickup/").json()["code"]
    assert owner.get("/api/v1/merchant/pickup/").json()["results"][0]["number"] == order.number
    hand = {"content_type": "application/json", "HTTP_IDEMPOTENCY_KEY": "counter-1"}
    wrong = owner.post("/api/v1/merchant/pickup/hand-out/", {"code": "00000000"}, **hand)
    assert (wrong.status_code, wrong.json()["code"]) == (422, "pickup_code_unknown")
    for _ in range(2):
        done = owner.post("/api/v1/merchant/pickup/hand-out/", {"code": code}, **hand)
        assert (done.status_code, done.json()["status"]) == (200, "completed")
    assert buyer.get("/api/v1/merchant/pickup/").status_code in {403, 404}


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_clerks_enter_one_code(race):
    scene = make_scene()
    order = chosen(scene)
    code = make_ready(order=order, actor=scene.owner).code
    outcomes = race(lambda _who: hand_out(merchant=scene.shop.merchant, code=code, actor=scene.owner), range(4))
    assert sum(isinstance(outcome, Order) for outcome in outcomes) == 1
    assert Stock.objects.get(variant=scene.variants[0]).reserved == 0
    assert_all_is_well()


# ---- no door needed ---------------------------------------------------------------------------------------------


def test_whoever_fetches_everything_gives_a_name_and_a_phone_number(client, scene: Scene):
    point = point_of(scene)
    client.force_login(scene.buyer)
    fill_cart(Shopper(user=scene.buyer), {scene.variants[0]: 1})
    seen = draft(Shopper(user=scene.buyer), choice=Choice(pickup={scene.shop.slug: point.key})).seen
    said = {"key": "k", "seen": seen, "address": "new", "recipient": "林小满", "phone": "13812345678", "keep": "on"}
    page = client.post("/checkout/", said | {f"pickup-{scene.shop.slug}": point.key})
    assert page.status_code == 302, page.content.decode()[:2000]
    order = Order.objects.get()
    assert (order.pickup_point, order.trade.street, order.trade.region_code) == (point, "", "")
    assert not scene.buyer.addresses.exists()
    pay(order.trade)
    for path in (f"/orders/{order.number}/", "/orders/"):
        assert "待自提" in client.get(path, headers={"accept-language": "zh-hans"}).content.decode()
    assert signed_in(scene.owner).get(f"/merchant/orders/{order.number}/").status_code == 200


def test_what_goes_to_the_door_needs_one(client, scene: Scene):
    """One shop's goods are fetched, the other's are sent: the page says at the fields what is missing."""
    other = make_product(make_shop(make_merchant()), stock=5)
    point = point_of(scene)
    client.force_login(scene.buyer)
    fill_cart(Shopper(user=scene.buyer), {scene.variants[0]: 1, other.variants.get(): 1})
    choice = Choice(pickup={scene.shop.slug: point.key})
    seen = draft(Shopper(user=scene.buyer), choice=choice).seen
    said = {"key": "k", "seen": seen, "address": "new", "recipient": "林小满", "phone": "13812345678"}
    page = client.post("/checkout/", said | {f"pickup-{scene.shop.slug}": point.key})
    assert page.status_code == 422
    assert {"region_code", "street"} <= set(page.context["form"].errors)
    assert not Order.objects.exists()
    with pytest.raises(AddressNeeded):
        place_trade(
            shopper=Shopper(user=scene.buyer),
            delivery=Delivery("林小满", "13812345678", "", ""),
            agreed=Agreed(),
            notes={},
            choice=choice,
        )


def test_the_api_takes_a_fetched_order_without_a_door(scene: Scene):
    client, point = APIClient(), point_of(scene)
    client.force_authenticate(scene.buyer)
    fill_cart(Shopper(user=scene.buyer), {scene.variants[0]: 1})
    body: dict[str, Any] = {"recipient": "林小满", "phone": "13812345678"}
    wish = {"pickup": {scene.shop.slug: point.key}}
    url, key = "/api/v1/checkout/", {"Idempotency-Key": "one"}
    assert client.post(url, body, format="json", headers={"Idempotency-Key": "none"}).status_code in {400, 422}
    answer = client.post(url, body | wish, format="json", headers=key)
    assert answer.status_code == 201, answer.json()
    assert Order.objects.get().pickup_point == point
