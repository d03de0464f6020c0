"""What happens when a parcel that could not be handed over is with its shop again: goods to the shelf, money back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F

from catalog.inventory.services import take_back
from config.kernel.clock import now
from config.kernel.errors import Invalid
from config.kernel.events import publish
from config.kernel.locks import locked_one
from orders.checkout import deals, moves
from orders.checkout.models import Order, OrderStatus
from orders.checkout.services import hold_stock, return_promotions
from orders.checkout.shares import paid_for
from orders.fulfilment.errors import MoreGoodThanBack, NotBackYet
from orders.fulfilment.events import ParcelTakenIn
from orders.fulfilment.models import Direction, Parcel, ParcelLine, ParcelStatus
from orders.fulfilment.selectors import pieces_that_came_back
from orders.fulfilment.services.parcels import tell
from orders.payments.models import PaymentSplit, PaymentState
from orders.payments.services import ask_refund, begin_giving_back, end_giving_back, next_refund_part

RETURNED = "returned"
REFUNDABLE = frozenset({OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.COMPLETED})


@transaction.atomic
def take_in(*, parcel: Parcel, good: Mapping[int, int] | None = None, actor: Any = None) -> Parcel:
    """The shop has an undelivered parcel back. Pieces in good order (`good`, by line) are on the shelf again; what was
    paid for the parcel goes back to the buyer, for the last parcel with all that is left. Twice is once.

    Without `good` nobody looked (the calendar did it): nothing returns to the shelf.
    """
    _lock_deals(parcel.order)
    order = locked_one(Order.objects.select_related("trade"), parcel.order_id)
    parcel = locked_one(Parcel.objects.all(), parcel.pk)
    if parcel.taken_in_at:
        return parcel
    if parcel.direction == Direction.RETURN or parcel.status != ParcelStatus.RETURNED:
        raise NotBackYet
    lines = list(parcel.lines.select_related("order_line__variant").order_by("order_line__variant_id"))
    already = pieces_that_came_back(order)
    parcel.taken_in_at = now()
    parcel.save(update_fields=["taken_in_at", "updated_at"])
    share = _share_left(order)
    is_end = parcel.is_out and _is_all_back(order)
    if is_end:
        _begin_end(order, is_paid=share is not None, actor=actor)
    hold_stock([order])
    _put_on_shelf(order, lines, good or {}, actor)
    if is_end and share:
        end_giving_back(order, reason=RETURNED)
    elif parcel.is_out and share:
        _give_part_back(order, share, lines, already)
    publish(ParcelTakenIn(parcel_id=parcel.pk, order_id=order.pk))
    tell(order)
    return parcel


def _lock_deals(order: Order) -> None:
    if order.trade_id is not None:
        deals.lock_deals(trade_pk=order.trade_id)


def _put_on_shelf(order: Order, lines: Sequence[ParcelLine], good: Mapping[int, int], actor: Any) -> None:
    by_line = {line.order_line_id: line for line in lines}
    if any(line_pk not in by_line for line_pk in good):
        raise Invalid(field="good")
    for line in lines:
        quantity = good.get(line.order_line_id, 0)
        if not 0 <= quantity <= line.quantity:
            raise MoreGoodThanBack(field=f"good_{line.order_line_id}", most=line.quantity)
        variant = line.order_line.variant
        line.good_quantity = quantity
        line.save(update_fields=["good_quantity"])
        if quantity and variant is not None:
            take_back(reference=order.number, variant=variant, quantity=quantity, actor=actor)


def _share_left(order: Order) -> PaymentSplit | None:
    """What was paid for the order and has not gone back yet."""
    paid = PaymentSplit.objects.filter(order=order, payment__state=PaymentState.PAID)
    return paid.filter(refunded_cents__lt=F("captured_cents")).select_related("payment").first()


def _give_part_back(order: Order, share: PaymentSplit, lines: Sequence[ParcelLine], already: Mapping[int, int]) -> None:
    cents = sum(_paid_for(line, already.get(line.order_line_id, 0)) for line in lines)
    cents = min(cents, share.captured_cents - share.refunded_cents)
    if cents:
        part = next_refund_part(order)
        ask_refund(order=order, payment=share.payment, amount_cents=cents, reason=RETURNED, part=part)


def _paid_for(part: ParcelLine, already: int) -> int:
    """What was paid for the pieces of a parcel; those an after-sale case is about are that case's business."""
    line = part.order_line
    quantity = min(part.quantity, max(0, line.left_to_claim - already))
    spoken = already + line.claimed_quantity + line.held_quantity + line.refunded_quantity
    return paid_for(line, quantity=quantity, already=min(spoken, line.quantity - quantity))


def _is_all_back(order: Order) -> bool:
    """Nothing of the order is anywhere but at its shop."""
    is_whole = all(line.still_to_ship == 0 for line in order.lines.all())
    out = order.parcels.filter(direction=Direction.OUT)
    return order.status in REFUNDABLE and is_whole and not out.filter(taken_in_at=None).exists()


def _begin_end(order: Order, *, is_paid: bool, actor: Any) -> None:
    """The order ends: with its money going back, or, where the courier was to collect it, just so."""
    if is_paid:
        begin_giving_back([order], reason=RETURNED, actor=actor)
    elif order.status == OrderStatus.SHIPPED:
        moves.move(order, to=OrderStatus.CLOSED, reason=RETURNED, actor=actor)
        return_promotions(order)
        deals.let_go(order, reason=RETURNED)
