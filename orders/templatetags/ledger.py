"""Amounts of the ledger in templates: `{% load ledger %}`."""

from __future__ import annotations

from django import template

from config.kernel.templatetags.hetang import cents
from orders.ledger.models import LedgerEntry

register = template.Library()


@register.filter
def signed(value: int | None, currency: str = "CNY") -> str:
    """12345 → "+¥123.45", for changes."""
    return f"+{cents(value, currency)}" if value and value > 0 else cents(value, currency)


@register.filter
def moved(entry: LedgerEntry) -> str:
    """How much an entry moved: what arrived, on all of its accounts."""
    postings = list(entry.postings.all())
    currency = postings[0].account.currency if postings else "CNY"
    return cents(sum(posting.cents for posting in postings if posting.cents > 0), currency)
