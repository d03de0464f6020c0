"""Each line of a statement as a sentence that explains it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.kernel.templatetags.hetang import cents
from orders.checkout.wording import reason_text
from orders.settlement.models import LineKind, StatementLine

SENTENCES: Mapping[str, Promise] = {
    LineKind.SALE: gettext_lazy("%(quantity)s × %(title)s at %(unit)s"),
    LineKind.FREIGHT: gettext_lazy("The buyer paid for sending; the platform takes nothing of it"),
    LineKind.DISCOUNT: gettext_lazy("“%(label)s” took %(whole)s off the buyer's price"),
    LineKind.SUBSIDY: gettext_lazy("The platform bears this part of “%(label)s” (%(whole)s)"),
    LineKind.COMMISSION: gettext_lazy("%(percent)s of %(base)s for %(title)s"),
    LineKind.REFUND: gettext_lazy("Given back to the buyer, %(refund)s"),
    LineKind.COMMISSION_BACK: gettext_lazy("Commission on the goods refunded by %(refund)s"),
    LineKind.SUBSIDY_BACK: gettext_lazy("The platform's part of discounts on the goods refunded by %(refund)s"),
    LineKind.SHARING: gettext_lazy("%(percent)s of %(base)s for who sent the buyer"),
    LineKind.SHARING_BACK: gettext_lazy("Commission for sharing on goods that were refunded"),
    LineKind.ADJUSTMENT: gettext_lazy("By the platform: %(reason)s"),
}
FAILURES: Mapping[str, Promise] = {
    "account_closed": gettext_lazy("The bank says this account is closed."),
}


def sentence(line: StatementLine) -> str:
    """Why this line is there, in the reader's language."""
    facts = line.facts
    words = {
        "quantity": facts.get("quantity", ""),
        "title": facts.get("title", ""),
        "label": facts.get("label", ""),
        "refund": facts.get("refund", ""),
        "reason": facts.get("reason", ""),
        "unit": cents(facts.get("unit_cents"), line.currency),
        "whole": cents(facts.get("whole_cents"), line.currency),
        "base": cents(facts.get("base_cents"), line.currency),
        "percent": percent(facts.get("basis_points", 0)),
    }
    text = str(SENTENCES[line.kind]) % words
    why = reason_text(str(facts.get("reason", ""))) if line.kind == LineKind.REFUND else ""
    return _("%(text)s. %(why)s") % {"text": text, "why": why} if why else text


def percent(basis_points: int) -> str:
    """500 → "5%"."""
    whole, part = divmod(basis_points, 100)
    return f"{whole}.{part:02d}".rstrip("0").rstrip(".") + "%"


def failure_text(failure: str) -> str:
    return str(FAILURES.get(failure) or _("The bank sent it back."))
