"""A buyer applies."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from catalog.products.models import Variant
from config.kernel.errors import Invalid
from config.kernel.money import Money
from config.kernel.templatetags.hetang import cents as in_words
from config.kernel.templatetags.hetang import exactly
from orders.aftersales import moves
from orders.aftersales.claims import (
    REASONS_SHIPPED,
    REASONS_UNSHIPPED,
    SHIPPED_IN,
    UNSHIPPED_IN,
    freight_for,
    is_open_for_cases,
    left_for,
    money_left,
    most_for,
    share_of,
)
from orders.aftersales.deadlines import due_after, window_ends_at
from orders.aftersales.errors import (
    AfterSalesOver,
    AskedTooMuch,
    KindImpossible,
    NoAfterSales,
    NoSuchReplacement,
    NothingChosen,
    TooManyPieces,
)
from orders.aftersales.models import Case, CaseKind, CaseLine, CaseStatus
from orders.aftersales.selectors import replacements_for
from orders.aftersales.services.holding import attach, fitting, locked_order
from orders.checkout.models import Order, OrderLine
from orders.fulfilment.selectors import pieces_that_came_back

MOST_PIECES = 10_000


@dataclass(frozen=True)
class Wish:
    """What a buyer asks for. Pieces and replacements are by the primary key of the order's line."""

    kind: str
    reason: str
    pieces: Mapping[int, int]
    words: str = ""
    asked_cents: int | None = None  # None: all that was paid for them
    is_unshipped: bool = False
    replacements: Mapping[int, str] = field(default_factory=dict)


@transaction.atomic
def open_case(*, order: Order, wish: Wish, actor: Any = None, photos: Sequence[UploadedFile[Any]] = ()) -> Case:
    """Apply for a refund, a return or an exchange of some pieces. No piece is in two cases, and nobody asks for more
    than was paid for what they chose.
    """
    words = fitting(wish.words)
    order = locked_order(order.pk, order.trade_id)
    _check(order, wish)
    chosen = _chosen(order, wish)
    shares, freight_cents = _bounds(order, wish, chosen)
    most_cents = sum(shares.values()) + freight_cents
    case = Case(
        order=order,
        kind=wish.kind,
        reason=wish.reason,
        is_unshipped=wish.is_unshipped,
        goods_back=wish.kind != CaseKind.REFUND,
        most_cents=most_cents,
        freight_cents=freight_cents,
        asked_cents=_asked(wish, most_cents, order.currency),
    )
    case.due_at = due_after(case, CaseStatus.APPLIED)
    replacements = _replacements(wish, chosen)
    case.save()
    CaseLine.objects.bulk_create(
        CaseLine(
            case=case,
            line=line,
            quantity=quantity,
            most_cents=shares[line.pk],
            replacement=replacements.get(line.pk),
        )
        for line, quantity in chosen
    )
    attach(moves.begin(case, actor=actor, words=words), photos)
    return case


def _check(order: Order, wish: Wish) -> None:
    """Whether this may be asked for at all, now."""
    states = UNSHIPPED_IN if wish.is_unshipped else SHIPPED_IN
    if not is_open_for_cases(order):
        ends_at = window_ends_at(order)
        raise AfterSalesOver(at=exactly(ends_at)) if ends_at else NoAfterSales(status=order.get_status_display())
    if order.total_cents and share_of(order) is None:
        raise NoAfterSales(status=order.get_status_display())  # to be paid at the door
    if order.status not in states or (wish.is_unshipped and wish.kind != CaseKind.REFUND):
        raise KindImpossible(field="kind")
    if wish.kind not in CaseKind.values:
        raise KindImpossible(field="kind")
    if wish.reason not in (REASONS_UNSHIPPED if wish.is_unshipped else REASONS_SHIPPED):
        raise Invalid(field="reason")


def _chosen(order: Order, wish: Wish) -> list[tuple[OrderLine, int]]:
    lines = {line.pk: line for line in order.lines.select_related("variant__product")}
    came_back = pieces_that_came_back(order)
    chosen = []
    for pk, quantity in sorted(wish.pieces.items()):
        line = lines.get(pk)
        if line is None or not quantity >= 0:
            raise Invalid(field=f"quantity_{pk}")
        left = left_for(line, is_unshipped=wish.is_unshipped, came_back=came_back)
        if quantity > left:
            raise TooManyPieces(field=f"quantity_{pk}", left=left, title=line.title)
        if quantity:
            chosen.append((line, quantity))
    if not chosen:
        raise NothingChosen(field="pieces")
    return chosen


def _bounds(order: Order, wish: Wish, chosen: Sequence[tuple[OrderLine, int]]) -> tuple[dict[int, int], int]:
    """The most that goes back for each line, and the freight with them; never more than is left of the payment."""
    back = pieces_that_came_back(order)
    shares = {line.pk: most_for(line, quantity, came_back=back.get(line.pk, 0)) for line, quantity in chosen}
    pieces = {line.pk: quantity for line, quantity in chosen}
    freight = freight_for(order, pieces, is_unshipped=wish.is_unshipped, reason=wish.reason, came_back=back)
    left = money_left(order)
    whole = sum(shares.values())
    if whole > left:
        parts = Money(left, order.currency).split(*shares.values())
        return {pk: part.cents for pk, part in zip(shares, parts, strict=True)}, 0
    return shares, min(freight, left - whole)


def _asked(wish: Wish, most_cents: int, currency: str) -> int:
    """An exchange asks for no money; else what was named, within what was paid."""
    if wish.kind == CaseKind.EXCHANGE:
        return 0
    if wish.asked_cents is None:
        return most_cents
    if wish.asked_cents < min(1, most_cents):
        raise Invalid(field="asked_cents")
    if wish.asked_cents > most_cents:
        raise AskedTooMuch(field="asked_cents", most=in_words(most_cents, currency))
    return wish.asked_cents


def _replacements(wish: Wish, chosen: Sequence[tuple[OrderLine, int]]) -> dict[int, Variant]:
    """What each line is exchanged for: itself, unless another option was named."""
    if wish.kind != CaseKind.EXCHANGE:
        return {}
    found = {}
    for line, _quantity in chosen:
        possible = {variant.key: variant for variant in replacements_for(line)}
        own = line.variant.key if line.variant else ""
        variant = possible.get(wish.replacements.get(line.pk) or own)
        if variant is None:
            raise NoSuchReplacement(field=f"replacement_{line.pk}")
        found[line.pk] = variant
    return found
