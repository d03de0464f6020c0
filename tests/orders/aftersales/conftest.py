"""A shop, a buyer, and orders as far as a case needs them."""

from __future__ import annotations

import io
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.organisations.models import Carrier, Permission, Role
from catalog.products.models import Variant
from catalog.shops.models import Shop
from orders.aftersales.models import Case, CaseKind, CaseReason
from orders.aftersales.services import Wish, agree, open_case, set_return_address, ship_back
from orders.checkout.models import Order, OrderStatus
from orders.checkout.services import Delivery, confirm_receipt
from orders.fulfilment.models import Parcel, ParcelStatus
from orders.fulfilment.services import record_scan, ship
from tests.factories.accounts import CarrierFactory, MembershipFactory, UserFactory, courier, operator
from tests.factories.catalog import make_merchant_user, make_shop, make_variant
from tests.factories.orders import freight, make_paid_order

RETURN_ADDRESS = Delivery("仓库 王师傅", "13900001111", "330106", "文三路 9 号 2 号仓")
PRICES = (6800, 3201)
FREIGHT = 800


@dataclass
class Scene:
    """Everybody who has a word in a case."""

    shop: Shop
    owner: Any
    buyer: Any
    carrier: Carrier
    courier: Any
    operator: Any
    variants: list[Variant]
    _waybills: int = field(default=500_000)

    def waybill(self) -> str:
        self._waybills += 1
        return f"SF{self._waybills}"

    def order(self, *quantities: int, **fields: Any) -> Order:
        """A paid order with these quantities of the shop's variants."""
        wanted = {v: q for v, q in zip(self.variants, quantities or (1,), strict=False) if q}
        return make_paid_order(fields.pop("buyer", self.buyer), wanted, **fields)

    def shipped(self, *quantities: int, **fields: Any) -> Order:
        order = self.order(*quantities, **fields)
        ship(order=order, carrier=self.carrier, waybill=self.waybill(), actor=self.owner)
        return self.fresh(order)

    def delivered(self, *quantities: int, **fields: Any) -> Order:
        order = self.shipped(*quantities, **fields)
        for parcel in order.parcels.all():
            self.deliver(parcel)
        return self.fresh(order)

    def received(self, *quantities: int, **fields: Any) -> Order:
        return confirm_receipt(order=self.delivered(*quantities, **fields), buyer=self.buyer)

    def deliver(self, parcel: Parcel) -> None:
        for status in (ParcelStatus.PICKED_UP, ParcelStatus.OUT_FOR_DELIVERY, ParcelStatus.DELIVERED):
            record_scan(parcel=parcel, status=status, actor=self.courier)

    def fresh(self, row: Any) -> Any:
        return type(row).objects.get(pk=row.pk)

    def wish(self, order: Order, *quantities: int, kind: str = CaseKind.REFUND, **fields: Any) -> Wish:
        order_of = {variant.pk: place for place, variant in enumerate(self.variants)}
        lines = sorted(order.lines.all(), key=lambda line: order_of[line.variant_id])
        pieces = quantities or tuple(line.quantity for line in lines)
        is_unshipped = fields.pop("is_unshipped", order.status == OrderStatus.TO_SHIP)
        return Wish(
            kind=kind,
            reason=fields.pop("reason", CaseReason.CHANGED_MIND if is_unshipped else CaseReason.BROKEN),
            pieces={line.pk: quantity for line, quantity in zip(lines, pieces, strict=False)},
            words=fields.pop("words", "壶嘴有一道裂纹，滴水。"),
            is_unshipped=is_unshipped,
            **fields,
        )

    def case(self, order: Order, *quantities: int, **fields: Any) -> Case:
        return open_case(order=order, wish=self.wish(order, *quantities, **fields), actor=self.buyer)

    def address(self) -> None:
        set_return_address(shop=self.shop, address=RETURN_ADDRESS)

    def coming_back(self, order: Order, *quantities: int, **fields: Any) -> Case:
        """A return that the shop agreed to and the buyer sent."""
        self.address()
        case = self.case(order, *quantities, kind=fields.pop("kind", CaseKind.RETURN), **fields)
        agree(case=case, actor=self.owner)
        return ship_back(case=self.fresh(case), carrier=self.carrier, waybill=self.waybill(), actor=self.buyer)

    def staff(self, *permissions: str) -> Any:
        hat = MembershipFactory(
            role=Role.STAFF, merchant=self.shop.merchant, permissions=list(permissions or [Permission.ORDERS])
        )
        return hat.user


@pytest.fixture
def scene(db: None) -> Scene:
    return make_scene()


def make_scene(*, pictures: int = 1) -> Scene:
    shop = make_shop()
    freight(shop, {"first_cents": FREIGHT, "next_cents": 0})
    carrier = CarrierFactory(code="sf", name_zh="顺达", name_en="Shunda Express")
    return Scene(
        shop=shop,
        owner=make_merchant_user(shop),
        buyer=UserFactory(display_name="林小满"),
        carrier=carrier,
        courier=courier(carrier),
        operator=operator(),
        variants=[make_variant(shop=shop, stock=100, price_cents=price, pictures=pictures) for price in PRICES],
    )


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def picture(name: str = "crack.jpg", colour: str = "teal", size: tuple[int, int] = (64, 48)) -> SimpleUploadedFile:
    buffer = io.BytesIO()
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (30.0, 15.0, 0.0)}  # where it was taken
    Image.new("RGB", size, colour).save(buffer, "JPEG", exif=exif)
    return SimpleUploadedFile(name, buffer.getvalue(), content_type="image/jpeg")
