"""The catalogue of the demo world, and the shop a new merchant finds."""

from __future__ import annotations

from itertools import pairwise

import pytest

from accounts import demo as people
from accounts.organisations.events import MerchantApproved
from catalog import demo
from catalog.inventory.models import Movement, Stock
from catalog.products.models import ListingStatus, Product, ProductPicture, Variant
from catalog.shops.models import Shop
from catalog.shops.subscribers import open_the_shop
from catalog.taxonomy.models import Category
from config.kernel.demo import World
from tests.factories.catalog import make_merchant

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


def test_the_world_has_shops_and_products_with_everything():
    world = World()
    people.seed(world)
    demo.seed(world)
    assert len(world.shops) >= 8
    assert len(world.products) >= 220
    assert Category.objects.filter(parent=None).count() >= 12
    assert Category.objects.exclude(parent=None).count() >= 40
    assert not Product.objects.filter(cover=None).exists()
    assert not Product.objects.filter(search=None).exists()
    assert not Product.objects.filter(price_min_cents=0).exists()
    assert Stock.objects.count() == Variant.objects.count()
    assert sum(Movement.objects.values_list("on_hand_change", flat=True)) == sum(
        Stock.objects.values_list("on_hand", flat=True)
    )
    states = set(Product.objects.values_list("status", flat=True))
    assert states == set(ListingStatus.values)
    counts = {product.pk: product.pictures.count() for product in Product.objects.all()[:20]}
    assert all(3 <= count <= 5 for count in counts.values())
    covers = list(Product.objects.order_by("pk").values_list("cover__file", flat=True))
    assert all(one != other for one, other in pairwise(covers))
    twice = ProductPicture.objects.values_list("product_id", "picture__file")
    assert len(twice) == len(set(twice))


def test_an_approved_merchant_finds_a_shop_once():
    merchant = make_merchant(name="云台竹器", slug="yuntai")
    for _ in range(2):
        open_the_shop(MerchantApproved(merchant.pk))
    shop = Shop.objects.get(merchant=merchant)
    assert (shop.slug, shop.name, shop.is_open) == ("yuntai", "云台竹器", True)
