"""Pieces are kept, given back, paid for and shipped; the movements always add up to the stock."""

from __future__ import annotations

import pytest
from django.db.models import Sum

from catalog.inventory.errors import BelowReserved, NotReserved, OutOfStock
from catalog.inventory.models import Movement, Reservation, ReservationState, Stock
from catalog.inventory.services import adjust, allocate, release, reserve, set_on_hand, ship
from config.kernel.errors import Invalid
from tests.factories.catalog import make_product, make_variant

pytestmark = pytest.mark.django_db


def stock_of(variant) -> tuple[int, int]:
    return Stock.objects.values_list("on_hand", "reserved").get(pk=variant.pk)


def assert_movements_add_up() -> None:
    for stock in Stock.objects.all():
        sums = Movement.objects.filter(variant=stock.pk).aggregate(a=Sum("on_hand_change"), b=Sum("reserved_change"))
        assert (sums["a"] or 0, sums["b"] or 0) == (stock.on_hand, stock.reserved)


def test_a_whole_life_of_a_reservation():
    variant = make_variant(stock=10)
    reserve(reference="HT-1", wanted={variant.pk: 4}, expires_at=None)
    assert stock_of(variant) == (10, 4)
    allocate(reference="HT-1")
    ship(reference="HT-1", variant=variant, quantity=1)
    assert stock_of(variant) == (9, 3)
    last = ship(reference="HT-1", variant=variant, quantity=3)
    assert stock_of(variant) == (6, 0)
    assert (last.shipped, last.state) == (4, ReservationState.SHIPPED)
    variant.product.refresh_from_db()
    assert variant.product.sold_count == 4
    assert_movements_add_up()


def test_too_much_is_refused_and_nothing_kept():
    first, second = make_variant(stock=10), make_variant(stock=2)
    with pytest.raises(OutOfStock) as refusal:
        reserve(reference="HT-1", wanted={first.pk: 1, second.pk: 3}, expires_at=None)
    assert (refusal.value.variant, refusal.value.left) == (second, 2)
    assert stock_of(first) == (10, 0)
    assert stock_of(second) == (2, 0)
    assert not Reservation.objects.exists()
    assert_movements_add_up()


@pytest.mark.parametrize("quantity", [0, -1])
def test_nonsense_quantities_are_refused(quantity):
    variant = make_variant(stock=10)
    with pytest.raises(Invalid):
        reserve(reference="HT-1", wanted={variant.pk: quantity}, expires_at=None)
    assert stock_of(variant) == (10, 0)


def test_reserving_twice_keeps_once():
    variant = make_variant(stock=10)
    reserve(reference="HT-1", wanted={variant.pk: 4}, expires_at=None)
    reserve(reference="HT-1", wanted={variant.pk: 4}, expires_at=None)
    assert stock_of(variant) == (10, 4)
    assert_movements_add_up()


def test_releasing_twice_gives_back_once():
    variant = make_variant(stock=10)
    reserve(reference="HT-1", wanted={variant.pk: 4}, expires_at=None)
    assert release(reference="HT-1") == 4
    assert release(reference="HT-1") == 0
    assert stock_of(variant) == (10, 0)
    assert_movements_add_up()


def test_a_late_payment_reserves_anew_or_learns_that_it_is_gone():
    variant = make_variant(stock=3)
    reserve(reference="HT-1", wanted={variant.pk: 2}, expires_at=None)
    release(reference="HT-1")
    reserve(reference="HT-1", wanted={variant.pk: 2}, expires_at=None)
    assert stock_of(variant) == (3, 2)
    release(reference="HT-1")
    reserve(reference="HT-2", wanted={variant.pk: 2}, expires_at=None)
    with pytest.raises(OutOfStock):
        reserve(reference="HT-1", wanted={variant.pk: 2}, expires_at=None)
    assert stock_of(variant) == (3, 2)
    assert_movements_add_up()


def test_cancelling_a_paid_order_takes_the_sale_back():
    variant = make_variant(stock=3)
    reserve(reference="HT-1", wanted={variant.pk: 2}, expires_at=None)
    allocate(reference="HT-1")
    allocate(reference="HT-1")
    release(reference="HT-1")
    variant.product.refresh_from_db()
    assert variant.product.sold_count == 0
    assert stock_of(variant) == (3, 0)


def test_releasing_after_a_part_was_shipped_returns_the_rest():
    variant = make_variant(stock=5)
    reserve(reference="HT-1", wanted={variant.pk: 4}, expires_at=None)
    allocate(reference="HT-1")
    ship(reference="HT-1", variant=variant, quantity=1)
    assert release(reference="HT-1") == 3
    assert stock_of(variant) == (4, 0)
    variant.product.refresh_from_db()
    assert variant.product.sold_count == 1
    assert_movements_add_up()


@pytest.mark.parametrize("quantity", [5, 100])
def test_no_more_is_shipped_than_was_paid(quantity):
    variant = make_variant(stock=10)
    reserve(reference="HT-1", wanted={variant.pk: 4}, expires_at=None)
    with pytest.raises(NotReserved):
        ship(reference="HT-1", variant=variant, quantity=1)  # not paid yet
    allocate(reference="HT-1")
    with pytest.raises(NotReserved):
        ship(reference="HT-1", variant=variant, quantity=quantity)
    assert stock_of(variant) == (10, 4)


def test_counting_below_what_is_spoken_for_is_refused():
    variant = make_variant(stock=10)
    reserve(reference="HT-1", wanted={variant.pk: 4}, expires_at=None)
    with pytest.raises(BelowReserved):
        set_on_hand(variant=variant, on_hand=3, actor=None)
    with pytest.raises(BelowReserved):
        adjust(variant=variant, change=-7, actor=None)
    set_on_hand(variant=variant, on_hand=4, actor=None)
    adjust(variant=variant, change=3, actor=None)
    assert stock_of(variant) == (7, 4)
    assert_movements_add_up()


def test_the_product_knows_whether_anything_is_left():
    product = make_product(options={"颜色": ["青", "白"]}, stock=1)
    first, second = product.variants.all()
    reserve(reference="HT-1", wanted={first.pk: 1}, expires_at=None)
    product.refresh_from_db()
    assert product.is_in_stock
    reserve(reference="HT-2", wanted={second.pk: 1}, expires_at=None)
    product.refresh_from_db()
    assert not product.is_in_stock
    release(reference="HT-1")
    product.refresh_from_db()
    assert product.is_in_stock
