"""Parcels of after-sales cases: what a buyer sends back, and what a shop sends instead.

They are on the order's page and in the couriers' hands like any parcel, and count neither towards shipping nor towards
delivering the order. `ParcelDelivered` tells their `direction` and `case_number`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.db.models import Sum

from accounts.organisations.models import Carrier
from catalog.inventory import services as inventory
from catalog.inventory.errors import BelowReserved, OutOfStock
from catalog.inventory.models import Stock
from catalog.products.models import Variant
from config.kernel.errors import Invalid
from config.kernel.locks import locked_one
from orders.checkout.models import Order, OrderLine
from orders.fulfilment.errors import TooManyToSendBack
from orders.fulfilment.models import Direction, Parcel, ParcelLine
from orders.fulfilment.services.parcels import asked_pieces, open_parcel, tell


@transaction.atomic
def send_back(
    *, order: Order, case_number: str, carrier: Carrier, waybill: str, lines: Mapping[int, int], actor: Any = None
) -> Parcel:
    """The buyer hands pieces (line pk → how many) to a carrier, back to the shop. Nothing goes back that never left."""
    order = locked_one(Order.objects.all(), order.pk)
    by_pk = {line.pk: line for line in order.lines.all()}
    pieces = asked_pieces(by_pk, lines)
    on_the_way = _sent_back(order)
    for line_pk, quantity in pieces.items():
        left = by_pk[line_pk].shipped_quantity - on_the_way.get(line_pk, 0)
        if quantity > left:
            raise TooManyToSendBack(field="lines", left=max(0, left), title=by_pk[line_pk].title)
    parcel = open_parcel(
        order=order,
        carrier=carrier,
        waybill=waybill,
        pieces=pieces,
        actor=actor,
        direction=Direction.RETURN,
        case_number=case_number,
    )
    tell(order)
    return parcel


def _sent_back(order: Order) -> dict[int, int]:
    """Pieces by line that buyers sent back already and got no replacement for, or that came back undelivered."""
    rows = ParcelLine.objects.filter(parcel__order=order)
    by_buyer = rows.filter(parcel__direction=Direction.RETURN)
    undelivered = rows.filter(parcel__direction=Direction.OUT, parcel__taken_in_at__isnull=False)
    replaced = rows.filter(parcel__direction=Direction.EXCHANGE)
    found: dict[int, int] = {}
    for part, sign in ((by_buyer, 1), (undelivered, 1), (replaced, -1)):
        for line_pk, pieces in part.order_by().values_list("order_line").annotate(Sum("quantity")):
            found[line_pk] = found.get(line_pk, 0) + sign * pieces
    return found


@transaction.atomic
def send_replacement(
    *,
    order: Order,
    case_number: str,
    carrier: Carrier,
    waybill: str,
    lines: Mapping[int, int],
    variants: Mapping[int, Variant] | None = None,
    actor: Any,
) -> Parcel:
    """The shop sends pieces instead of those of these lines: the same variant, or another one of `variants` by line.

    They leave the shelf at once; what is spoken for by other orders is not taken (OutOfStock).
    """
    order = locked_one(Order.objects.all(), order.pk)
    by_pk = {line.pk: line for line in order.lines.select_related("variant")}
    pieces = asked_pieces(by_pk, lines)
    parcel = open_parcel(
        order=order,
        carrier=carrier,
        waybill=waybill,
        pieces=pieces,
        actor=actor,
        direction=Direction.EXCHANGE,
        case_number=case_number,
    )
    chosen = [(_variant(by_pk[line_pk], variants or {}), quantity) for line_pk, quantity in pieces.items()]
    for variant, quantity in sorted(chosen, key=lambda pair: pair[0].pk):
        _off_the_shelf(variant, quantity, case_number, actor)
    tell(order)
    return parcel


def _variant(line: OrderLine, variants: Mapping[int, Variant]) -> Variant:
    variant = variants.get(line.pk) or line.variant
    if variant is None:
        raise TooManyToSendBack(field="lines", left=0, title=line.title)
    return variant


def _off_the_shelf(variant: Variant, quantity: int, reference: str, actor: Any) -> None:
    try:
        inventory.adjust(variant=variant, change=-quantity, actor=actor, reference=reference)
    except (BelowReserved, Invalid) as gone:
        stock = Stock.objects.filter(pk=variant.pk).first()
        raise OutOfStock(variant, left=stock.available if stock else 0) from gone
