"""Carts of guests and members."""

from __future__ import annotations

import pytest

from orders.cart.errors import BadQuantity, CartFull, NotForSale
from orders.cart.models import MOST_OF_ONE, Cart, CartLine
from orders.cart.selectors import Trouble, cart_count, contents
from orders.cart.services import (
    accept_prices,
    buy_now,
    merge_carts,
    put_back,
    put_in,
    select_lines,
    set_quantity,
    take_out,
    whole_quantity,
)
from orders.cart.shoppers import Shopper
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_product, make_shop, make_variant
from tests.factories.orders import fill_cart, freight, shopper_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def guest() -> Shopper:
    return Shopper(cart_token="G" * 32)


def test_putting_in_twice_adds_up_and_stops_at_what_there_is(guest) -> None:
    leaf = make_variant(stock=5)
    assert put_in(shopper=guest, variant_key=leaf.key, quantity=3).was_capped is False
    put = put_in(shopper=guest, variant_key=leaf.key, quantity=3)
    assert (put.line.quantity, put.was_capped) == (5, True)


@pytest.mark.parametrize(("typed", "meant"), [("1", 1), (" 12 ", 12), ("１２", 12), ("999", MOST_OF_ONE), ("007", 7)])
def test_quantities_people_type(typed: str, meant: int) -> None:
    assert whole_quantity(typed) == meant


@pytest.mark.parametrize("typed", ["", "0", "-1", "1.5", "1e9", "1000", "1000000000000", "٣", "½", "one", "1 2", "+1"])
def test_quantities_that_are_none(typed: str) -> None:
    with pytest.raises(BadQuantity):
        whole_quantity(typed)


def test_what_is_not_for_sale_stays_out(guest) -> None:
    for variant in (
        make_product(status="draft").variants.get(),
        make_variant(make_shop(is_open=False)),
    ):
        with pytest.raises(NotForSale):
            put_in(shopper=guest, variant_key=variant.key, quantity=1)
    assert CartLine.objects.count() == 0


def test_a_cart_has_an_end(guest, monkeypatch) -> None:
    monkeypatch.setattr("orders.cart.services.MOST_LINES", 1)
    fill_cart(guest, {make_variant(): 1})
    with pytest.raises(CartFull):
        fill_cart(guest, {make_variant(): 1})


def test_signing_in_adds_quantities_up_to_what_there_is() -> None:
    user, guest = UserFactory(), Shopper(cart_token="G" * 32)
    leaf, cup, tin = make_variant(stock=4), make_variant(), make_variant()
    fill_cart(shopper_for(user), {leaf: 3, cup: 1})
    fill_cart(guest, {leaf: 3, tin: 2})
    merge_carts(user=user, token=guest.cart_token)
    assert dict(CartLine.objects.values_list("variant_id", "quantity")) == {leaf.pk: 4, cup.pk: 1, tin.pk: 2}
    assert Cart.objects.get().user == user
    merge_carts(user=user, token=guest.cart_token)
    assert cart_count(user=user) == 7


def test_a_changed_price_is_shown_until_it_was_read(guest) -> None:
    leaf = make_variant(price_cents=1_000)
    fill_cart(guest, {leaf: 1})
    type(leaf).objects.update(price_cents=900)
    (line,) = contents(guest).lines
    assert (line.was_cents, line.price_cents, line.is_bought) == (1_000, 900, True)
    accept_prices(shopper=guest)
    assert contents(guest).changed == []


def test_trouble_is_shown_and_left_out_of_the_sum(guest) -> None:
    gone, sold_out, few, fine = make_variant(), make_variant(stock=1), make_variant(stock=5), make_variant()
    fill_cart(guest, {gone: 1, sold_out: 1, few: 5, fine: 1})
    type(gone).objects.filter(pk=gone.pk).update(is_active=False)
    fill_cart(shopper_for(), {})
    type(sold_out.stock).objects.filter(pk=sold_out.pk).update(on_hand=0)
    type(few.stock).objects.filter(pk=few.pk).update(on_hand=2)
    cart = contents(guest)
    assert {line.variant.pk: line.trouble for line in cart.lines} == {
        gone.pk: Trouble.GONE,
        sold_out.pk: Trouble.SOLD_OUT,
        few.pk: Trouble.TOO_FEW,
        fine.pk: None,
    }
    assert cart.total_cents == fine.price_cents
    assert [line.variant for line in cart.bought] == [fine]


def test_choosing_removing_and_undoing(guest) -> None:
    leaf, cup = make_variant(), make_variant()
    fill_cart(guest, {leaf: 2, cup: 1})
    select_lines(shopper=guest, variant_keys=[cup.key], is_selected=False)
    assert [line.variant for line in contents(guest).bought] == [leaf]
    line = take_out(shopper=guest, variant_key=leaf.key)
    put_back(shopper=guest, variant_key=leaf.key, quantity=line.quantity)
    put_back(shopper=guest, variant_key=leaf.key, quantity=line.quantity)
    assert dict(CartLine.objects.values_list("variant_id", "quantity")) == {leaf.pk: 2, cup.pk: 1}


def test_buying_now_takes_only_that(guest) -> None:
    leaf, cup = make_variant(), make_variant()
    fill_cart(guest, {leaf: 2, cup: 1})
    buy_now(shopper=guest, variant_key=leaf.key, quantity=1)
    assert [(line.variant, line.quantity) for line in contents(guest).bought] == [(leaf, 1)]


def test_carts_are_ones_own(guest) -> None:
    leaf = make_variant()
    fill_cart(guest, {leaf: 1})
    other = Shopper(cart_token="H" * 32)
    assert contents(other).lines == []
    with pytest.raises(Exception, match="not_found"):
        set_quantity(shopper=other, variant_key=leaf.key, quantity=2)
    assert CartLine.objects.get().quantity == 1


def test_how_much_is_missing_for_free_shipping(guest) -> None:
    shop = make_shop()
    freight(shop)
    fill_cart(guest, {make_variant(shop, price_cents=4_000): 2})
    assert contents(guest).shops[0].missing_for_free_cents == 1_900
