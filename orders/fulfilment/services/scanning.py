"""Scans: what couriers and carriers say happened to a parcel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.organisations.models import Membership, Role
from config.kernel.clock import now
from config.kernel.errors import Invalid
from config.kernel.events import publish
from config.kernel.locks import locked_one
from config.kernel.models import UploadedPicture
from orders.checkout.models import Order, OrderStatus
from orders.checkout.moves import move
from orders.fulfilment.errors import NothingToUndo, ReasonMissing, ScanImpossible, TimeImpossible
from orders.fulfilment.events import OrderDelivered, ParcelCameBack, ParcelDelivered, ParcelMoved
from orders.fulfilment.models import Direction, Parcel, ParcelStatus, TrackingEvent
from orders.fulfilment.selectors import effective_before
from orders.fulfilment.services.parcels import tell
from orders.fulfilment.states import END, NEEDS_REASON, REFUSED, REPEATABLE, TAKES_COURIER, may_follow
from orders.payments.selectors import cash_owed, was_cash_settled
from orders.payments.services.cash import lock_for_cash, refuse_cash, take_at_the_door

UNDO_FOR = timedelta(minutes=5)
SAME_SCAN = timedelta(seconds=60)
CLOCKS_DIFFER = timedelta(minutes=5)
TRY_AGAIN_WITHIN = timedelta(days=30)
GOING_BACK = frozenset({ParcelStatus.RETURNING, ParcelStatus.RETURNED})
UNDO_MARK = "undo:"


@dataclass(frozen=True)
class Scan:
    """What somebody says happened to a parcel."""

    status: str
    place: str = ""
    note: str = ""
    happened_at: datetime | None = None
    try_again_at: datetime | None = None
    raw_code: str = ""
    picture: UploadedPicture | None = None
    is_told: bool = False  # by the carrier's own system, which may leave scans out
    cash_cents: int | None = None  # what the courier says they were given at the door


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
    picture: UploadedPicture | None = None,
    is_told: bool = False,
    cash_cents: int | None = None,
) -> TrackingEvent:
    """Write down one scan. The newest by the carrier's time is the parcel's state; older ones only join the track.

    Telling the same scan twice finds the first one. What is paid at the door is only handed over for the whole sum.
    """
    scan = Scan(
        status,
        place.strip()[:80],
        note.strip()[:200],
        happened_at,
        try_again_at,
        raw_code[:40],
        picture,
        is_told,
        cash_cents,
    )
    _check(scan)
    if status == ParcelStatus.DELIVERED:
        lock_for_cash(order_pk=parcel.order_id)
    order = locked_one(Order.objects.all(), parcel.order_id)
    parcel = locked_one(Parcel.objects.all(), parcel.pk)
    if told := _already_told(parcel, scan):
        return told
    moment = scan.happened_at or max(now(), parcel.status_at + timedelta(microseconds=1))
    is_newest = moment > parcel.status_at
    if is_newest and not may_follow(parcel.status, scan.status, is_told=scan.is_told):
        raise ScanImpossible(now=parcel.get_status_display(), next=ParcelStatus(scan.status).label)
    event = parcel.events.create(
        status=scan.status,
        place=scan.place,
        note=scan.note,
        raw_code=scan.raw_code,
        happened_at=moment,
        recorded_by=actor,
        picture=scan.picture,
    )
    if is_newest:
        _settle_cash(order, parcel, scan, actor)
        _advance(order, parcel, event, scan, actor)
    tell(order)
    return event


def _settle_cash(order: Order, parcel: Parcel, scan: Scan, actor: Any) -> None:
    """Cash on delivery: handed over for the whole sum, or on the way back for nothing. A carrier whose own system says
    that it was delivered has the money."""
    if not parcel.is_out:
        return
    if scan.status == ParcelStatus.DELIVERED:
        told = cash_owed(order) if scan.is_told else scan.cash_cents
        take_at_the_door(order=order, told_cents=told, actor=actor)
    elif scan.status in GOING_BACK and cash_owed(order):
        refuse_cash(order=order, actor=actor)


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


def _advance(order: Order, parcel: Parcel, event: TrackingEvent, scan: Scan, actor: Any) -> None:
    """The parcel's state becomes the event's, and the order follows when everything has arrived."""
    parcel.status, parcel.status_at, parcel.stale_at = event.status, event.happened_at, None
    parcel.delivered_at = event.happened_at if event.status == ParcelStatus.DELIVERED else None
    parcel.try_again_at = parcel.turn_back_at = None
    if event.status == ParcelStatus.DELIVERY_FAILED:
        _count_failure(parcel, scan)
    if event.status in TAKES_COURIER and drives_for(actor, parcel.carrier_id):
        parcel.courier = actor
    parcel.save()
    _publish_move(order, parcel)
    if parcel.is_out and parcel.status in END:
        deliver_order(order, actor)


def _count_failure(parcel: Parcel, scan: Scan) -> None:
    """One more attempt in vain. Refused, or tried too often: it turns around once the scan can't be taken back."""
    parcel.failed_attempts += 1
    parcel.try_again_at = scan.try_again_at
    is_hopeless = scan.raw_code == REFUSED or parcel.failed_attempts >= settings.FAILED_ATTEMPTS_BEFORE_RETURN
    if is_hopeless and parcel.direction != Direction.RETURN:
        parcel.turn_back_at, parcel.try_again_at = now() + UNDO_FOR, None


def _publish_move(order: Order, parcel: Parcel) -> None:
    publish(ParcelMoved(parcel_id=parcel.pk, status=parcel.status))
    pk, way, case = parcel.pk, parcel.direction, parcel.case_number
    if parcel.status == ParcelStatus.DELIVERED:
        publish(ParcelDelivered(parcel_id=pk, direction=way, case_number=case))
    elif parcel.status == ParcelStatus.RETURNED:
        publish(ParcelCameBack(parcel_id=pk, order_id=order.pk, direction=way, case_number=case))


def drives_for(actor: Any, carrier_pk: int) -> bool:
    return (
        actor is not None
        and Membership.objects.filter(user=actor, carrier=carrier_pk, role=Role.COURIER, is_active=True).exists()
    )


def deliver_order(order: Order, actor: Any) -> None:
    """The order has arrived when nothing of it is on the way any more and not all of it came back."""
    states = set(order.parcels.filter(direction=Direction.OUT).values_list("status", flat=True))
    if order.status == OrderStatus.SHIPPED and states <= END and ParcelStatus.DELIVERED in states:
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
    if _is_final(order, parcel, event) or _cash_is_settled(order, event):
        raise NothingToUndo
    correction = parcel.events.create(
        status=before.status,
        place=before.place,
        note=before.note,
        raw_code=f"{UNDO_MARK}{event.pk}",
        happened_at=max(now(), parcel.status_at + timedelta(microseconds=1)),
        recorded_by=actor,
    )
    parcel.status, parcel.status_at, parcel.turn_back_at = before.status, correction.happened_at, None
    parcel.delivered_at = before.happened_at if before.status == ParcelStatus.DELIVERED else None
    if event.status == ParcelStatus.DELIVERY_FAILED:
        parcel.failed_attempts, parcel.try_again_at = max(0, parcel.failed_attempts - 1), None
    if before.status == ParcelStatus.INFO_RECEIVED:
        parcel.courier = None
    parcel.save()
    publish(ParcelMoved(parcel_id=parcel.pk, status=parcel.status))
    if parcel.is_out and event.status in END and order.status == OrderStatus.DELIVERED:
        move(order, to=OrderStatus.SHIPPED, actor=actor, reason="scan_undone")
        Order.objects.filter(pk=order.pk).update(delivered_at=None)
    tell(order)
    return correction


def _cash_is_settled(order: Order, event: TrackingEvent) -> bool:
    """Whether cash was taken, or given up, with this scan: then nothing is handed over or taken back any more."""
    return event.status in {ParcelStatus.DELIVERED, *GOING_BACK} and was_cash_settled(order)


def _is_final(order: Order, parcel: Parcel, event: TrackingEvent) -> bool:
    """What followed from this scan can't be undone: the buyer has confirmed it, the shop has the pieces back."""
    if event.status not in END:
        return False
    on_its_way = {OrderStatus.PARTLY_SHIPPED, OrderStatus.SHIPPED, OrderStatus.DELIVERED}
    return parcel.taken_in_at is not None or not parcel.is_out or order.status not in on_its_way
