"""Which counters there are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet

from accounts.organisations.models import Merchant
from catalog.shops.models import Shop
from config.kernel.access import get_or_missing
from orders.counters.models import PickupPoint


def points_of(shop: Shop) -> QuerySet[PickupPoint]:
    """All counters of a shop, the open ones first."""
    return PickupPoint.objects.filter(shop=shop).order_by("-is_open", "pk")


def open_points(shops: Iterable[Shop]) -> dict[int, list[PickupPoint]]:
    """The counters that hand out orders now, by shop pk; one query."""
    found: dict[int, list[PickupPoint]] = defaultdict(list)
    for point in PickupPoint.objects.filter(shop__in=list(shops), is_open=True).order_by("pk"):
        found[point.shop_id].append(point)
    return found


def point_of_merchant(merchant: Merchant, *, key: str) -> PickupPoint:
    return get_or_missing(PickupPoint.objects.filter(shop__merchant=merchant), key=key)
