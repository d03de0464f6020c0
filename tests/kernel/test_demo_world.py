"""The whole demo, as `make run` shows it: large enough, true to every rule, and the same again for the same seed."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from accounts.identity.models import User
from accounts.organisations.models import Merchant, MerchantStatus
from catalog.products.models import ListingStatus, Product
from catalog.shops.models import Shop
from config.kernel.demo import World, make_world, this_hour
from orders.cart.models import CartLine
from orders.checkout.models import Order, OrderLine, OrderStatus
from orders.fulfilment.models import Parcel
from tests.invariants import assert_all_is_well

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("media")


@pytest.fixture(autouse=True)
def media(settings, folder):
    """One folder for all worlds: drawings are the slow part, and are kept."""
    settings.MEDIA_ROOT = folder


def test_a_living_shop():
    world = make_world(World())

    assert Shop.objects.count() >= 8
    assert User.objects.filter(is_demo=True).count() >= 300
    on_sale = Product.objects.filter(status=ListingStatus.LISTED)
    assert on_sale.count() >= 200
    assert not on_sale.filter(cover=None).exists()
    assert on_sale.filter(sold_count__gt=0).count() > 100
    assert Order.objects.filter(placed_at__lt=world.now - timedelta(weeks=11)).exists()
    assert_all_is_well()
    _everybody_with_a_login_has_something_to_do(world)


def _everybody_with_a_login_has_something_to_do(world: World) -> None:
    shop = world.merchants[0].shop
    assert Order.objects.filter(shop=shop, status=OrderStatus.TO_SHIP).count() >= 3
    assert Order.objects.filter(buyer=world.cast["shopper"]).values("status").distinct().count() >= 8
    assert CartLine.objects.filter(cart__user=world.cast["shopper"]).count() >= 3
    assert Parcel.objects.filter(courier=world.cast["courier"], delivered_at=None).exists()
    assert Merchant.objects.filter(status=MerchantStatus.APPLIED).exists()
    assert Product.objects.filter(status=ListingStatus.PENDING).exists()


def test_the_same_seed_makes_the_same_world():
    hour = this_hour()
    assert _fingerprint(hour) == _fingerprint(hour)


def _fingerprint(hour: datetime) -> str:
    """Of everything a visitor could tell worlds apart by; then the world is taken away again."""
    mark = hashlib.sha256()
    with transaction.atomic():
        make_world(World(now=hour))
        for rows in (
            User.objects.order_by("email").values_list("email", "handle", "display_name", "joined_at"),
            Product.objects.order_by("slug").values_list("slug", "title", "price_min_cents", "status", "sold_count"),
            Order.objects.order_by("number").values_list(
                "number", "buyer__email", "status", "total_cents", "placed_at"
            ),
            OrderLine.objects.order_by("order__number", "sku").values_list("order__number", "sku", "quantity"),
            Parcel.objects.order_by("waybill").values_list("waybill", "order__number", "status", "shipped_at"),
        ):
            mark.update(repr(list(rows)).encode())
        transaction.set_rollback(True)
    return mark.hexdigest()
