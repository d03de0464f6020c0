"""Merchants hand orders to carriers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import F

from accounts.organisations.models import Carrier
from catalog.inventory import services as inventory
from config.kernel.events import publish
from config.kernel.locks import locked_one
from orders.checkout.models import Order, OrderLine, OrderStatus
from orders.checkout.moves import move
from orders.fulfilment.errors import CarrierClosed, FetchedByBuyer, NothingToShip, NotShippable, TooManyPieces
from orders.fulfilment.events import OrderShipped
from orders.fulfilment.models import Parcel
from orders.fulfilment.selectors import SHIPPABLE, clean_waybill
from orders.fulfilment.services.parcels import asked_pieces, open_parcel, tell
from orders.payments.services.cash import check_shippable


@transaction.atomic
def ship(
    *, order: Order, carrier: Carrier, waybill: str, quantities: Mapping[int, int] | None = None, actor: Any
) -> Parcel:
    """Hand an order, or the given pieces of its lines, to a carrier. Two people never ship the same piece."""
    waybill = clean_waybill(waybill)
    order = locked_one(Order.objects.all(), order.pk)
    if order.pickup_point_id is not None:
        raise FetchedByBuyer(number=order.number)
    if order.status not in SHIPPABLE:
        raise NotShippable(number=order.number, state=order.get_status_display())
    if not carrier.is_active:
        raise CarrierClosed(field="carrier", carrier=carrier.label)
    lines = list(order.lines.select_related("variant"))
    pieces = _pieces(lines, quantities)
    is_whole = all(line.still_to_ship == pieces.get(line.pk, 0) for line in lines)
    check_shippable(order, is_whole=is_whole)
    parcel = open_parcel(order=order, carrier=carrier, waybill=waybill, pieces=pieces, actor=actor)
    take_from_stock(order, lines, pieces)
    target = OrderStatus.SHIPPED if is_whole else OrderStatus.PARTLY_SHIPPED
    if order.status != target:
        move(order, to=target, actor=actor)
    publish(OrderShipped(order_id=order.pk, parcel_id=parcel.pk, is_whole=is_whole))
    tell(order)
    return parcel


def _pieces(lines: list[OrderLine], quantities: Mapping[int, int] | None) -> dict[int, int]:
    """How many of each line go into this parcel; refuses what isn't there."""
    by_pk = {line.pk: line for line in lines}
    if quantities is None:
        pieces = {line.pk: line.left_to_ship for line in lines if line.left_to_ship}
    else:
        pieces = asked_pieces(by_pk, quantities)
    for line_pk, quantity in pieces.items():
        line = by_pk[line_pk]
        if quantity > line.left_to_ship:
            raise TooManyPieces(field=f"quantity_{line_pk}", left=line.left_to_ship, title=line.title)
    if not pieces:
        raise NothingToShip
    return pieces


def take_from_stock(order: Order, lines: list[OrderLine], pieces: Mapping[int, int]) -> None:
    """Count the pieces as shipped on their lines and take them off the shelf, variants in pk order."""
    for line in sorted(lines, key=lambda line: line.variant_id or 0):
        quantity = pieces.get(line.pk, 0)
        if not quantity:
            continue
        taken = F("shipped_quantity") + F("held_quantity") + F("refunded_quantity")
        room = OrderLine.objects.filter(pk=line.pk, quantity__gte=taken + quantity)
        if not room.update(shipped_quantity=F("shipped_quantity") + quantity):
            raise TooManyPieces(field=f"quantity_{line.pk}", left=line.left_to_ship, title=line.title)
        if line.variant is not None:
            inventory.ship(reference=order.number, variant=line.variant, quantity=quantity)
