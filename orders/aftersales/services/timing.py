"""What the calendar and the carriers do to a case. Safe to repeat, and by several workers at once."""

from __future__ import annotations

from django.db import transaction

from catalog.inventory.errors import OutOfStock
from config.kernel.clock import now
from orders.aftersales import moves
from orders.aftersales.deadlines import due_after_delivery
from orders.aftersales.models import Case, CaseStatus, Side
from orders.aftersales.selectors import return_address_of
from orders.aftersales.services.answering import agree_to, receive_as
from orders.aftersales.services.holding import let_replacements_go, locked_case
from orders.aftersales.services.wishing import accept_as
from orders.fulfilment.models import Parcel, ParcelStatus

S = CaseStatus


@transaction.atomic
def pass_deadline(*, case: Case) -> bool:
    """Do what follows when somebody was silent too long. False when somebody did something meanwhile."""
    case = locked_case(case)
    if case.due_at is None or case.due_at > now():
        return False
    if case.status == S.APPLIED:
        _agree_by_silence(case)
    elif case.status == S.OFFERED:
        accept_as(case, side=Side.CALENDAR)
    elif case.status == S.BUYER_SHIPPING:
        _count_as_received(case)
    elif case.status in moves.AGREED_TO and return_address_of(case.order.shop) is None:
        moves.move(case, to=S.ESCALATED, side=Side.CALENDAR)
    elif case.status == S.GOODS_RECEIVED:
        moves.move(case, to=S.ESCALATED, side=Side.CALENDAR)  # the replacement was never sent
    elif case.status == S.RESHIPPED:
        moves.move(case, to=S.DONE, side=Side.CALENDAR)
    else:
        moves.move(case, to=S.CLOSED, side=Side.CALENDAR)
        let_replacements_go(case)
    return True


def _agree_by_silence(case: Case) -> None:
    """Two days without a word agree; where the replacement is sold out, a person looks at it."""
    try:
        with transaction.atomic():
            agree_to(case, side=Side.CALENDAR)
    except OutOfStock:
        case.refresh_from_db(fields=["status", "due_at", "agreed_cents"])
        moves.move(case, to=S.ESCALATED, side=Side.CALENDAR)


def _count_as_received(case: Case) -> None:
    """Back at the shop and nobody looked: as it should be. Never scanned as delivered: a person looks."""
    has_arrived = case.return_parcel is not None and case.return_parcel.status == ParcelStatus.DELIVERED
    if has_arrived:
        receive_as(case, side=Side.CALENDAR)
    else:
        moves.move(case, to=S.ESCALATED, side=Side.CALENDAR)


@transaction.atomic
def note_arrival(*, parcel: Parcel) -> None:
    """A parcel of a case was delivered: from now on its receiver has some days to look at it."""
    waiting = Case.objects.filter(return_parcel=parcel, status=S.BUYER_SHIPPING) | Case.objects.filter(
        new_parcel=parcel, status=S.RESHIPPED
    )
    case = waiting.select_related("order").first()
    if case is None:
        return
    case = locked_case(case)
    if case.status in {S.BUYER_SHIPPING, S.RESHIPPED}:
        Case.objects.filter(pk=case.pk).update(due_at=due_after_delivery(case))
