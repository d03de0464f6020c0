"""What browsers name by public keys: the number of each thing, and the shop it belongs to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable

from analytics.tracking.catalogue import Thing
from catalog.products.models import Product
from catalog.shops.models import Shop
from content.posts.models import Post
from orders.groupbuy.models import GroupTeam

Found = dict[tuple[str, str], tuple[int, int | None]]
Finder = Callable[[Collection[str]], Iterable[tuple[str, int, int | None]]]


def _products(keys: Collection[str]) -> Iterable[tuple[str, int, int | None]]:
    return Product.objects.filter(slug__in=keys).values_list("slug", "pk", "shop_id")


def _notes(keys: Collection[str]) -> Iterable[tuple[str, int, int | None]]:
    return Post.objects.filter(key__in=keys).values_list("key", "pk", "shop_id")


def _shops(keys: Collection[str]) -> Iterable[tuple[str, int, int | None]]:
    return ((slug, pk, pk) for slug, pk in Shop.objects.filter(slug__in=keys).values_list("slug", "pk"))


def _teams(keys: Collection[str]) -> Iterable[tuple[str, int, int | None]]:
    return GroupTeam.objects.filter(token__in=keys).values_list("token", "pk", "campaign__shop_id")


FINDERS: dict[str, Finder] = {
    Thing.PRODUCT: _products,
    Thing.NOTE: _notes,
    Thing.SHOP: _shops,
    Thing.TEAM: _teams,
}


def things_named(names: Iterable[tuple[str, str]]) -> Found:
    """The (thing, key) pairs that exist; one query for each kind of thing."""
    wanted: dict[str, set[str]] = defaultdict(set)
    for thing, key in names:
        wanted[thing].add(key)
    return {
        (thing, key): (pk, shop)
        for thing, keys in wanted.items()
        if thing in FINDERS
        for key, pk, shop in FINDERS[thing](keys)
    }
