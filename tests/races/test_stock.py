"""The last pieces, wanted by many at the same instant."""

from __future__ import annotations

import threading

import pytest
from django.db.models import F

from catalog.inventory import services
from catalog.inventory.errors import OutOfStock
from catalog.inventory.models import Reservation, Stock
from catalog.inventory.services import allocate, release, reserve
from tests.factories.catalog import make_product, make_variant

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]

BUYERS = 64


def buy(variant_pk: int):
    def action(buyer: int) -> str:
        reserve(reference=f"HT-{buyer}", wanted={variant_pk: 1}, expires_at=None)
        return "kept"

    return action


def test_ten_pieces_make_ten_reservations(race):
    variant = make_variant(stock=10)
    outcomes = race(buy(variant.pk), range(BUYERS))
    assert outcomes.count("kept") == 10
    assert sum(isinstance(one, OutOfStock) for one in outcomes) == BUYERS - 10
    assert Stock.objects.values_list("on_hand", "reserved").get(pk=variant.pk) == (10, 10)
    assert Reservation.objects.count() == 10
    variant.product.refresh_from_db()
    assert not variant.product.is_in_stock


def test_the_harness_sees_overselling_when_the_guard_is_gone(race, monkeypatch):
    """The same race against check-then-write keeps more than there is: the test above proves something."""
    variant = make_variant(stock=10)
    read = threading.Barrier(16)

    def naive(variant_pk: int, quantity: int) -> None:
        left = Stock.objects.get(pk=variant_pk).available
        read.wait(20)
        if left < quantity:
            raise OutOfStock(variant, left)
        Stock.objects.filter(pk=variant_pk).update(on_hand=F("on_hand") + 1, reserved=F("reserved") + quantity)

    monkeypatch.setattr(services, "_take", naive)  # on_hand grows along, or the CHECK would stop even this
    outcomes = race(buy(variant.pk), range(16))
    assert outcomes.count("kept") > 10


def test_two_pieces_in_opposite_order_never_deadlock(race):
    first, second = make_variant(stock=100), make_variant(stock=100)

    def action(buyer: int) -> str:
        pair = (first, second) if buyer % 2 else (second, first)
        reserve(reference=f"HT-{buyer}", wanted={variant.pk: 1 for variant in pair}, expires_at=None)
        return "kept"

    assert race(action, range(32)) == ["kept"] * 32
    assert list(Stock.objects.values_list("reserved", flat=True)) == [32, 32]


def test_paying_cancelling_and_buying_at_once_keeps_the_sums(race):
    variant = make_variant(stock=20)
    for buyer in range(10):
        reserve(reference=f"HT-{buyer}", wanted={variant.pk: 1}, expires_at=None)

    def action(buyer: int) -> str:
        if buyer < 10:
            (allocate if buyer % 2 else release)(reference=f"HT-{buyer}")
        else:
            reserve(reference=f"HT-{buyer}", wanted={variant.pk: 1}, expires_at=None)
        return "done"

    assert race(action, range(20)) == ["done"] * 20
    assert Stock.objects.values_list("on_hand", "reserved").get(pk=variant.pk) == (20, 15)


def test_the_last_two_variants_sold_at_once_empty_the_product(race):
    product = make_product(options={"颜色": ["青", "白"]}, stock=1)
    pks = list(product.variants.values_list("pk", flat=True))
    for turn in range(5):
        outcomes = race(lambda pk, turn=turn: reserve(reference=f"{turn}-{pk}", wanted={pk: 1}, expires_at=None), pks)
        assert all(isinstance(one, list) for one in outcomes)
        product.refresh_from_db()
        assert not product.is_in_stock
        for pk in pks:
            release(reference=f"{turn}-{pk}")
        product.refresh_from_db()
        assert product.is_in_stock
