"""The way of every shipped order of the demo: parcels and scans, and a courier's day with something in every state."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from django.db.models import prefetch_related_objects

from accounts.addresses.regions import lineage
from accounts.organisations.models import Carrier, Membership, Role
from config.kernel.clock import local_day
from config.kernel.demo import World, times_as_given
from orders.checkout.models import Order, OrderStatus
from orders.fulfilment.models import Parcel, ParcelLine, ParcelStatus, TrackingEvent

S = ParcelStatus
BATCH = 2000
FIRST_TRY_FAILS = 0.05
USUAL_CARRIER = 0.7  # a shop mostly calls the same company
DELIVERED_TODAY = 6
ROUND = (("3301",), ("33",), ("31", "32", "34", "35", "36"))
REASONS = ("没有人在家", "电话没人接", "约了明天再送")
PREFIXES = ("QN", "SD", "YT", "ZH", "BL", "XF")

# What the courier of the demo meets today, nearest first: the state and what was said.
TODAY: tuple[tuple[str, str], ...] = (
    (S.OUT_FOR_DELIVERY, ""),
    (S.INFO_RECEIVED, ""),
    (S.OUT_FOR_DELIVERY, ""),
    (S.PICKED_UP, ""),
    (S.OUT_FOR_DELIVERY, ""),
    (S.INFO_RECEIVED, ""),
    (S.DELIVERY_FAILED, "没有人在家 · 明天上午再送"),
    (S.OUT_FOR_DELIVERY, ""),
    (S.IN_TRANSIT, ""),
    (S.INFO_RECEIVED, ""),
    (S.OUT_FOR_DELIVERY, ""),
    (S.AVAILABLE_FOR_PICKUP, "菜鸟驿站，取件码 4-2-7"),
    (S.RETURNING, "收件人拒收"),
    (S.EXCEPTION, "外箱破损，等待商家处理"),
    (S.OUT_FOR_DELIVERY, ""),
    (S.CUSTOMS, ""),
    (S.INFO_RECEIVED, ""),
)


@dataclass
class Way:
    """A parcel and its scans, before they are written."""

    parcel: Parcel
    scans: list[TrackingEvent] = field(default_factory=list)

    def scan(self, status: str, at: datetime, *, place: str = "", note: str = "", by: Any = None) -> None:
        self.scans.append(
            TrackingEvent(
                parcel=self.parcel,
                status=status,
                place=place,
                note=note,
                happened_at=at,
                recorded_at=at,
                recorded_by=by,
            )
        )

    def close(self) -> Parcel:
        """The parcel's state is that of its newest scan."""
        newest = self.scans[-1]
        self.parcel.status, self.parcel.status_at = newest.status, newest.happened_at
        self.parcel.updated_at = newest.happened_at
        self.parcel.delivered_at = newest.happened_at if newest.status == S.DELIVERED else None
        self.parcel.failed_attempts = sum(scan.status == S.DELIVERY_FAILED for scan in self.scans)
        if len(self.scans) == 1:
            self.parcel.courier = None
        return self.parcel


def seed(world: World) -> None:
    """Parcels for every order that has left its shop."""
    shipped = [order for order in world.orders if order.shipped_at]
    if not shipped or not world.carriers:
        return
    parcels = ship_history(shipped, world.carriers, couriers_of(world.carriers), world.dice("parcels"), now=world.now)
    world.tell(f"{parcels} parcels with their tracks")


def couriers_of(carriers: Sequence[Carrier]) -> dict[int, list[Any]]:
    """Who drives for each carrier, by the carrier's pk."""
    found: dict[int, list[Any]] = defaultdict(list)
    hats = Membership.objects.filter(carrier__in=carriers, role=Role.COURIER, is_active=True)
    for hat in hats.select_related("user").order_by("pk"):
        found[hat.carrier_id or 0].append(hat.user)
    return found


def ship_history(
    orders: Sequence[Order],
    carriers: Sequence[Carrier],
    couriers: Mapping[int, Sequence[Any]],
    dice: Random,
    *,
    now: datetime,
) -> int:
    """Give orders that were shipped their parcels and tracks, in bulk. Asks nothing, publishes nothing."""
    prefetch_related_objects(list(orders), "lines")
    waybills: set[str] = set()
    today, morning = iter(TODAY), iter(range(DELIVERED_TODAY))
    ways = []
    for order in sorted(orders, key=lambda order: (_far(order), now - (order.shipped_at or now))):
        is_open = order.status in {OrderStatus.SHIPPED, OrderStatus.PARTLY_SHIPPED}
        wish = next(today, None) if is_open and _is_fresh(order, now) else None
        is_own = wish is not None or (_came_today(order, now) and next(morning, None) is not None)
        carrier = carriers[0] if is_own else _carrier(order, carriers, dice)
        parcel = _parcel(order, carrier, place=carriers.index(carrier), taken=waybills, dice=dice)
        parcel.courier = _courier(couriers.get(carrier.pk, ()), dice, is_first=is_own or not _far(order))
        way = Way(parcel)
        if wish:
            _go_until(way, *wish, order=order, now=now)
        else:
            _go(way, order=order, now=now, dice=dice)
        way.close()
        if wish and wish[0] == S.DELIVERY_FAILED:
            parcel.try_again_at = now + timedelta(hours=20)
        ways.append(way)
    _write(ways)
    return len(ways)


def _far(order: Order) -> int:
    """How far the door is from the round of the demo's courier: in the city, in the province, next door, elsewhere."""
    code = order.trade.region_code if order.trade else ""
    return next((place for place, prefixes in enumerate(ROUND) if code.startswith(prefixes)), len(ROUND))


def _came_today(order: Order, now: datetime) -> bool:
    return order.delivered_at is not None and local_day(order.delivered_at) == local_day(now)


def _is_fresh(order: Order, now: datetime) -> bool:
    return order.shipped_at is not None and now - order.shipped_at < timedelta(days=3)


def _carrier(order: Order, carriers: Sequence[Carrier], dice: Random) -> Carrier:
    usual = carriers[order.shop_id % len(carriers)]
    return usual if dice.random() < USUAL_CARRIER else dice.choice(carriers)


def _courier(drivers: Sequence[Any], dice: Random, *, is_first: bool) -> Any:
    """Whoever brings it; the first one only has what is on their round."""
    others = drivers[1:] or drivers
    return drivers[0] if drivers and is_first else dice.choice(others) if others else None


def _parcel(order: Order, carrier: Carrier, *, place: int, taken: set[str], dice: Random) -> Parcel:
    waybill = ""
    while not waybill or waybill in taken:
        waybill = f"{PREFIXES[place % len(PREFIXES)]}{dice.randrange(10**11, 10**12)}"
    taken.add(waybill)
    shipped_at = order.shipped_at or order.placed_at
    return Parcel(
        key=f"{dice.randrange(10**15, 10**16)}",
        order=order,
        carrier=carrier,
        waybill=waybill,
        shipped_at=shipped_at,
        created_at=shipped_at,
    )


def _places(order: Order) -> tuple[str, str]:
    """Where it starts and where it ends, as scans name them."""
    region = lineage(order.trade.region_code) if order.trade else []
    names = [one.name_zh for one in region if not one.is_placeholder]
    return order.shop.place or "集散中心", " ".join(dict.fromkeys(names[1:])) or "营业部"


def _go(way: Way, *, order: Order, now: datetime, dice: Random) -> None:
    """A usual way: as far as it has come by now, and to the door exactly when the order says so."""
    start = order.shipped_at or now
    ends_at = order.delivered_at or start + timedelta(hours=dice.uniform(30, 90))
    here, there = _places(order)
    fails = dice.random() < FIRST_TRY_FAILS
    steps = [
        (0.0, S.INFO_RECEIVED, "", ""),
        (0.12, S.PICKED_UP, here, ""),
        (0.3, S.IN_TRANSIT, here, ""),
        (0.62, S.IN_TRANSIT, there, ""),
        (0.8, S.OUT_FOR_DELIVERY, there, ""),
        *(
            [(0.86, S.DELIVERY_FAILED, there, dice.choice(REASONS)), (0.92, S.OUT_FOR_DELIVERY, there, "")]
            if fails
            else []
        ),
    ]
    for part, status, place, note in steps:
        at = start + (ends_at - start) * part
        if at <= now:
            way.scan(status, at, place=place, note=note, by=way.parcel.courier if part else None)
    if order.delivered_at:
        way.scan(S.DELIVERED, order.delivered_at, place=there, by=way.parcel.courier)


def _go_until(way: Way, target: str, note: str, *, order: Order, now: datetime) -> None:
    """A way that stands in this state now."""
    here, there = _places(order)
    path = list(_path(target))
    start = order.shipped_at or now
    for step, status in enumerate(path):
        at = start + (now - start) * step / max(1, len(path))
        place = here if status in {S.PICKED_UP, S.CUSTOMS} else there if step else ""
        is_last = step == len(path) - 1
        way.scan(status, at, place=place, note=note if is_last else "", by=way.parcel.courier if step else None)


def _path(target: str) -> Iterator[str]:
    order = [S.INFO_RECEIVED, S.PICKED_UP, S.IN_TRANSIT, S.OUT_FOR_DELIVERY]
    if target in order:
        yield from order[: order.index(ParcelStatus(target)) + 1]
        return
    yield from order[:3] if target == S.CUSTOMS else order
    yield target


def _write(ways: Sequence[Way]) -> None:
    with times_as_given(Parcel, TrackingEvent):
        Parcel.objects.bulk_create([way.parcel for way in ways], BATCH)
        TrackingEvent.objects.bulk_create([scan for way in ways for scan in way.scans], BATCH)
    ParcelLine.objects.bulk_create(
        [
            ParcelLine(parcel=way.parcel, order_line=line, quantity=line.shipped_quantity)
            for way in ways
            for line in way.parcel.order.lines.all()
            if line.shipped_quantity
        ],
        BATCH,
    )
