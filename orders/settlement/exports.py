"""A statement as a CSV file from which anybody can recompute the payout: the amounts of its rows add up to it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable

from django.utils import timezone
from django.utils.translation import gettext as _

from orders.fulfilment.exports import safe_cell
from orders.settlement.models import Statement, StatementLine
from orders.settlement.wording import sentence


def plain_amount(cents: int) -> str:
    """-1234 → "-12.34": a number for a spreadsheet."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def statement_csv(statement: Statement, lines: Iterable[StatementLine]) -> str:
    """First what was carried over, then every line. No row of sums: adding the column gives the total."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([_("Date"), _("Order number"), _("Kind"), _("Explanation"), _("Amount"), _("Currency")])
    if statement.carried_cents:
        words = _("Left over from the statement before")
        carried = plain_amount(statement.carried_cents)
        writer.writerow([f"{statement.week_on:%Y-%m-%d}", "", _("Carried over"), words, carried, statement.currency])
    for line in lines:
        writer.writerow(
            [
                timezone.localtime(line.at).strftime("%Y-%m-%d %H:%M"),
                safe_cell(line.order.number if line.order else ""),
                safe_cell(line.get_kind_display()),
                safe_cell(sentence(line)),
                plain_amount(line.cents),
                line.currency,
            ]
        )
    return "\ufeff" + out.getvalue()
