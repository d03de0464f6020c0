"""What every new parcel needs, whichever way it goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction

from accounts.organisations.models import Carrier
from config.kernel.clock import now
from config.kernel.errors import Invalid
from config.kernel.events import publish
from config.kernel.live import announce
from orders.checkout.models import Order, OrderLine
from orders.fulfilment.errors import CarrierClosed, NothingToShip, WaybillTaken
from orders.fulfilment.estimates import expect
from orders.fulfilment.events import ParcelSent
from orders.fulfilment.models import Direction, Parcel, ParcelLine, ParcelStatus
from orders.fulfilment.selectors import clean_waybill


def open_parcel(
    *,
    order: Order,
    carrier: Carrier,
    waybill: str,
    pieces: Mapping[int, int],
    actor: Any,
    direction: str = Direction.OUT,
    case_number: str = "",
) -> Parcel:
    """One more parcel of an order with these pieces of its lines; a waybill used before is refused."""
    waybill = clean_waybill(waybill)
    if not carrier.is_active:
        raise CarrierClosed(field="carrier", carrier=carrier.label)
    if not pieces:
        raise NothingToShip
    taken = WaybillTaken(field="waybill", carrier=carrier.label, waybill=waybill)
    if Parcel.objects.filter(carrier=carrier, waybill=waybill).exists():
        raise taken
    moment = now()
    parcel = Parcel(
        order=order,
        carrier=carrier,
        waybill=waybill,
        direction=direction,
        case_number=case_number,
        shipped_at=moment,
        status_at=moment,
    )
    expect(parcel)
    try:
        with transaction.atomic():
            parcel.save()
    except IntegrityError as clash:
        if "waybill_once_per_carrier" not in str(clash):
            raise
        raise taken from clash
    parcel.events.create(status=ParcelStatus.INFO_RECEIVED, happened_at=moment, recorded_by=actor)
    ParcelLine.objects.bulk_create(
        ParcelLine(parcel=parcel, order_line_id=line_pk, quantity=quantity) for line_pk, quantity in pieces.items()
    )
    publish(ParcelSent(parcel_id=parcel.pk))
    return parcel


def asked_pieces(lines: Mapping[int, OrderLine], quantities: Mapping[int, int]) -> dict[int, int]:
    """What was asked for without its zeros; a foreign line or a negative number is refused."""
    if any(line_pk not in lines or quantity < 0 for line_pk, quantity in quantities.items()):
        raise Invalid(field="lines")
    return {line_pk: quantity for line_pk, quantity in quantities.items() if quantity}


def tell(order: Order) -> None:
    """Open pages of the buyer fetch the order again."""
    announce(users=[order.buyer_id] if order.buyer_id else [], topic=f"order:{order.number}")
