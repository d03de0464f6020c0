"""What the buyer does after applying: take or decline an offer, send back, withdraw, call in the platform, say more."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.organisations.models import Carrier
from orders.aftersales import moves
from orders.aftersales.deadlines import due_after
from orders.aftersales.errors import CaseElsewhere, ReasonNeeded, ShopHasNoAddress
from orders.aftersales.models import Case, CaseStatus, CaseStep, Side
from orders.aftersales.selectors import return_address_of
from orders.aftersales.services.holding import attach, fitting, let_replacements_go, locked_case
from orders.aftersales.services.refunding import pay_back
from orders.fulfilment.services import send_back

S = CaseStatus


@transaction.atomic
def accept(*, case: Case, actor: Any) -> Case:
    """Take the part the shop offers and keep the goods; the money goes at once."""
    case = locked_case(case)
    if case.status != S.OFFERED:
        raise CaseElsewhere(status=case.get_status_display())
    return accept_as(case, side=Side.BUYER, actor=actor)


def accept_as(case: Case, *, side: str, actor: Any = None) -> Case:
    """The step itself, whoever takes it; order and case are locked."""
    moves.move(case, to=S.AGREED, side=side, actor=actor, agreed_cents=case.offered_cents, goods_back=False)
    pay_back(case)
    return case


@transaction.atomic
def decline(*, case: Case, actor: Any, words: str = "") -> Case:
    """Don't take the offer: the shop has two days again to answer what was asked."""
    words = fitting(words)
    case = locked_case(case)
    due_at = due_after(case, S.APPLIED)
    moves.move(case, to=S.APPLIED, side=Side.BUYER, actor=actor, words=words, due_at=due_at, offered_cents=None)
    return case


@transaction.atomic
def cancel(*, case: Case, actor: Any, words: str = "") -> Case:
    """Withdraw. The pieces may be asked for again while there is time."""
    words = fitting(words)
    case = locked_case(case)
    if case.return_parcel_id:
        raise CaseElsewhere(status=case.get_status_display())
    moves.move(case, to=S.CANCELLED, side=Side.BUYER, actor=actor, words=words)
    let_replacements_go(case)
    return case


@transaction.atomic
def escalate(*, case: Case, actor: Any, words: str, photos: Sequence[UploadedFile[Any]] = ()) -> Case:
    """Call in the platform, with a word why."""
    words = fitting(words, needed=True)
    case = locked_case(case)
    if case.status == S.AGREED and return_address_of(case.order.shop) is not None:
        raise CaseElsewhere(status=case.get_status_display())  # nothing is wrong: it is the buyer's turn to send
    step = moves.move(case, to=S.ESCALATED, side=Side.BUYER, actor=actor, words=words)
    attach(step, photos)
    return case


@transaction.atomic
def ship_back(*, case: Case, carrier: Carrier, waybill: str, actor: Any) -> Case:
    """The buyer hands the goods to a carrier; couriers fetch and bring the parcel like any other."""
    case = locked_case(case)
    if not moves.may_move(case, S.BUYER_SHIPPING, Side.BUYER) or not case.goods_back or case.return_parcel_id:
        raise CaseElsewhere(status=case.get_status_display())
    if return_address_of(case.order.shop) is None:
        raise ShopHasNoAddress
    parcel = send_back(
        order=case.order,
        case_number=case.number,
        carrier=carrier,
        waybill=waybill,
        lines={part.line_id: part.quantity for part in case.lines.all()},
        actor=actor,
    )
    due_at = due_after(case, S.BUYER_SHIPPING)
    moves.move(case, to=S.BUYER_SHIPPING, side=Side.BUYER, actor=actor, due_at=due_at, return_parcel=parcel)
    return case


@transaction.atomic
def confirm_exchange(*, case: Case, actor: Any) -> Case:
    """The replacement is there."""
    case = locked_case(case)
    moves.move(case, to=S.DONE, side=Side.BUYER, actor=actor)
    return case


@transaction.atomic
def add_note(
    *, case: Case, side: str, actor: Any, words: str = "", photos: Sequence[UploadedFile[Any]] = ()
) -> CaseStep:
    """Say or show more while the case is open. Nothing moves."""
    words = fitting(words)
    if not words and not photos:
        raise ReasonNeeded(field="words")
    case = locked_case(case)
    if case.status in moves.ENDED:
        raise CaseElsewhere(status=case.get_status_display())
    step = case.steps.create(from_status=case.status, to_status=case.status, side=side, actor=actor, words=words)
    attach(step, photos)
    return step
