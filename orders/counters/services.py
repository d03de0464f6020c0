"""Opening, changing and closing counters."""

from __future__ import annotations

from django.db import transaction

from catalog.shops.models import Shop
from config.kernel.errors import Invalid
from config.kernel.locks import locked_one
from orders.counters.errors import TooManyPoints
from orders.counters.models import PickupPoint

MOST_POINTS = 20


@transaction.atomic
def write_point(
    *,
    shop: Shop,
    name: str,
    region_code: str,
    street: str,
    hours: str,
    phone: str = "",
    is_open: bool = True,
    point: PickupPoint | None = None,
) -> PickupPoint:
    """A new counter, or a change of one. Orders that chose it see the change, as somebody on the way there must."""
    locked_one(Shop.objects.all(), shop.pk)
    others = PickupPoint.objects.filter(shop=shop)
    if point is not None:
        others = others.exclude(pk=point.pk)
    if point is None and others.count() >= MOST_POINTS:
        raise TooManyPoints(most=MOST_POINTS)
    if others.filter(name=name).exists():
        raise Invalid(field="name")
    point = point or PickupPoint(shop=shop)
    point.name, point.region_code, point.street = name, region_code, street
    point.hours, point.phone, point.is_open = hours, phone, is_open
    point.save()
    return point
