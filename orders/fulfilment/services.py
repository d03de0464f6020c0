"""Shipping orders and following their parcels. Lock order: Order → Parcel → Stock (by pk)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from accounts.organisations.models import Carrier, Membership, Role
from catalog.inventory import services as inventory
from config.kernel.clock import now
from config.kernel.errors import Invalid
from config.kernel.events import publish
from config.kernel.live import announce
from config.kernel.locks import locked_one
from orders.checkout.models import Order, OrderLine, OrderStatus
from orders.checkout.moves import move
from orders.fulfilment.errors import (
    CarrierClosed,
    NothingToShip,
    NothingToUndo,
    NotShippable,
    ReasonMissing,
    ScanImpossible,
    TimeImpossible,
    TooManyPieces,
    WaybillTaken,
)
from orders.fulfilment.events import OrderDelivered, OrderShipped, ParcelDelivered, ParcelMoved
from orders.fulfilment.models import Parcel, ParcelLine, ParcelStatus, TrackingEvent
from orders.fulfilment.selectors import SHIPPABLE, clean_waybill, effective_before
from orders.fulfilment.states import NEEDS_REASON, REPEATABLE, TAKES_COURIER, may_follow

UNDO_FOR = timedelta(minutes=5)
SAME_SCAN = timedelta(seconds=60)
CLOCKS_DIFFER = timedelta(minutes=5)
TRY_AGAIN_WITHIN = timedelta(days=30)
UNDO_MARK = "undo:"


# ------------------------------------------------------------------ shipping


@transaction.atomic
def ship(
    *, order: Order, carrier: Carrier, waybill: str, quantities: Mapping[int, int] | None = None, actor: Any
) -> Parcel:
    """Hand an order, or the given pieces of its lines, to a carrier. Two people never ship the same piece."""
    waybill = clean_waybill(waybill)
    order = locked_one(Order.objects.all(), order.pk)
    if order.status not in SHIPPABLE:
        raise NotShippable(number=order.number, state=order.get_status_display())
    if not carrier.is_active:
        raise CarrierClosed(field="carrier", carrier=carrier.label)
    lines = list(order.lines.select_related("variant"))
    pieces = _pieces(lines, quantities)
    parcel = _open_parcel(order, carrier, waybill, actor)
    ParcelLine.objects.bulk_create(
        ParcelLine(parcel=parcel, order_line_id=line_pk, quantity=quantity) for line_pk, quantity in pieces.items()
    )
    _take_from_stock(order, lines, pieces)
    is_whole = all(line.left_to_ship == pieces.get(line.pk, 0) for line in lines)
    target = OrderStatus.SHIPPED if is_whole else OrderStatus.PARTLY_SHIPPED
    if order.status != target:
        move(order, to=target, actor=actor)
    publish(OrderShipped(order_id=order.pk, parcel_id=parcel.pk, is_whole=is_whole))
    _tell(order)
    return parcel


def _pieces(lines: list[OrderLine], quantities: Mapping[int, int] | None) -> dict[int, int]:
    """How many of each line go into this parcel; refuses what isn't there."""
    if quantities is None:
        pieces = {line.pk: line.left_to_ship for line in lines if line.left_to_ship}
    else:
        by_pk = {line.pk: line for line in lines}
        for line_pk, quantity in quantities.items():
            line = by_pk.get(line_pk)
            if line is None or quantity < 0:
                raise Invalid
            if quantity > line.left_to_ship:
                raise TooManyPieces(field=f"quantity_{line_pk}", left=line.left_to_ship, title=line.title)
        pieces = {line_pk: quantity for line_pk, quantity in quantities.items() if quantity}
    if not pieces:
        raise NothingToShip
    return pieces


def _open_parcel(order: Order, carrier: Carrier, waybill: str, actor: Any) -> Parcel:
    moment = now()
    taken = WaybillTaken(field="waybill", carrier=carrier.label, waybill=waybill)
    if Parcel.objects.filter(carrier=carrier, waybill=waybill).exists():
        raise taken
    try:
        with transaction.atomic():
            parcel = Parcel.objects.create(
                order=order, carrier=carrier, waybill=waybill, shipped_at=moment, status_at=moment
            )
    except IntegrityError as clash:
        if "waybill_once_per_carrier" not in str(clash):
            raise
        raise taken from clash
    parcel.events.create(status=ParcelStatus.INFO_RECEIVED, happened_at=moment, recorded_by=actor)
    return parcel


def _take_from_stock(order: Order, lines: list[OrderLine], pieces: Mapping[int, int]) -> None:
    """Count the pieces as shipped on their lines and take them off the shelf, variants in pk order."""
    for line in sorted(lines, key=lambda line: line.variant_id or 0):
        quantity = pieces.get(line.pk, 0)
        if not quantity:
            continue
        room = OrderLine.objects.filter(pk=line.pk, shipped_quantity__lte=F("quantity") - quantity)
        if not room.update(shipped_quantity=F("shipped_quantity") + quantity):
            raise TooManyPieces(field=f"quantity_{line.pk}", left=line.left_to_ship, title=line.title)
        if line.variant is not None:
            inventory.ship(reference=order.number, variant=line.variant, quantity=quantity)


# ------------------------------------------------------------------ scanning


@dataclass(frozen=True)
class Scan:
    """What somebody says happened to a parcel."""

    status: str
    place: str = ""
    note: str = ""
    happened_at: datetime | None = None
    try_again_at: datetime | None = None
    raw_code: str = ""


@transaction.atomic
def record_scan(
    *,
    parcel: Parcel,
    status: str,
    actor: Any,
    place: str = "",
    note: str = "",
    happened_at: datetime | None = None,
    try_again_at: datetime | None = None,
    raw_code: str = "",
) -> TrackingEvent:
    """Write down one scan. The newest by the carrier's time is the parcel's state; older ones only join the track.

    Telling the same scan twice finds the first one.
    """
    scan = Scan(status, place.strip()[:80], note.strip()[:200], happened_at, try_again_at, raw_code)
    _check(scan)
    order = locked_one(Order.objects.all(), parcel.order_id)
    parcel = locked_one(Parcel.objects.all(), parcel.pk)
    if told := _already_told(parcel, scan):
        return told
    moment = scan.happened_at or max(now(), parcel.status_at + timedelta(microseconds=1))
    is_newest = moment > parcel.status_at
    if is_newest and not may_follow(parcel.status, scan.status):
        raise ScanImpossible(now=parcel.get_status_display(), next=ParcelStatus(scan.status).label)
    event = parcel.events.create(
        status=scan.status,
        place=scan.place,
        note=scan.note,
        raw_code=scan.raw_code[:40],
        happened_at=moment,
        recorded_by=actor,
    )
    if is_newest:
        _advance(order, parcel, event, actor=actor, try_again_at=scan.try_again_at)
    _tell(order)
    return event


def _check(scan: Scan) -> None:
    moment = now()
    if scan.status not in ParcelStatus.values or scan.status == ParcelStatus.INFO_RECEIVED:
        raise Invalid(field="status")
    if scan.status in NEEDS_REASON and not scan.note:
        raise ReasonMissing(field="note")
    if scan.happened_at and scan.happened_at > moment + CLOCKS_DIFFER:
        raise TimeImpossible(field="happened_at")
    if scan.try_again_at and not moment < scan.try_again_at < moment + TRY_AGAIN_WITHIN:
        raise TimeImpossible(field="try_again_at")


def _already_told(parcel: Parcel, scan: Scan) -> TrackingEvent | None:
    """The row of this very scan, if it was told before: same time, state and place; or a second press of the button."""
    if scan.happened_at is not None:
        return parcel.events.filter(happened_at=scan.happened_at, status=scan.status, place=scan.place).first()
    if parcel.status != scan.status:
        return None
    newest = parcel.events.filter(happened_at=parcel.status_at, status=scan.status).first()
    if scan.status not in REPEATABLE:
        return newest
    is_same = newest is not None and newest.place == scan.place and newest.note == scan.note
    return newest if is_same and newest is not None and now() - newest.recorded_at < SAME_SCAN else None


def _advance(
    order: Order, parcel: Parcel, event: TrackingEvent, *, actor: Any, try_again_at: datetime | None = None
) -> None:
    """The parcel's state becomes the event's, and the order follows when everything has arrived."""
    parcel.status, parcel.status_at = event.status, event.happened_at
    parcel.try_again_at = try_again_at if event.status == ParcelStatus.DELIVERY_FAILED else None
    parcel.delivered_at = event.happened_at if event.status == ParcelStatus.DELIVERED else None
    if event.status == ParcelStatus.DELIVERY_FAILED:
        parcel.failed_attempts += 1
    if event.status in TAKES_COURIER and _drives_for(actor, parcel.carrier_id):
        parcel.courier = actor
    parcel.save()
    publish(ParcelMoved(parcel_id=parcel.pk, status=parcel.status))
    if event.status == ParcelStatus.DELIVERED:
        publish(ParcelDelivered(parcel_id=parcel.pk))
        _deliver_order(order, actor)


def _drives_for(actor: Any, carrier_pk: int) -> bool:
    return (
        actor is not None
        and Membership.objects.filter(user=actor, carrier=carrier_pk, role=Role.COURIER, is_active=True).exists()
    )


def _deliver_order(order: Order, actor: Any) -> None:
    on_the_way = order.parcels.exclude(status=ParcelStatus.DELIVERED).exists()
    if order.status == OrderStatus.SHIPPED and not on_the_way:
        move(order, to=OrderStatus.DELIVERED, actor=actor)
        publish(OrderDelivered(order_id=order.pk))


@transaction.atomic
def undo_scan(*, event: TrackingEvent, actor: Any) -> TrackingEvent:
    """Take back one's own newest scan within five minutes. Nothing is erased: a correcting event follows it."""
    order = locked_one(Order.objects.all(), event.parcel.order_id)
    parcel = locked_one(Parcel.objects.all(), event.parcel_id)
    newest = parcel.events.first()
    before = effective_before(parcel, event)
    is_own = event.recorded_by_id == actor.pk and now() - event.recorded_at <= UNDO_FOR
    is_plain = event.status != ParcelStatus.INFO_RECEIVED and not event.raw_code.startswith(UNDO_MARK)
    if not (is_own and is_plain and newest == event and before):
        raise NothingToUndo
    if event.status == ParcelStatus.DELIVERED and order.status not in {
        OrderStatus.PARTLY_SHIPPED,
        OrderStatus.SHIPPED,
        OrderStatus.DELIVERED,
    }:
        raise NothingToUndo  # the buyer has confirmed it
    correction = parcel.events.create(
        status=before.status,
        place=before.place,
        note=before.note,
        raw_code=f"{UNDO_MARK}{event.pk}",
        happened_at=max(now(), parcel.status_at + timedelta(microseconds=1)),
        recorded_by=actor,
    )
    parcel.status, parcel.status_at, parcel.delivered_at = before.status, correction.happened_at, None
    if event.status == ParcelStatus.DELIVERY_FAILED:
        parcel.failed_attempts, parcel.try_again_at = max(0, parcel.failed_attempts - 1), None
    if before.status == ParcelStatus.INFO_RECEIVED:
        parcel.courier = None
    parcel.save()
    publish(ParcelMoved(parcel_id=parcel.pk, status=parcel.status))
    if order.status == OrderStatus.DELIVERED:
        move(order, to=OrderStatus.SHIPPED, actor=actor, reason="scan_undone")
        Order.objects.filter(pk=order.pk).update(delivered_at=None)
    _tell(order)
    return correction


def _tell(order: Order) -> None:
    """Open pages of the buyer fetch the order again."""
    announce(users=[order.buyer_id] if order.buyer_id else [], topic=f"order:{order.number}")
