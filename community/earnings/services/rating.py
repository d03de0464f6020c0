"""A shop says what it gives to who shares its goods. Orders already placed keep what held then."""

from __future__ import annotations

from django.db import transaction

from accounts.identity.models import User
from catalog.products.models import Product
from catalog.shops.models import Shop
from community.earnings.errors import SecondAboveFirst
from community.earnings.events import SharingRateSet
from community.earnings.models import SharingRate
from config.kernel.audit import record
from config.kernel.clock import now
from config.kernel.events import publish
from config.kernel.locks import locked_one


@transaction.atomic
def set_rate(*, shop: Shop, product: Product | None, first: int, second: int, actor: User) -> SharingRate:
    """Let another share hold from now on, for one product or for all. Zero switches it off."""
    if second > first:
        raise SecondAboveFirst(field="second")
    locked_one(Shop.objects.all(), shop.pk)  # two people of a shop set rates one after another
    running = SharingRate.objects.filter(shop=shop, product=product, ends_at=None)
    known = running.first()
    if known is not None and known.basis_points == (first, second):
        return known
    moment = now()
    running.update(ends_at=moment, updated_at=moment)
    rate = SharingRate.objects.create(
        shop=shop,
        product=product,
        first_basis_points=first,
        second_basis_points=second,
        starts_at=moment,
        made_by=actor,
    )
    record(
        actor=actor,
        action="community.sharing_rate_set",
        target=product or shop,
        after={"first": first, "second": second},
    )
    publish(SharingRateSet(shop_id=shop.pk, product_id=product.pk if product else None))
    return rate


@transaction.atomic
def end_rate(*, rate: SharingRate, actor: User) -> None:
    """What holds for the shop holds again for this product."""
    moment = now()
    if SharingRate.objects.filter(pk=rate.pk, ends_at=None).update(ends_at=moment, updated_at=moment):
        record(actor=actor, action="community.sharing_rate_ended", target=rate.product or rate.shop)
