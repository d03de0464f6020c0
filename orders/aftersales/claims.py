"""What may be asked for: which pieces, by which kind of case, and how much money at most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Sum

from config.kernel.clock import now
from orders.aftersales.deadlines import window_ends_at
from orders.aftersales.models import Case, CaseLine, CaseReason
from orders.aftersales.moves import FREED, PAID_BACK
from orders.checkout.models import Order, OrderLine, OrderSource, OrderStatus
from orders.checkout.shares import paid_for
from orders.payments.models import PaymentSplit, PaymentState

UNSHIPPED_IN = frozenset({OrderStatus.TO_SHIP, OrderStatus.PARTLY_SHIPPED})
SHIPPED_IN = frozenset({OrderStatus.PARTLY_SHIPPED, OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.COMPLETED})
SHOPS_FAULT = frozenset(
    {
        CaseReason.TOO_SLOW,
        CaseReason.NEVER_CAME,
        CaseReason.BROKEN,
        CaseReason.NOT_AS_SHOWN,
        CaseReason.WRONG_ITEM,
        CaseReason.MISSING,
    }
)
REASONS_UNSHIPPED = (CaseReason.CHANGED_MIND, CaseReason.WRONG_CHOICE, CaseReason.TOO_SLOW, CaseReason.OTHER)
REASONS_SHIPPED = tuple(reason for reason in CaseReason if reason != CaseReason.TOO_SLOW)


@dataclass(frozen=True)
class Options:
    """What the buyer of an order may ask for now."""

    lines: Sequence[OrderLine]
    has_unshipped: bool
    has_shipped: bool

    def __bool__(self) -> bool:
        return self.has_unshipped or self.has_shipped


def options_of(order: Order) -> Options:
    """Pieces of an order a case may still be about. Nothing once the time is over."""
    if not is_open_for_cases(order):
        return Options([], has_unshipped=False, has_shipped=False)
    lines = list(order.lines.all())
    return Options(
        lines,
        has_unshipped=order.status in UNSHIPPED_IN and any(line.left_to_ship for line in lines),
        has_shipped=order.status in SHIPPED_IN and any(line.left_to_claim for line in lines),
    )


def is_open_for_cases(order: Order) -> bool:
    """Paid here, not ended, and within the time after receipt."""
    ends_at = window_ends_at(order)
    is_alive = order.status in UNSHIPPED_IN | SHIPPED_IN
    return is_alive and order.source != OrderSource.HISTORY and (ends_at is None or now() < ends_at)


def left_for(line: OrderLine, *, is_unshipped: bool) -> int:
    return line.left_to_ship if is_unshipped else line.left_to_claim


def most_for(line: OrderLine, quantity: int) -> int:
    """What was paid for the next pieces of a line, after discounts and after what other cases are about.

    Asked before the pieces are counted. Shares of pieces differ by a cent, so the rest of the line is a bound too.
    """
    already = line.held_quantity + line.refunded_quantity + line.claimed_quantity
    return min(paid_for(line, quantity=quantity, already=already), line.paid_cents - _spoken_for(line))


def _spoken_for(line: OrderLine) -> int:
    """What other cases gave back for this line, or at most will."""
    parts = CaseLine.objects.filter(line=line).exclude(case__status__in=FREED).select_related("case")
    return sum(part.refunded_cents if part.case.status in PAID_BACK else part.most_cents for part in parts)


def freight_for(order: Order, pieces: Mapping[int, int], *, is_unshipped: bool, reason: str) -> int:
    """The freight that goes back with these pieces (by line): all that is left of it, when with them nothing of the
    order stays with the buyer, and nothing was ever shipped or the shop is at fault. Otherwise none.
    """
    lines = list(order.lines.all())
    if any(_spoken_pieces(line) + pieces.get(line.pk, 0) < line.quantity for line in lines):
        return 0
    never_shipped = is_unshipped and not any(line.shipped_quantity for line in lines)
    if not (never_shipped or reason in SHOPS_FAULT):
        return 0
    given = Case.objects.filter(order=order).exclude(status__in=FREED).aggregate(cents=Sum("freight_cents"))["cents"]
    return max(0, order.shipping_cents - (given or 0))


def _spoken_pieces(line: OrderLine) -> int:
    return line.held_quantity + line.refunded_quantity + line.claimed_quantity


def share_of(order: Order) -> PaymentSplit | None:
    """The order's share of the payment that was kept."""
    shares = PaymentSplit.objects.filter(order=order, payment__state=PaymentState.PAID).select_related("payment")
    return shares.order_by("-captured_cents", "pk").first()


def money_left(order: Order) -> int:
    """What was paid for an order and neither went back nor is asked for by another open case."""
    share = share_of(order)
    if share is None:
        return 0
    open_cases = Case.objects.filter(order=order).exclude(status__in=FREED | PAID_BACK)
    asked = open_cases.aggregate(cents=Sum("most_cents"))["cents"] or 0
    return max(0, share.captured_cents - share.refunded_cents - asked)
