"""What the shop does: agree, offer a part, turn down, look at what came back, send the replacement."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from accounts.organisations.models import Carrier
from catalog.inventory import services as inventory
from catalog.shops.models import Shop
from config.kernel.clock import now
from config.kernel.errors import Invalid
from config.kernel.templatetags.hetang import cents as in_words
from orders.aftersales import moves
from orders.aftersales.deadlines import due_after
from orders.aftersales.errors import AskedTooMuch, CaseElsewhere, OwnerNeeded, ReturnAddressMissing
from orders.aftersales.models import Case, CaseLine, CaseStatus, Side
from orders.aftersales.selectors import is_owner, return_address_of, waits_for_new_goods
from orders.aftersales.services.holding import attach, fitting, keep_replacements, let_replacements_go, locked_case
from orders.aftersales.services.refunding import pay_back
from orders.checkout.services import Delivery
from orders.fulfilment.models import ReturnAddress
from orders.fulfilment.services import send_replacement

S = CaseStatus


@transaction.atomic
def agree(*, case: Case, actor: Any, words: str = "") -> Case:
    """Give what was asked for. Money alone goes at once; goods come back first."""
    words = fitting(words)
    case = locked_case(case)
    if case.status == S.ESCALATED and case.return_parcel_id:
        raise CaseElsewhere(status=case.get_status_display())  # the goods are here: accept or refuse those
    _check_limit(case, actor, case.asked_cents)
    if case.goods_back and return_address_of(case.order.shop) is None:
        raise ReturnAddressMissing
    return agree_to(case, side=Side.SHOP, actor=actor, words=words)


def agree_to(case: Case, *, side: str, actor: Any = None, words: str = "") -> Case:
    """The step itself, whoever takes it; order and case are locked."""
    moves.move(
        case,
        to=S.AGREED,
        side=side,
        actor=actor,
        words=words,
        due_at=due_after(case, S.AGREED) if case.goods_back else None,
        agreed_cents=case.asked_cents,
    )
    if case.is_exchange:
        keep_replacements(case)
    if not case.goods_back:
        pay_back(case)
    return case


@transaction.atomic
def offer(*, case: Case, actor: Any, cents: int, words: str) -> Case:
    """Offer a part, and that the buyer keeps the goods. Nothing happens before the buyer takes it."""
    words = fitting(words, needed=True)
    case = locked_case(case)
    if cents < 1:
        raise Invalid(field="cents")
    if cents > case.most_cents:
        raise AskedTooMuch(field="cents", most=in_words(case.most_cents, case.order.currency))
    _check_limit(case, actor, cents)
    due_at = due_after(case, S.OFFERED)
    moves.move(case, to=S.OFFERED, side=Side.SHOP, actor=actor, words=words, due_at=due_at, offered_cents=cents)
    return case


@transaction.atomic
def reject(*, case: Case, actor: Any, words: str, photos: Sequence[UploadedFile[Any]] = ()) -> Case:
    """Turn it down, with a reason. The buyer may call in the platform."""
    words = fitting(words, needed=True)
    case = locked_case(case)
    due_at = due_after(case, S.REJECTED)
    step = moves.move(case, to=S.REJECTED, side=Side.SHOP, actor=actor, words=words, due_at=due_at)
    attach(step, photos)
    return case


@transaction.atomic
def receive(*, case: Case, actor: Any, shelf: Iterable[int] = (), words: str = "") -> Case:
    """The goods are back and as they should be. `shelf`: lines (of the case, by pk) that go on sale again."""
    words = fitting(words)
    case = locked_case(case)
    if case.return_parcel_id is None or case.received_at:
        raise CaseElsewhere(status=case.get_status_display())
    return receive_as(case, side=Side.SHOP, actor=actor, shelf=set(shelf), words=words)


def receive_as(case: Case, *, side: str, actor: Any = None, shelf: set[int] | None = None, words: str = "") -> Case:
    """The step itself, whoever takes it; order and case are locked."""
    waits = case.is_exchange and not case.agreed_cents
    moves.move(
        case,
        to=S.GOODS_RECEIVED,
        side=side,
        actor=actor,
        words=words,
        due_at=due_after(case, S.GOODS_RECEIVED) if waits else None,
        received_at=now(),
    )
    _shelve(case, shelf or set(), actor)
    if not waits:
        pay_back(case)
    return case


def _shelve(case: Case, shelf: set[int], actor: Any) -> None:
    parts = {part.pk: part for part in case.lines.select_related("line__variant")}
    if not shelf <= set(parts):
        raise Invalid(field="shelf")
    chosen = [parts[pk] for pk in shelf if parts[pk].line.variant is not None]
    for part in sorted(chosen, key=lambda part: part.line.variant_id or 0):
        if part.line.variant is not None:
            inventory.take_back(variant=part.line.variant, quantity=part.quantity, actor=actor, reference=case.number)
            CaseLine.objects.filter(pk=part.pk).update(shelved_quantity=part.quantity)


@transaction.atomic
def refuse(*, case: Case, actor: Any, words: str, photos: Sequence[UploadedFile[Any]] = ()) -> Case:
    """What came back is not as it should be. The buyer may call in the platform."""
    words = fitting(words, needed=True)
    case = locked_case(case)
    due_at = due_after(case, S.GOODS_REFUSED)
    step = moves.move(case, to=S.GOODS_REFUSED, side=Side.SHOP, actor=actor, words=words, due_at=due_at)
    attach(step, photos)
    return case


@transaction.atomic
def reship(*, case: Case, carrier: Carrier, waybill: str, actor: Any) -> Case:
    """Send the replacement that was kept for this exchange. Nobody pays for it."""
    case = locked_case(case)
    if not waits_for_new_goods(case):
        raise CaseElsewhere(status=case.get_status_display())
    parts = list(case.lines.select_related("replacement"))
    let_replacements_go(case)  # what was kept for the case leaves for it now
    parcel = send_replacement(
        order=case.order,
        case_number=case.number,
        carrier=carrier,
        waybill=waybill,
        lines={part.line_id: part.quantity for part in parts},
        variants={part.line_id: part.replacement for part in parts if part.replacement},
        actor=actor,
    )
    due_at = due_after(case, S.RESHIPPED)
    moves.move(case, to=S.RESHIPPED, side=Side.SHOP, actor=actor, due_at=due_at, new_parcel=parcel)
    return case


@transaction.atomic
def set_return_address(*, shop: Shop, address: Delivery) -> ReturnAddress:
    """Where goods are sent back to, from now on."""
    row, _is_new = ReturnAddress.objects.update_or_create(
        shop=shop,
        defaults={
            "recipient": address.recipient,
            "phone": address.phone,
            "region_code": address.region_code,
            "street": address.street,
        },
    )
    return row


def _check_limit(case: Case, actor: Any, cents: int) -> None:
    """Large sums are the owner's business."""
    limit = settings.AFTERSALE_STAFF_LIMIT_CENTS
    if cents > limit and not is_owner(actor, case.order.shop.merchant):
        raise OwnerNeeded(limit=in_words(limit, case.order.currency))
