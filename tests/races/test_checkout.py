"""Many buyers, few pieces, at the same instant."""

from __future__ import annotations

import threading
from functools import partial
from typing import Any

import pytest
from rest_framework.test import APIClient

from catalog.inventory import services as inventory
from catalog.inventory.models import Stock
from catalog.products.models import Variant
from config.kernel.locks import patient
from orders.checkout import services as checkout
from orders.checkout.errors import CheckoutChanged
from orders.checkout.models import Order, OrderStatus, Trade
from orders.checkout.services import Agreed
from tests.factories.catalog import make_shop, make_variant
from tests.factories.orders import DELIVERY, fill_cart, shopper_for
from tests.invariants import broken_promises
from tests.races.conftest import ROUNDS, TRIES, WHERE, buyers_with, check_out, kinds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]


@pytest.mark.slow
def test_two_hundred_checkouts_of_ten_pieces(race, books) -> None:
    leaf = make_variant(stock=10)
    clients = buyers_with(*({leaf: 1} for _ in range(200)))
    assert kinds(race(check_out, clients)) == {"201 placed": 10, "409 out_of_stock": 190}
    assert Order.objects.count() == 10
    assert Stock.objects.values_list("on_hand", "reserved").get(pk=leaf.pk) == (10, 10)


def test_the_last_pieces_again_and_again(race, books) -> None:
    """A1 in small, repeated: every round other threads are first."""
    for turn in range(ROUNDS):
        leaf = make_variant(stock=3)
        clients = buyers_with(*({leaf: 1} for _ in range(24)))
        assert kinds(race(check_out, clients)) == {"201 placed": 3, "409 out_of_stock": 21}, turn
        assert Stock.objects.values_list("on_hand", "reserved").get(pk=leaf.pk) == (3, 3)


@pytest.mark.parametrize("buyers", [16, 32, 64])
def test_ten_pieces_are_ten_orders_however_many_want_them(race, books, buyers: int) -> None:
    """The measure that others fail: Saleor and Oscar sell 16 to 64 pieces of a stock of 10."""
    leaf = make_variant(stock=10)
    outcomes = kinds(race(check_out, buyers_with(*({leaf: 1} for _ in range(buyers)))))
    assert outcomes == {"201 placed": 10, "409 out_of_stock": buyers - 10}


def test_without_its_guard_the_same_race_oversells(race, monkeypatch) -> None:
    """Check-then-write instead of the conditional UPDATE: the race above would notice."""
    leaf = make_variant(stock=4)
    clients = buyers_with(*({leaf: 1} for _ in range(12)))
    everyone_has_read = threading.Barrier(12)

    def naive(variant_pk: int, quantity: int) -> None:
        everyone_has_read.wait(20)
        stock = Stock.objects.get(pk=variant_pk)
        Stock.objects.filter(pk=variant_pk).update(on_hand=stock.on_hand + 1, reserved=stock.reserved + quantity)

    monkeypatch.setattr(inventory, "_take", naive)
    monkeypatch.setattr(checkout, "_hold_enough", lambda _lines: None)
    outcomes = kinds(race(check_out, clients))
    assert outcomes["201 placed"] > 4
    assert "reserved is what orders keep" in broken_promises()


def test_opposite_carts_again_and_again(race, books) -> None:
    for turn in range(ROUNDS):
        leaf, cup = make_variant(make_shop(), stock=8), make_variant(make_shop(), stock=8)
        carts = ({leaf: 1, cup: 1} if place % 2 else {cup: 1, leaf: 1} for place in range(24))
        assert kinds(race(check_out, buyers_with(*carts))) == {"201 placed": 8, "409 out_of_stock": 16}, turn


def test_carts_in_opposite_order_never_deadlock(race, books) -> None:
    leaf, cup = make_variant(make_shop(), stock=50), make_variant(make_shop(), stock=50)
    clients = buyers_with(*(({leaf: 1, cup: 1} if turn % 2 else {cup: 1, leaf: 1}) for turn in range(100)))
    outcomes = kinds(race(check_out, clients))
    assert outcomes == {"201 placed": 50, "409 out_of_stock": 50}
    assert Order.objects.count() == 100
    assert list(Stock.objects.filter(pk__in=[leaf.pk, cup.pk]).values_list("reserved", flat=True)) == [50, 50]


def test_one_shop_with_two_lines_in_opposite_order(race, books) -> None:
    shop = make_shop()
    leaf, cup = make_variant(shop, stock=20), make_variant(shop, stock=30)
    clients = buyers_with(*(({leaf: 1, cup: 1} if turn % 2 else {cup: 1, leaf: 1}) for turn in range(40)))
    assert kinds(race(check_out, clients)) == {"201 placed": 20, "409 out_of_stock": 20}
    assert Stock.objects.get(pk=cup.pk).reserved == 20


def test_the_same_key_ten_times_at_once_is_one_order(race, books) -> None:
    leaf = make_variant(stock=10)
    (client,) = buyers_with({leaf: 1})
    answers: list[Any] = []

    def press(_turn: int) -> str:
        mine = APIClient()
        mine.force_authenticate(client.handler._force_user)
        answer = mine.post("/api/v1/checkout/", WHERE, format="json", headers={"Idempotency-Key": "twice"})
        answers.append(answer.json())
        return str(answer.status_code)

    assert kinds(race(press, range(10))) == {"201": 10}
    assert all(answer == answers[0] for answer in answers)
    assert Trade.objects.count() == 1
    other = client.post(
        "/api/v1/checkout/", WHERE | {"street": "Elsewhere 2"}, format="json", headers={"Idempotency-Key": "twice"}
    )
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")


def test_two_keys_at_once_do_not_order_one_cart_twice(race, books) -> None:
    """Two tabs, two keys, one cart: what the first takes, the second doesn't find."""
    leaf = make_variant(stock=10)
    (client,) = buyers_with({leaf: 1})

    def press(turn: int) -> str:
        mine = APIClient()
        mine.force_authenticate(client.handler._force_user)
        return check_out(mine, key=f"tab-{turn}")

    outcomes = kinds(race(press, range(6)))
    assert outcomes["201 placed"] == 1
    assert outcomes["422 nothing_to_buy"] == 5
    assert Stock.objects.get(pk=leaf.pk).reserved == 1


def test_a_price_edited_during_checkout_is_paid_as_agreed_or_asked_again(race, books) -> None:
    leaf = make_variant(stock=100, price_cents=1_000)
    shoppers = [shopper_for() for _ in range(24)]
    for shopper in shoppers:
        fill_cart(shopper, {leaf: 1})

    def act(turn: int) -> str:
        if turn % 4 == 3:
            Variant.objects.filter(pk=leaf.pk).update(price_cents=1_000 + turn)
            return "edited"
        trade = checkout.place_trade(
            shopper=shoppers[turn], delivery=DELIVERY, agreed=Agreed(total_cents=1_000), notes={}
        )
        return str(trade.total_cents)

    outcomes = race(act, range(24))
    assert set(kinds(outcomes)) <= {"edited", "1000", "CheckoutChanged"}
    assert all(isinstance(one, CheckoutChanged) or one in {"edited", "1000"} for one in outcomes)
    assert set(Order.objects.values_list("total_cents", flat=True)) <= {1_000}
    assert not Order.objects.exclude(status=OrderStatus.PENDING_PAYMENT).exists()


def count_shelf(leaf: Variant, pieces: int) -> str:
    patient(TRIES)(inventory.set_on_hand)(variant=leaf, on_hand=pieces, actor=None)
    return "counted"


def test_stock_counted_during_checkout_never_goes_below_what_is_promised(race, books) -> None:
    """A15: the merchant counts the shelf while forty people buy from it."""
    for _ in range(ROUNDS):
        leaf = make_variant(stock=30)
        clients = buyers_with(*({leaf: 1} for _ in range(36)))
        acts: list[Any] = [partial(check_out, client) for client in clients]
        for place, pieces in enumerate([5, 12, 3, 9, 20, 1]):
            acts.insert(place * 6, partial(count_shelf, leaf, pieces))
        outcomes = kinds(race(lambda act: act(), acts))
        placed = outcomes.pop("201 placed", 0)
        assert {name.split()[0] for name in outcomes} <= {"409", "counted", "BelowReserved"}
        stock = Stock.objects.get(pk=leaf.pk)
        assert stock.reserved == placed <= stock.on_hand
        assert Order.objects.filter(lines__variant=leaf).count() == placed
