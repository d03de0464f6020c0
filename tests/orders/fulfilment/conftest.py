"""A shop with a paid order, two carriers and their couriers."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from accounts.organisations.models import Carrier
from catalog.products.models import Variant
from catalog.shops.models import Shop
from orders.checkout.models import Order
from orders.fulfilment.models import Parcel
from orders.fulfilment.services import ship
from tests.factories.accounts import CarrierFactory, UserFactory, courier
from tests.factories.catalog import make_merchant_user, make_shop, make_variant
from tests.factories.orders import make_paid_order


@dataclass
class Scene:
    """Everybody between a shelf and a door."""

    shop: Shop
    owner: Any
    buyer: Any
    carrier: Carrier
    courier: Any
    variants: list[Variant]
    _waybills: int = field(default=100_000)

    def order(self, *quantities: int, buyer: Any = None) -> Order:
        """A paid order of the shop with these quantities of its variants (one of the first)."""
        wanted = dict(zip(self.variants, quantities or (1,), strict=False))
        return make_paid_order(buyer or self.buyer, wanted)

    def waybill(self) -> str:
        self._waybills += 1
        return f"SF{self._waybills}"

    def parcel(self, *quantities: int, **fields: Any) -> Parcel:
        """A whole order in one parcel."""
        order = self.order(*quantities, **fields)
        return ship(order=order, carrier=self.carrier, waybill=self.waybill(), actor=self.owner)


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene()


def make_scene() -> Scene:
    shop = make_shop()
    carrier = CarrierFactory(code="sf", name_zh="顺达", name_en="Shunda Express")
    return Scene(
        shop=shop,
        owner=make_merchant_user(shop),
        buyer=UserFactory(display_name="林小满"),
        carrier=carrier,
        courier=courier(carrier),
        variants=[make_variant(shop=shop, stock=100) for _ in range(2)],
    )


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client
