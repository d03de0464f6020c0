"""Shipping many orders by pasting lines: `order number, carrier, waybill`."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.organisations.models import Carrier, Merchant
from config.kernel.errors import DomainError
from orders.checkout.models import Order
from orders.fulfilment.errors import BatchRefused, BatchTooLong, FetchedByBuyer, NotShippable, WaybillTaken
from orders.fulfilment.models import Parcel
from orders.fulfilment.selectors import (
    clean_waybill,
    is_shippable,
    open_carriers,
    orders_of_merchant,
    taken_waybills,
)
from orders.fulfilment.services import ship

MOST_LINES = 500
_COMMAS = re.compile(r"\s*[,;]\s*")
_HEADER = re.compile(r"order|订单", re.IGNORECASE)


@dataclass
class Row:
    """One pasted line: what it says, what it means, and what is wrong with it."""

    line: int
    number: str = ""
    carrier_text: str = ""
    waybill: str = ""
    order: Order | None = None
    carrier: Carrier | None = None
    parcel: Parcel | None = None
    error: str = ""
    text: str = ""

    @property
    def is_ready(self) -> bool:
        return not self.error and self.order is not None and self.carrier is not None


def cells_of(line: str) -> list[str]:
    """The three cells of a line parted by tabs, commas or spaces; a carrier's name may hold spaces."""
    text = unicodedata.normalize("NFKC", line).replace("、", ",").strip("\ufeff \r\n")
    if "\t" in text:
        return [cell.strip().strip('"') for cell in text.split("\t") if cell.strip()]
    if "," in text or ";" in text:
        return [cell.strip().strip('"') for cell in _COMMAS.split(text)]
    words = text.split()
    return [words[0], " ".join(words[1:-1]), words[-1]] if len(words) > 2 else words


def _rows(text: str) -> Iterator[Row]:
    for place, line in enumerate(text.splitlines(), start=1):
        if not line.strip("\ufeff \t\r"):
            continue
        cells = cells_of(line)
        if place == 1 and _HEADER.search(cells[0]) and not cells[0].upper().startswith("HT-"):
            continue
        if len(cells) != 3 or not all(cells):
            number, carrier, waybill = [*(cell[:40] for cell in cells[:3]), "", "", ""][:3]
            row = Row(place, number, carrier, waybill)
            row.error = _("This line needs an order number, a carrier and a waybill number.")
        else:
            row = Row(place, cells[0].upper()[:40], cells[1][:60], cells[2][:60])
        row.text = line.strip()[:200]
        yield row


def plan_batch(*, merchant: Merchant, text: str) -> list[Row]:
    """Read pasted lines and find their orders and carriers, without shipping anything. A constant number of queries."""
    rows = list(_rows(text))
    if len(rows) > MOST_LINES:
        raise BatchTooLong(field="lines", most=MOST_LINES)
    orders = {
        order.number: order
        for order in orders_of_merchant(merchant)
        .filter(number__in={row.number for row in rows})
        .prefetch_related("lines")
    }
    carriers = _carriers_by_name()
    for row in rows:
        if not row.error:
            _understand(row, orders, carriers)
    _find_repeats(rows)
    return rows


def _carriers_by_name() -> dict[str, Carrier]:
    found = {}
    for carrier in open_carriers():
        for name in (carrier.code, carrier.name_zh, carrier.name_en):
            found[name.casefold()] = carrier
    return found


def _understand(row: Row, orders: dict[str, Order], carriers: dict[str, Carrier]) -> None:
    row.order = orders.get(row.number)
    row.carrier = carriers.get(row.carrier_text.casefold())
    if row.order is None:
        row.error = _("You have no order with this number.")
    elif row.order.pickup_point_id is not None:
        row.error = FetchedByBuyer(number=row.number).text
    elif not is_shippable(row.order):
        row.error = NotShippable(number=row.number, state=row.order.get_status_display()).text
    elif row.carrier is None:
        row.error = _("We don't know this carrier. Use its name or code as listed below.")
    else:
        try:
            row.waybill = clean_waybill(row.waybill)
        except DomainError as refusal:
            row.error = refusal.text


def _find_repeats(rows: Sequence[Row]) -> None:
    """The same order or waybill twice in one paste, or a waybill that exists already."""
    ready = [(row, row.carrier) for row in rows if row.carrier is not None and row.is_ready]
    numbers = Counter(row.number for row, _carrier in ready)
    pairs = Counter((carrier.pk, row.waybill) for row, carrier in ready)
    taken = taken_waybills(pairs) if pairs else set()
    for row, carrier in ready:
        pair = (carrier.pk, row.waybill)
        if numbers[row.number] > 1:
            row.error = _("This order is on more than one line.")
        elif pairs[pair] > 1:
            row.error = _("This waybill number is on more than one line.")
        elif pair in taken:
            row.error = WaybillTaken(carrier=carrier.label, waybill=row.waybill).text


def ship_batch(*, merchant: Merchant, text: str, actor: Any, all_or_none: bool) -> list[Row]:
    """Ship every line that is right; or, with `all_or_none`, only if all of them are."""
    rows = plan_batch(merchant=merchant, text=text)
    if all_or_none:
        with transaction.atomic():
            _refuse_faulty(rows)
            _ship_rows(rows, actor)
            _refuse_faulty(rows)
    else:
        _ship_rows(rows, actor)
    return rows


def _ship_rows(rows: Sequence[Row], actor: Any) -> None:
    for row in rows:
        if row.order is None or row.carrier is None or row.error:
            continue
        try:
            row.parcel = ship(order=row.order, carrier=row.carrier, waybill=row.waybill, quantities=None, actor=actor)
        except DomainError as refusal:
            row.error = refusal.text


def _refuse_faulty(rows: Sequence[Row]) -> None:
    if faulty := [row for row in rows if row.error]:
        raise BatchRefused(field="lines", count=len(faulty))
