"""When a parcel should arrive: learnt from past parcels of its carrier between the same two provinces.

Ten or more parcels of the last 120 days make an estimate: a range from the tenth to the ninetieth of a hundred. With
fewer there is none, and nobody is told a date. A parcel is late once nine in ten would have been there; without an
estimate after `LATE_DELIVERY_DAYS` (docs/logistics.md).
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache

from django.conf import settings

from accounts.addresses.regions import children, provinces
from orders.fulfilment.models import Direction, Parcel, TransitTime

FEWEST_SAMPLES = 10
SAMPLES_FROM = timedelta(days=120)
MOST_HOURS = 24 * 60
NAME_LENGTH = 2  # 浙江, 内蒙, 杭州: two characters tell provinces and cities apart


@cache
def _provinces_by_name() -> dict[str, str]:
    """Names of provinces and of their cities, short, → two digits; a province's own name wins."""
    found: dict[str, str] = {}
    for one in provinces():
        for city in children(one.code):
            found.setdefault(city.name_zh[:NAME_LENGTH], one.code[:2])
            found.setdefault(city.name_en.casefold(), one.code[:2])
    for one in provinces():
        found[one.name_zh[:NAME_LENGTH]] = found[one.name_en.casefold()] = one.code[:2]
    return found


def province_of_place(place: str) -> str:
    """`浙江 杭州`, `杭州龙井`, `Hangzhou` → 33; nothing when the shop's place names no province or city."""
    place = place.strip().casefold()
    names = _provinces_by_name()
    words = (place[:NAME_LENGTH], *(word.strip() for word in place.split(",")), *place.split())
    return next((names[word] for word in words if word in names), "")


def expect(parcel: Parcel) -> None:
    """Write on a new parcel between which provinces it goes, when it should arrive and when it would be late."""
    order = parcel.order
    shop, buyer = province_of_place(order.shop.place), order.trade.region_code[:2] if order.trade else ""
    is_back = parcel.direction == Direction.RETURN
    parcel.from_province, parcel.to_province = (buyer, shop) if is_back else (shop, buyer)
    usual = TransitTime.objects.filter(
        carrier=parcel.carrier, from_province=parcel.from_province, to_province=parcel.to_province
    ).first()
    estimate(parcel, usual)


def estimate(parcel: Parcel, usual: TransitTime | None) -> None:
    """The range and the deadline, from what is usual between the two; without enough samples only a deadline."""
    parcel.late_at = parcel.shipped_at + timedelta(days=settings.LATE_DELIVERY_DAYS)
    if usual is not None and usual.samples >= FEWEST_SAMPLES and parcel.from_province and parcel.to_province:
        parcel.eta_from = parcel.shipped_at + timedelta(hours=usual.fast_hours)
        parcel.eta_until = parcel.late_at = parcel.shipped_at + timedelta(hours=usual.slow_hours)
