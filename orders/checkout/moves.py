"""The life of an order: every allowed step, in one table (docs/architecture.md). Nothing else writes `status`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from config.kernel.clock import now
from config.kernel.events import publish
from config.kernel.live import announce
from orders.checkout.errors import OrderElsewhere
from orders.checkout.events import OrderClosed, OrderCompleted, OrderMoved, OrderPaid
from orders.checkout.models import Order, OrderMove, OrderStatus

if TYPE_CHECKING:
    from accounts.identity.models import User

S = OrderStatus

ALLOWED: Mapping[str, frozenset[str]] = {
    S.PENDING_PAYMENT: frozenset({S.TO_SHIP, S.WAIT_GROUP, S.REFUNDING, S.CLOSED}),
    S.WAIT_GROUP: frozenset({S.TO_SHIP, S.REFUNDING}),
    S.TO_SHIP: frozenset({S.PARTLY_SHIPPED, S.SHIPPED, S.DELIVERED, S.REFUNDING, S.CLOSED}),  # delivered: picked up
    S.PARTLY_SHIPPED: frozenset({S.SHIPPED, S.REFUNDING}),
    S.SHIPPED: frozenset({S.DELIVERED, S.COMPLETED, S.REFUNDING, S.CLOSED}),  # closed: refused at the door, unpaid
    S.DELIVERED: frozenset({S.COMPLETED, S.SHIPPED, S.REFUNDING}),  # back only when the courier takes a scan back
    S.COMPLETED: frozenset({S.SETTLED, S.REFUNDING}),
    S.SETTLED: frozenset(),
    S.REFUNDING: frozenset({S.CLOSED}),
    S.CLOSED: frozenset({S.TO_SHIP, S.WAIT_GROUP, S.REFUNDING}),  # only money that arrived late leads out of here
}

# Which instant a step writes down. What is written stays, but a revived order is no longer closed.
STAMPS: Mapping[str, str] = {
    S.WAIT_GROUP: "paid_at",
    S.SHIPPED: "shipped_at",
    S.PARTLY_SHIPPED: "shipped_at",
    S.DELIVERED: "delivered_at",
    S.COMPLETED: "completed_at",
    S.CLOSED: "closed_at",
}
UNPAID = frozenset({S.PENDING_PAYMENT, S.CLOSED})
PAID = frozenset({S.TO_SHIP, S.WAIT_GROUP})


@transaction.atomic
def move(order: Order, *, to: str, actor: User | None = None, reason: str = "", is_paid: bool = True) -> Order:
    """Take one step. The caller has locked the order; the guarded UPDATE refuses a step that somebody else overtook.

    An order that will be paid at the door goes on with `is_paid=False`; `mark_paid` follows when the money is there.
    """
    origin = order.status
    if to not in ALLOWED[origin]:
        raise OrderElsewhere(status=order.get_status_display())
    changes = _changes(order, to, reason, is_paid=is_paid)
    if not Order.objects.filter(pk=order.pk, status=origin).update(status=to, **changes):
        order.refresh_from_db(fields=["status"])
        raise OrderElsewhere(status=order.get_status_display())
    order.status = to
    for name, value in changes.items():
        setattr(order, name, value)
    OrderMove.objects.create(order=order, from_status=origin, to_status=to, reason=reason, actor=actor)
    _tell(order, origin, reason, is_paid=is_paid)
    return order


@transaction.atomic
def mark_paid(order: Order, *, at: datetime) -> Order:
    """The money for an order that is already on its way has come in. Once."""
    if Order.objects.filter(pk=order.pk, paid_at=None).update(paid_at=at):
        order.paid_at = at
        publish(OrderPaid(order_id=order.pk))
    return order


def begin(order: Order, *, actor: User | None = None) -> None:
    """The first row of the timeline: placed."""
    OrderMove.objects.create(order=order, to_status=order.status, reason="placed", actor=actor)


def _changes(order: Order, to: str, reason: str, *, is_paid: bool) -> dict[str, object]:
    moment = now()
    changes: dict[str, object] = {}
    stamp = STAMPS.get(to)
    if stamp and getattr(order, stamp) is None:
        changes[stamp] = moment
    if order.status in UNPAID and to in PAID:
        changes |= {"paid_at": moment if is_paid else None, "closed_at": None, "close_reason": ""}
    if to == S.CLOSED and not order.close_reason:
        changes["close_reason"] = reason[:20]
    if to == S.REFUNDING:
        changes |= {"close_reason": reason[:20], "closed_at": None}
    return changes


def _tell(order: Order, origin: str, reason: str, *, is_paid: bool) -> None:
    publish(OrderMoved(order_id=order.pk, from_status=origin, to_status=order.status, reason=reason))
    if origin in UNPAID and order.status in PAID and is_paid:
        publish(OrderPaid(order_id=order.pk))
    elif order.status == S.CLOSED:
        publish(OrderClosed(order_id=order.pk, reason=order.close_reason))
    elif order.status == S.COMPLETED:
        publish(OrderCompleted(order_id=order.pk))
    if order.buyer_id:
        announce(users=[order.buyer_id], topic=f"order:{order.number}")
