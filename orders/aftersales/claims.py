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
from orders.fulfilment.selectors import pieces_that_came_back
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
    unshipped: Mapping[int, int]  # pieces by line
    shipped: Mapping[int, int]

    @property
    def has_unshipped(self) -> bool:
        return any(self.unshipped.values())

    @property
    def has_shipped(self) -> bool:
        return any(self.shipped.values())

    def most(self, line: OrderLine) -> int:
        """The pieces of a line that any kind of case may be about."""
        return max(self.unshipped.get(line.pk, 0), self.shipped.get(line.pk, 0))

    def __bool__(self) -> bool:
        return self.has_unshipped or self.has_shipped


def options_of(order: Order) -> Options:
    """Pieces of an order a case may still be about. Nothing once the time is over."""
    if not is_open_for_cases(order):
        return Options([], {}, {})
    lines, came_back = list(order.lines.all()), pieces_that_came_back(order)
    unshipped, shipped = (
        {line.pk: left_for(line, is_unshipped=one, came_back=came_back) for line in lines} for one in (True, False)
    )
    return Options(
        lines,
        unshipped=unshipped if order.status in UNSHIPPED_IN else {},
        shipped=shipped if order.status in SHIPPED_IN else {},
    )


def is_open_for_cases(order: Order) -> bool:
    """Paid here, not ended, and within the time after receipt."""
    ends_at = window_ends_at(order)
    is_alive = order.status in UNSHIPPED_IN | SHIPPED_IN
    return is_alive and order.source != OrderSource.HISTORY and (ends_at is None or now() < ends_at)


def left_for(line: OrderLine, *, is_unshipped: bool, came_back: Mapping[int, int]) -> int:
    """Pieces of a line that may be chosen; what came back undelivered is paid back by itself."""
    return line.left_to_ship if is_unshipped else max(0, line.left_to_claim - came_back.get(line.pk, 0))


def most_for(line: OrderLine, quantity: int, *, came_back: int = 0) -> int:
    """What was paid for the next pieces of a line, after discounts and after what other cases are about.

    Asked before the pieces are counted. Shares of pieces differ by a cent, so the rest of the line is a bound too.
    """
    already = _spoken_pieces(line) + came_back
    return min(paid_for(line, quantity=quantity, already=already), line.paid_cents - _spoken_for(line))


def _spoken_for(line: OrderLine) -> int:
    """What other cases gave back for this line, or at most will."""
    parts = CaseLine.objects.filter(line=line).exclude(case__status__in=FREED).select_related("case")
    return sum(part.refunded_cents if part.case.status in PAID_BACK else part.most_cents for part in parts)


def freight_for(
    order: Order, pieces: Mapping[int, int], *, is_unshipped: bool, reason: str, came_back: Mapping[int, int]
) -> int:
    """The freight that goes back with these pieces (by line): all that is left of it, when with them nothing of the
    order stays with the buyer, and nothing was ever shipped or the shop is at fault. Otherwise none.
    """
    lines = list(order.lines.all())
    gone = {line.pk: _spoken_pieces(line) + came_back.get(line.pk, 0) + pieces.get(line.pk, 0) for line in lines}
    if any(gone[line.pk] < line.quantity for line in lines):
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
