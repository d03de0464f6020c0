"""The whole demo, as `make run` shows it: large enough, true to every rule, and the same again for the same seed."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from django.db.models import Sum
from django.test import override_settings

from accounts.identity.models import User
from accounts.organisations.models import Merchant, MerchantStatus
from catalog.products.models import ListingStatus, Product
from catalog.shops.models import Shop
from config.kernel.demo import World, make_world, this_hour
from orders.cart.models import CartLine
from orders.checkout.models import Order, OrderLine, OrderStatus
from orders.fulfilment.attention import LateFilter, late_parcels
from orders.fulfilment.models import Direction, Parcel, ParcelStatus, TrackingEvent
from orders.fulfilment.selectors import tab_counts
from orders.fulfilment.states import may_follow
from orders.pickup.models import Collection
from tests.invariants import assert_all_is_well

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

Twice = tuple[World, list[str]]


@pytest.fixture(scope="module")
def twice(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[Twice]:
    """The world, made a second time after the first was taken away, and how both look. It is gone after this file."""
    hour, marks = this_hour(), []
    with override_settings(MEDIA_ROOT=tmp_path_factory.mktemp("media")), django_db_blocker.unblock():
        with transaction.atomic():
            make_world(World(now=hour))
            marks.append(_fingerprint())
            transaction.set_rollback(True)
        with transaction.atomic():
            world = make_world(World(now=hour))
            marks.append(_fingerprint())
            yield world, marks
            transaction.set_rollback(True)


@pytest.fixture
def world(twice: Twice) -> World:
    return twice[0]


def test_the_same_seed_makes_the_same_world(twice: Twice) -> None:
    _world, marks = twice
    assert marks[0] == marks[1]


def _fingerprint() -> str:
    """Of everything a visitor could tell worlds apart by."""
    mark = hashlib.sha256()
    for rows in (
        User.objects.order_by("email").values_list("email", "handle", "display_name", "joined_at"),
        Product.objects.order_by("slug").values_list("slug", "title", "price_min_cents", "status", "sold_count"),
        Order.objects.order_by("number").values_list("number", "buyer__email", "status", "total_cents", "placed_at"),
        OrderLine.objects.order_by("order__number", "sku").values_list("order__number", "sku", "quantity"),
        Parcel.objects.order_by("waybill").values_list("waybill", "order__number", "status", "shipped_at"),
    ):
        mark.update(repr(list(rows)).encode())
    return mark.hexdigest()


def test_a_living_shop(world: World) -> None:
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


def test_its_parcels_obey_the_rules_of_real_ones(world: World) -> None:
    shipped = Order.objects.filter(shipped_at__isnull=False)
    assert not shipped.filter(parcels=None).exists()
    assert not Order.objects.filter(shipped_at=None, parcels__isnull=False).exists()
    parcels = list(Parcel.objects.select_related("order").prefetch_related("events"))
    for parcel in parcels:
        track = list(parcel.events.all())[::-1]
        assert (parcel.status, parcel.status_at) == (track[-1].status, track[-1].happened_at)
        assert track[0].status == ParcelStatus.INFO_RECEIVED
        assert all(may_follow(one.status, two.status) for one, two in pairwise(track))
        assert all(one.happened_at < two.happened_at for one, two in pairwise(track))
        assert parcel.status_at <= world.now
        if parcel.direction == Direction.OUT:
            assert parcel.late_at > parcel.shipped_at
    sent = Parcel.objects.filter(direction=Direction.OUT).aggregate(pieces=Sum("lines__quantity"))["pieces"]
    assert sent == Order.objects.aggregate(pieces=Sum("lines__shipped_quantity"))["pieces"]
    arrived = {OrderStatus.DELIVERED, OrderStatus.COMPLETED, OrderStatus.SETTLED}
    sent_out = [parcel for parcel in parcels if parcel.direction == Direction.OUT]
    assert all((one.order.status in arrived) == (one.status == ParcelStatus.DELIVERED) for one in sent_out)
    assert {parcel.status for parcel in parcels} >= set(ParcelStatus)
    assert any(parcel.stale_at for parcel in parcels)
    assert any(parcel.eta_until for parcel in parcels)
    assert late_parcels(LateFilter(arrived=True)).exists()
    assert Collection.objects.exists()
    assert Order.objects.filter(pickup_point__isnull=False, collection=None).exists()
    counts = tab_counts(world.cast["courier"])
    assert all(counts.values()), counts
    assert not TrackingEvent.objects.filter(happened_at__gt=world.now).exists()
