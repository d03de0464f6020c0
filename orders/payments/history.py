"""A wallet's history in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from orders.checkout.models import Order
from orders.ledger.models import EntryKind, LedgerPosting
from orders.payments.models import Refund


@dataclass(frozen=True)
class Line:
    """One movement as its owner reads it."""

    key: str
    at: datetime
    text: str
    cents: int
    balance_cents: int
    orders: tuple[str, ...] = ()


def in_words(postings: Iterable[LedgerPosting]) -> list[Line]:
    """What each movement was for; the orders are looked up once for all of them."""
    rows = list(postings)
    references = [row.entry.reference for row in rows]
    bought: dict[str, list[str]] = {}
    orders = Order.objects.filter(trade__payments__out_trade_no__in=references).order_by("pk")
    for reference, number in orders.values_list("trade__payments__out_trade_no", "number"):
        bought.setdefault(reference, []).append(number)
    refunds = Refund.objects.filter(number__in=references, order__isnull=False)
    for reference, number in refunds.values_list("number", "order__number"):
        bought[reference] = [number]
    return [_line(row, tuple(bought.get(row.entry.reference, ()))) for row in rows]


def _line(row: LedgerPosting, orders: tuple[str, ...]) -> Line:
    return Line(row.key, row.entry.at, _text(row), row.cents, row.balance_cents, orders)


def _text(row: LedgerPosting) -> str:
    if row.entry.kind == EntryKind.CAPTURE:
        return _("Paid from the wallet")
    if row.entry.kind == EntryKind.REFUND_DONE:
        return _("Refund")
    if row.entry.kind == EntryKind.GRANT:
        return _("Credit: %(reason)s") % {"reason": row.entry.memo}
    return str(row.entry.kind_label)
