"""What can happen to parcels besides arriving: silent ones, one that came back, late ones; counters and their codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random

from config.kernel.demo import World, times_as_given
from orders.checkout.models import Order, OrderStatus
from orders.counters.models import PickupPoint
from orders.fulfilment.estimates import estimate, province_of_place
from orders.fulfilment.models import Parcel, ParcelStatus, TrackingEvent, TransitTime
from orders.fulfilment.selectors import silent_parcels
from orders.fulfilment.services import learn_transit_times
from orders.fulfilment.states import ACTIVE
from orders.pickup.models import Collection
from orders.pickup.selectors import code_index
from orders.tracking.models import Subscription, SubscriptionState

S = ParcelStatus
SILENT, BACK = 4, 2
SILENCE = timedelta(days=3, hours=4)
KEPT = timedelta(days=7)
COUNTERS = (
    ("湖边店", "330106", "北山街 84 号", "每天 9:00–20:00"),
    ("工坊", "330105", "丽水路 66 号 3 幢", "周二至周日 10:00–18:00"),
)
BATCH = 2000


def seed(world: World) -> None:
    """After the usual parcels are on their way."""
    _name_provinces()
    learn_transit_times()
    usual = _expect()
    silent, back = _fall_silent(world, usual), _come_back(world)
    fetched = _open_counters(world)
    Subscription.objects.bulk_create(
        Subscription(parcel_id=pk, tracker="simulated", state=SubscriptionState.ON, tries=1, try_at=world.now)
        for pk in Parcel.objects.filter(status__in=ACTIVE).order_by("pk").values_list("pk", flat=True)
    )
    late = Parcel.objects.filter(status__in=ACTIVE, late_at__lt=world.now).count()
    world.tell(f"{silent} silent, {back} returned and {late} late parcels; {fetched} orders wait at counters")


def _name_provinces() -> None:
    parcels = list(Parcel.objects.select_related("order__shop", "order__trade"))
    for parcel in parcels:
        parcel.from_province = province_of_place(parcel.order.shop.place)
        parcel.to_province = parcel.order.trade.region_code[:2] if parcel.order.trade else ""
    Parcel.objects.bulk_update(parcels, ["from_province", "to_province"], BATCH)


def _expect() -> dict[tuple[int, str, str], TransitTime]:
    """The estimates every parcel would have been given, and what they come from."""
    usual = {(one.carrier_id, one.from_province, one.to_province): one for one in TransitTime.objects.all()}
    parcels = list(Parcel.objects.all())
    for parcel in parcels:
        estimate(parcel, usual.get((parcel.carrier_id, parcel.from_province, parcel.to_province)))
    Parcel.objects.bulk_update(parcels, ["eta_from", "eta_until", "late_at"], BATCH)
    return usual


def _fall_silent(world: World, usual: Mapping[tuple[int, str, str], TransitTime]) -> int:
    """The longest paid of those on other couriers' rounds: sent at once, and then nothing was heard for three days."""
    on_the_way = Parcel.objects.filter(status__in=ACTIVE, order__status=OrderStatus.SHIPPED)
    others = on_the_way.exclude(courier=world.cast.get("courier")).filter(order__paid_at__lt=world.now - SILENCE)
    for parcel in others.select_related("order").order_by("order__paid_at", "pk")[:SILENT]:
        sent_at = (parcel.order.paid_at or world.now) + timedelta(minutes=30)
        parcel.events.all().delete()
        parcel.shipped_at = parcel.created_at = sent_at
        estimate(parcel, usual.get((parcel.carrier_id, parcel.from_province, parcel.to_province)))
        _write_track(parcel, [(S.INFO_RECEIVED, sent_at, ""), (S.PICKED_UP, sent_at + timedelta(hours=2), "")])
        Order.objects.filter(pk=parcel.order_id).update(shipped_at=sent_at)
        parcel.order.moves.filter(to_status=OrderStatus.SHIPPED).update(at=sent_at)
    return silent_parcels().update(stale_at=world.now)


def _write_track(parcel: Parcel, steps: Sequence[tuple[str, datetime, str]]) -> None:
    """These scans, and the state of the last one."""
    with times_as_given(TrackingEvent):
        TrackingEvent.objects.bulk_create(
            TrackingEvent(parcel=parcel, status=status, happened_at=at, recorded_at=at, note=note)
            for status, at, note in steps
        )
    parcel.status, parcel.status_at, _note = steps[-1]
    parcel.failed_attempts, parcel.try_again_at = 0, None
    parcel.save()


def _come_back(world: World) -> int:
    """Parcels of the demo's merchant that nobody took in, at the shop's door again."""
    moving = Parcel.objects.filter(order__status=OrderStatus.SHIPPED, status__in=[S.IN_TRANSIT, S.OUT_FOR_DELIVERY])
    found = moving.exclude(courier=world.cast.get("courier")).filter(stale_at=None)
    for parcel in found.order_by("order__shop_id", "pk")[:BACK]:
        step = (world.now - parcel.status_at) / 4
        ends = [(S.DELIVERY_FAILED, "收件人拒收"), (S.RETURNING, ""), (S.RETURNED, "")]
        _write_track(
            parcel, [(status, parcel.status_at + step * at, note) for at, (status, note) in enumerate(ends, 1)]
        )
    return Parcel.objects.filter(status=S.RETURNED).update(failed_attempts=1)


def _open_counters(world: World) -> int:
    """The first shops hand out orders; some of what they pack is fetched, and every second of it is ready."""
    dice = world.dice("counters")
    for shop in world.shops[:3]:
        PickupPoint.objects.bulk_create(
            PickupPoint(key=world.public_id(dice), shop=shop, name=name, region_code=code, street=street, hours=hours)
            for name, code, street, hours in COUNTERS
        )
    fetched = 0
    for shop in world.shops[:3]:
        points = list(PickupPoint.objects.filter(shop=shop).order_by("pk"))
        waiting = Order.objects.filter(shop=shop, status=OrderStatus.TO_SHIP, shipping_cents=0, deal_kind="")
        for place, order in enumerate(waiting.order_by("-pk")[:4]):
            order.pickup_point = points[place % len(points)]
            order.save(update_fields=["pickup_point"])
            if place % 2 == 0:
                _make_ready(order, dice, world)
            fetched += 1
    return fetched


def _make_ready(order: Order, dice: Random, world: World) -> None:
    code = f"{dice.randrange(10**8):08d}"
    ready_at = max(order.paid_at or world.now, world.now - timedelta(hours=dice.randrange(2, 40)))
    Collection.objects.create(
        order=order,
        shop_id=order.shop_id,
        code=code,
        code_index=code_index(code),
        ready_at=ready_at,
        kept_until=ready_at + KEPT,
    )
