"""Tracks and histories as people read them: entries for the order-line component, newest first."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orders.checkout.models import Order, OrderStatus
from orders.fulfilment.models import Direction, Parcel, ParcelStatus, TrackingEvent
from orders.fulfilment.services import UNDO_MARK
from orders.fulfilment.states import REFUSED, TRIED_OUT

KINDS: dict[str, str] = {
    OrderStatus.PENDING_PAYMENT: "wait",
    OrderStatus.TO_SHIP: "wait",
    OrderStatus.PARTLY_SHIPPED: "wait",
    OrderStatus.WAIT_GROUP: "go",
    OrderStatus.SHIPPED: "go",
    OrderStatus.DELIVERED: "good",
    OrderStatus.COMPLETED: "good",
    OrderStatus.SETTLED: "good",
    OrderStatus.REFUNDING: "bad",
    ParcelStatus.INFO_RECEIVED: "wait",
    ParcelStatus.DELIVERY_FAILED: "bad",
    ParcelStatus.EXCEPTION: "bad",
    ParcelStatus.RETURNING: "bad",
    ParcelStatus.RETURNED: "",
    ParcelStatus.AVAILABLE_FOR_PICKUP: "wait",
}


def kind_of(status: str) -> str:
    """The colour of a state's badge: wait, go, good, bad or none."""
    if status in KINDS:
        return KINDS[status]
    return "go" if status in ParcelStatus.values else ""


@dataclass(frozen=True)
class Entry:
    """What the `order-line` component shows."""

    text: str
    at: datetime
    detail: str = ""
    copy: str = ""


def track_of(parcel: Parcel) -> list[Entry]:
    """One parcel's scans."""
    return [_scan(event) for event in parcel.events.all()]


WHY_BACK: dict[str, Promise] = {
    REFUSED: gettext_lazy("refused by the recipient"),
    TRIED_OUT: gettext_lazy("nobody could take it in, several times"),
}


HANDED: dict[str, Promise] = {
    Direction.OUT: gettext_lazy("Handed to %(carrier)s"),
    Direction.RETURN: gettext_lazy("Sent back with %(carrier)s"),
    Direction.EXCHANGE: gettext_lazy("Replacement handed to %(carrier)s"),
}


def _scan(event: TrackingEvent) -> Entry:
    text = event.get_status_display()
    if event.raw_code.startswith(UNDO_MARK):
        text = _("Corrected: %(state)s") % {"state": text}
    why = str(WHY_BACK.get(event.raw_code, "")) if event.status == ParcelStatus.RETURNING else ""
    return Entry(text, event.happened_at, " · ".join(filter(None, [event.place, event.note, why])))


def history_of(order: Order, parcels: Iterable[Parcel]) -> list[Entry]:
    """What happened to an order: its own steps and those of its parcels, newest first."""
    steps = [
        Entry(step.get_to_status_display(), step.at, str(step.actor) if step.actor else "")
        for step in order.moves.select_related("actor")
    ]
    shipped = [
        Entry(
            HANDED[parcel.direction] % {"carrier": parcel.carrier.label},
            parcel.shipped_at,
            parcel.waybill,
            parcel.waybill,
        )
        for parcel in parcels
    ]
    scans = [
        _scan(event)
        for parcel in parcels
        for event in parcel.events.all()
        if event.status != ParcelStatus.INFO_RECEIVED
    ]
    return sorted([*steps, *shipped, *scans], key=lambda entry: entry.at, reverse=True)
