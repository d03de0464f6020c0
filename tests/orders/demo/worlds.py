"""Shops and people as accounts and catalog would leave them, for orders to be seeded on."""

from __future__ import annotations

from datetime import timedelta

from accounts.organisations.models import Role
from config.kernel.clock import now
from config.kernel.demo import World
from tests.factories.accounts import AddressFactory, CarrierFactory, UserFactory
from tests.factories.catalog import make_merchant, make_merchant_user, make_product, make_shop

PIECES = 60  # of each product
CAST = ("shopper", "shopper2", "merchant", "merchant2", "staff", "courier", "operator", "admin")


def small_world(**fields: object) -> World:
    """Three shops with four products each and twenty people, as accounts and catalog would leave it."""
    world = World(**({"now": now().replace(minute=0, second=0, microsecond=0)} | fields))
    long_ago = world.now - timedelta(weeks=30)
    world.cast = {name: UserFactory(email=f"{name}@demo.test", joined_at=long_ago) for name in CAST}
    world.shoppers = [world.cast["shopper"], world.cast["shopper2"]]
    world.shoppers += [UserFactory(joined_at=long_ago + timedelta(weeks=place)) for place in range(18)]
    world.addresses = {one.pk: AddressFactory(user=one) for one in world.shoppers[:15]}
    world.carriers = [CarrierFactory()]
    for _shop in range(3):
        shop = make_shop(make_merchant())
        make_merchant_user(shop, role=Role.OWNER)
        world.merchants.append(shop.merchant)
        world.shops.append(shop)
        world.products += [make_product(shop, stock=PIECES, price_cents=1200 + 990 * place) for place in range(4)]
    return world
