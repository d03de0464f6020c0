"""The life of an after-sale case: every allowed step and whose it is, in one table (docs/after-sales.md).

Nothing else writes `Case.status`. A step also counts its pieces on the order's lines, so that no piece is in two cases
and none that was paid back is shipped.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import F

from config.kernel.clock import now
from config.kernel.events import publish
from config.kernel.live import announce
from orders.aftersales.errors import CaseElsewhere, PiecesGone, TooManyPieces
from orders.aftersales.events import CaseMoved, CaseOpened
from orders.aftersales.models import Case, CaseLine, CaseStatus, CaseStep, Side
from orders.checkout.models import Order, OrderLine

if TYPE_CHECKING:
    from accounts.identity.models import User

S = CaseStatus
BUYER, SHOP, PLATFORM, CALENDAR, HOUSE = Side.BUYER, Side.SHOP, Side.PLATFORM, Side.CALENDAR, Side.HOUSE

WITH_ITS_ORDER = frozenset({HOUSE})
"""The order ended another way: the bank took its payment back, or its parcel came back undelivered."""

ALLOWED: Mapping[str, Mapping[str, frozenset[str]]] = {
    S.APPLIED: {
        S.CLOSED: WITH_ITS_ORDER,
        S.AGREED: frozenset({SHOP, CALENDAR}),  # two days of silence agree
        S.OFFERED: frozenset({SHOP}),
        S.REJECTED: frozenset({SHOP}),
        S.ESCALATED: frozenset({CALENDAR}),  # silence, but the replacement is sold out
        S.CANCELLED: frozenset({BUYER}),
    },
    S.OFFERED: {
        S.CLOSED: WITH_ITS_ORDER,
        S.AGREED: frozenset({BUYER, SHOP, CALENDAR}),  # the buyer takes the part, or the shop gives all after all
        S.APPLIED: frozenset({BUYER}),
        S.ESCALATED: frozenset({BUYER}),
        S.CANCELLED: frozenset({BUYER}),
    },
    S.REJECTED: {
        S.AGREED: frozenset({SHOP}),
        S.OFFERED: frozenset({SHOP}),
        S.ESCALATED: frozenset({BUYER}),
        S.CANCELLED: frozenset({BUYER}),
        S.CLOSED: frozenset({CALENDAR, HOUSE}),
    },
    S.ESCALATED: {
        S.CLOSED: WITH_ITS_ORDER,
        S.RULED: frozenset({PLATFORM}),
        S.AGREED: frozenset({SHOP}),
        S.GOODS_RECEIVED: frozenset({SHOP}),
        S.RESHIPPED: frozenset({SHOP}),
        S.CANCELLED: frozenset({BUYER}),
    },
    S.AGREED: {
        S.BUYER_SHIPPING: frozenset({BUYER}),
        S.REFUNDING: frozenset({HOUSE}),
        S.ESCALATED: frozenset({BUYER, CALENDAR}),  # nobody said where to send it
        S.CANCELLED: frozenset({BUYER}),
        S.CLOSED: frozenset({CALENDAR, HOUSE}),
    },
    S.RULED: {
        S.BUYER_SHIPPING: frozenset({BUYER}),
        S.REFUNDING: frozenset({HOUSE}),
        S.ESCALATED: frozenset({CALENDAR}),
        S.CANCELLED: frozenset({BUYER}),
        S.CLOSED: frozenset({HOUSE, CALENDAR}),
    },
    S.BUYER_SHIPPING: {
        S.CLOSED: WITH_ITS_ORDER,
        S.GOODS_RECEIVED: frozenset({SHOP, CALENDAR}),
        S.GOODS_REFUSED: frozenset({SHOP}),
        S.ESCALATED: frozenset({CALENDAR}),  # no carrier ever said that it arrived
    },
    S.GOODS_RECEIVED: {
        S.CLOSED: WITH_ITS_ORDER,
        S.REFUNDING: frozenset({HOUSE}),
        S.RESHIPPED: frozenset({SHOP}),
        S.ESCALATED: frozenset({BUYER, CALENDAR}),
    },
    S.GOODS_REFUSED: {
        S.GOODS_RECEIVED: frozenset({SHOP}),
        S.ESCALATED: frozenset({BUYER}),
        S.CLOSED: frozenset({CALENDAR, HOUSE}),
    },
    S.RESHIPPED: {
        S.CLOSED: WITH_ITS_ORDER,
        S.DONE: frozenset({BUYER, CALENDAR}),
        S.ESCALATED: frozenset({BUYER}),
    },
    S.REFUNDING: {S.REFUNDED: frozenset({HOUSE})},
    S.REFUNDED: {},
    S.DONE: {},
    S.CANCELLED: {},
    S.CLOSED: {},
}

ENDED = frozenset({S.REFUNDED, S.DONE, S.CANCELLED, S.CLOSED})
OPEN = frozenset(S.values) - ENDED
FREED = frozenset({S.CANCELLED, S.CLOSED, S.DONE})
"""Pieces of these cases may be asked for again."""
PAID_BACK = frozenset({S.REFUNDING, S.REFUNDED})
AGREED_TO = frozenset({S.AGREED, S.RULED})


def may_move(case: Case, to: str, side: str) -> bool:
    return side in ALLOWED[case.status].get(to, frozenset())


@transaction.atomic
def begin(case: Case, *, actor: User | None, words: str) -> CaseStep:
    """The first step: applied. The case is saved, its order locked; its pieces are counted from now on."""
    _count_pieces(case, "", case.status)
    Order.objects.filter(pk=case.order_id).update(open_cases=F("open_cases") + 1)
    publish(CaseOpened(case_id=case.pk, order_id=case.order_id))
    _announce(case)
    return case.steps.create(to_status=case.status, side=BUYER, actor=actor, words=words, amount_cents=case.asked_cents)


@transaction.atomic
def move(
    case: Case,
    *,
    to: str,
    side: str,
    actor: User | None = None,
    words: str = "",
    due_at: datetime | None = None,
    **changes: Any,
) -> CaseStep:
    """Take one step. The caller has locked order and case; the guarded UPDATE refuses one that was overtaken."""
    origin = case.status
    if not may_move(case, to, side):
        raise CaseElsewhere(status=case.get_status_display())
    changes |= {"due_at": due_at, "updated_at": now()}
    if to in ENDED:
        changes["ended_at"] = now()
    if not Case.objects.filter(pk=case.pk, status=origin).update(status=to, **changes):
        case.refresh_from_db(fields=["status"])
        raise CaseElsewhere(status=case.get_status_display())
    case.status = to
    for name, value in changes.items():
        setattr(case, name, value)
    _count_pieces(case, origin, to)
    if to in ENDED:
        Order.objects.filter(pk=case.order_id).update(open_cases=F("open_cases") - 1)
    publish(CaseMoved(case_id=case.pk, from_status=origin, to_status=to, side=side))
    _announce(case)
    return case.steps.create(
        from_status=origin,
        to_status=to,
        side=side,
        actor=actor,
        words=words,
        amount_cents=_amount(case, to),
    )


def _amount(case: Case, to: str) -> int | None:
    """The sum a step is about."""
    if to == S.OFFERED:
        return case.offered_cents
    return case.agreed_cents or None if to in AGREED_TO | PAID_BACK else None


# What a case does to the pieces of a line, by its state: which column counts them.
_UNSHIPPED = {
    **dict.fromkeys([S.APPLIED, S.OFFERED, S.AGREED, S.ESCALATED, S.RULED], "held_quantity"),
    **dict.fromkeys(PAID_BACK, "refunded_quantity"),
}


def counted_in(case: Case, status: str) -> str:
    """The column of an order line that counts the case's pieces in this state; "" for none."""
    if not status:
        return ""
    if case.is_unshipped:
        return _UNSHIPPED.get(S(status), "")
    return "" if status in FREED else "claimed_quantity"


def _count_pieces(case: Case, origin: str, to: str) -> None:
    before, after = counted_in(case, origin), counted_in(case, to)
    if before == after:
        return
    for part in case.lines.select_related("line").order_by("line_id"):
        _count(part, before, after, is_new=not origin)


def _count(part: CaseLine, before: str, after: str, *, is_new: bool) -> None:
    rows = OrderLine.objects.filter(pk=part.line_id)
    if after == "claimed_quantity":
        rows = rows.filter(shipped_quantity__gte=F("claimed_quantity") + part.quantity)
    elif after and not before:
        kept = F("shipped_quantity") + F("held_quantity") + F("refunded_quantity")
        rows = rows.filter(quantity__gte=kept + part.quantity)
    changes = {}
    if before:
        changes[before] = F(before) - part.quantity
    if after:
        changes[after] = F(after) + part.quantity
    if not rows.update(**changes):
        if not is_new:
            raise PiecesGone
        line = OrderLine.objects.get(pk=part.line_id)
        left = line.left_to_claim if after == "claimed_quantity" else line.left_to_ship
        raise TooManyPieces(field=f"quantity_{line.pk}", left=left, title=line.title)


def _announce(case: Case) -> None:
    order = case.order
    if order.buyer_id:
        announce(users=[order.buyer_id], topic=f"case:{case.number}")
        announce(users=[order.buyer_id], topic=f"order:{order.number}")
