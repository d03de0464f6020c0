"""Orders as a CSV file a spreadsheet opens safely."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _

from config.kernel.templatetags.hetang import masked_name
from orders.checkout.models import Order

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
MOST_ROWS = 20_000


def safe_cell(value: object) -> str:
    """Text that no spreadsheet takes for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _amount(cents: int) -> str:
    return f"{cents // 100}.{cents % 100:02d}"


def _time(instant: datetime | None) -> str:
    return timezone.localtime(instant).strftime("%Y-%m-%d %H:%M") if instant else ""


def buyer_name(order: Order) -> str:
    """How a shop sees its buyer: 林**."""
    if order.buyer is not None:
        return masked_name(order.buyer.display_name)
    return masked_name(order.trade.recipient) if order.trade is not None else ""


def orders_csv(orders: Iterable[Order]) -> str:
    """One row an order; buyers masked, no address."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(
        [
            _("Order number"), _("State"), _("Placed at"), _("Paid at"), _("Shipped at"), _("Delivered at"),
            _("Buyer"), _("Items"), _("Pieces"), _("Goods"), _("Shipping"), _("Discount"), _("Total"), _("Currency"),
            _("Waybills"), _("Note"),
        ]
    )  # fmt: skip
    for order in orders:
        lines = order.lines.all()
        row = [
            order.number,
            order.get_status_display(),
            _time(order.placed_at),
            _time(order.paid_at),
            _time(order.shipped_at),
            _time(order.delivered_at),
            buyer_name(order),
            "; ".join(f"{line.title} {line.label} × {line.quantity}".replace("  ", " ") for line in lines),
            sum(line.quantity for line in lines),
            _amount(order.items_cents),
            _amount(order.shipping_cents),
            _amount(order.discount_cents),
            _amount(order.total_cents),
            order.currency,
            "; ".join(f"{parcel.carrier.code} {parcel.waybill}" for parcel in order.parcels.all()),
            order.note,
        ]
        writer.writerow([safe_cell(cell) for cell in row])
    return "\ufeff" + out.getvalue()
