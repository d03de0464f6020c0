"""Money goes back for a case: within what was paid, once, and with everything that hangs on it."""

from __future__ import annotations

from django.db import transaction

from catalog.inventory import services as inventory
from config.kernel.events import publish
from config.kernel.money import Money
from orders.aftersales import moves
from orders.aftersales.claims import share_of
from orders.aftersales.events import CaseRefunded
from orders.aftersales.models import Case, CaseLine, CaseStatus, Side
from orders.aftersales.services.holding import let_replacements_go, locked_case, locked_order
from orders.checkout import deals
from orders.checkout.models import Order, OrderStatus
from orders.checkout.moves import move as move_order
from orders.checkout.services import return_promotions
from orders.fulfilment.selectors import pieces_that_came_back
from orders.fulfilment.services import end_shipping
from orders.payments.models import PaymentSplit, Refund
from orders.payments.services import ask_refund, next_refund_part

REFUNDED = "refunded"
OVER = frozenset({OrderStatus.REFUNDING, OrderStatus.CLOSED})
TO_SHIP = frozenset({OrderStatus.TO_SHIP, OrderStatus.PARTLY_SHIPPED})


@transaction.atomic
def pay_back(case: Case) -> None:
    """The agreed sum goes back. The caller has locked order and case, and moved the case to where this follows.

    Coupons before stock before the ledger. When nothing of the order stays with the buyer, the order ends.
    """
    order = case.order
    share = share_of(order)
    cents = min(case.agreed_cents or 0, share.captured_cents - share.refunded_cents if share else 0)
    moves.move(case, to=CaseStatus.REFUNDING, side=Side.HOUSE, agreed_cents=cents)
    _share_out(case, cents)
    is_whole = order.status not in OVER and _is_whole(order, share, cents)
    if is_whole:
        move_order(order, to=OrderStatus.REFUNDING, reason=REFUNDED)
        return_promotions(order)
        deals.let_go(order, reason=REFUNDED)
    _free_goods(case)
    if not is_whole and order.status in TO_SHIP:
        end_shipping(order)
    if cents and share:
        part = next_refund_part(order)
        refund = ask_refund(order=order, payment=share.payment, amount_cents=cents, reason=REFUNDED, part=part)
        Case.objects.filter(pk=case.pk).update(refund=refund)
        case.refund = refund
        return
    if is_whole:
        move_order(order, to=OrderStatus.CLOSED, reason=REFUNDED)
    _finish(case)


def _share_out(case: Case, cents: int) -> None:
    """Write down which line got how much; freight takes what the lines were not paid."""
    parts = list(case.lines.all())
    goods = sum(part.most_cents for part in parts)
    if not goods:
        return
    shares = Money(min(cents, goods), case.order.currency).split(*(part.most_cents for part in parts))
    for part, share in zip(parts, shares, strict=True):
        part.refunded_cents = share.cents
    CaseLine.objects.bulk_update(parts, ["refunded_cents"])


def _is_whole(order: Order, share: PaymentSplit | None, cents: int) -> bool:
    """Whether nothing stays with the buyer: every piece never left or came back, or all of the money goes back."""
    if share is not None and share.captured_cents == share.refunded_cents + cents:
        return True
    came_back = pieces_that_came_back(order)
    parts = CaseLine.objects.filter(case__order=order, case__status__in=moves.PAID_BACK, case__is_unshipped=False)
    for part in parts.exclude(case__return_parcel=None):
        came_back[part.line_id] = came_back.get(part.line_id, 0) + part.quantity
    return all(line.refunded_quantity + came_back.get(line.pk, 0) == line.quantity for line in order.lines.all())


def _free_goods(case: Case) -> None:
    """Pieces that never leave go back on sale, and so does what an exchange had kept."""
    let_replacements_go(case)
    if not case.is_unshipped:
        return
    pieces = {part.line.variant_id: part.quantity for part in case.lines.select_related("line") if part.line.variant_id}
    if pieces:
        inventory.release_some(reference=case.order.number, pieces=pieces)


def _finish(case: Case) -> None:
    moves.move(case, to=CaseStatus.REFUNDED, side=Side.HOUSE)
    publish(CaseRefunded(case_id=case.pk, order_id=case.order_id, amount_cents=case.agreed_cents or 0))


@transaction.atomic
def end_with_order(*, order: Order) -> int:
    """The order ended another way: cases that have not come to money yet end with it. Safe to repeat."""
    order = locked_order(order.pk, order.trade_id)
    if order.status not in OVER:
        return 0
    waiting = Case.objects.filter(order=order, status__in=moves.OPEN - moves.PAID_BACK)
    cases = list(waiting.order_by("pk").select_for_update(of=("self",)))
    for case in cases:
        case.order = order
        moves.move(case, to=CaseStatus.CLOSED, side=Side.HOUSE)
        let_replacements_go(case)
    return len(cases)


@transaction.atomic
def finish_case(*, refund: Refund) -> Case | None:
    """The provider has given the money back. Twice is once; refunds without a case are none of ours."""
    case = Case.objects.select_related("order").filter(refund=refund).first()
    if case is None:
        return None
    case = locked_case(case)
    if case.status == CaseStatus.REFUNDING:
        _finish(case)
    return case
