"""What becomes of a row of a sales history. Every row meets exactly one rule (docs/import-sales.md)."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

MOST_PIECES = 10_000_000
HIGHEST_PRICE = Decimal(10_000_000)
LENGTHS = {"invoice": 40, "sku": 60, "customer": 40}
LONGEST_TITLE, LONGEST_COUNTRY = 120, 60
EARLIEST_YEAR, LATEST_YEAR = 1900, 2200
CENT, WHOLE = Decimal("0.01"), Decimal(1)
CANCELLATION = "C"


class Rule(StrEnum):
    """The one fate of a row."""

    SOLD = "sold"  # a line of an order
    ADJUSTMENT = "adjustment"  # a line too: an invoice marked with a letter of its own, like A for bad debt
    LUMP = "lump"  # a line too, of one piece at the rounded sum: its price is finer than a cent
    RETURNED = "returned"  # part of a credit note
    FREE = "free"  # set aside: goods at no price, gifts and stock found
    BELOW_ZERO = "below_zero"  # set aside: a price below zero, debt written off
    NO_PIECES = "no_pieces"  # set aside: no or fewer than no pieces outside cancellations, stock written off
    ODD_RETURN = "odd_return"  # set aside: a cancellation that gives nothing back
    UNREADABLE = "unreadable"  # left out, with its line number in the report
    ALREADY_HERE = "already_here"  # its invoice came with an earlier run


SALES = (Rule.SOLD, Rule.ADJUSTMENT, Rule.LUMP)
SET_ASIDE = (Rule.FREE, Rule.BELOW_ZERO, Rule.NO_PIECES, Rule.ODD_RETURN)


class Unreadable(Exception):
    """A row that cannot be understood; says which column, and why."""

    def __init__(self, column: str, why: str) -> None:
        super().__init__(f"{column}: {why}")
        self.column, self.why = column, why


class Row(NamedTuple):
    """A row as it was meant."""

    invoice: str
    sku: str
    title: str
    quantity: int
    price: Decimal
    customer: str
    country: str
    at: datetime


def understand(cells: tuple[str, ...], zone: str) -> Row:
    """Cells in the order of `reader.Columns` as a row, or `Unreadable`."""
    invoice, sku, title, quantity, at, price, customer, country = cells
    invoice, sku, customer = _reference(invoice), sku.strip(), _reference(customer)
    if not invoice or not sku:
        raise Unreadable("sku" if invoice else "invoice", "is empty")
    for column, text in (("invoice", invoice), ("sku", sku), ("customer", customer)):
        if len(text) > LENGTHS[column]:
            raise Unreadable(column, f"has more than {LENGTHS[column]} letters")
    return Row(
        invoice,
        sku,
        " ".join(title.split())[:LONGEST_TITLE],
        _pieces(quantity),
        _price(price),
        customer,
        country.strip()[:LONGEST_COUNTRY],
        _instant(at, zone),
    )


def judge(row: Row) -> Rule:
    if row.invoice.startswith(CANCELLATION):
        return Rule.RETURNED if row.quantity < 0 < row.price else Rule.ODD_RETURN
    if row.quantity <= 0:
        return Rule.NO_PIECES
    if row.price <= 0:
        return Rule.BELOW_ZERO if row.price else Rule.FREE
    if _is_finer_than_a_cent(row.price):
        return Rule.LUMP
    return Rule.ADJUSTMENT if row.invoice[0].isalpha() else Rule.SOLD


def amount_cents(row: Row) -> int:
    """Quantity × price in cents, half a cent rounded away from zero; below zero for what was given back."""
    if _is_finer_than_a_cent(row.price):
        return int((row.quantity * row.price * 100).quantize(WHOLE, ROUND_HALF_UP))
    return row.quantity * unit_cents(row.price)


@lru_cache(4096)
def unit_cents(price: Decimal) -> int:
    return int((price * 100).quantize(WHOLE, ROUND_HALF_UP))


@lru_cache(4096)
def _is_finer_than_a_cent(price: Decimal) -> bool:
    return price != price.quantize(CENT)


def _reference(text: str) -> str:
    """A number that went through a spreadsheet loses its ".0" again: customer 17850.0 is customer 17850."""
    text = text.strip()
    return text[:-2] if text.endswith(".0") and text[:-2].isdigit() else text


@lru_cache(4096)
def _pieces(text: str) -> int:
    try:
        number = Decimal(text)
        if number != number.to_integral_value():
            raise Unreadable("quantity", f"{text!r} is not a whole number")
    except InvalidOperation:
        raise Unreadable("quantity", f"{text!r} is not a number") from None
    if abs(number) > MOST_PIECES:
        raise Unreadable("quantity", f"{text!r} is too large")
    return int(number)


@lru_cache(4096)
def _price(text: str) -> Decimal:
    try:
        price = Decimal(text)
        if abs(price) > HIGHEST_PRICE or not price.is_finite():
            raise Unreadable("price", f"{text!r} is too large")
    except InvalidOperation:
        raise Unreadable("price", f"{text!r} is not a number") from None
    return price


@lru_cache(4096)
def _instant(text: str, zone: str) -> datetime:
    """ISO, or the American form of the first copies of Online Retail; a time without a zone is the shop's."""
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        try:
            moment = datetime.strptime(text.strip(), "%m/%d/%Y %H:%M")  # noqa: DTZ007 - the zone follows
        except ValueError:
            raise Unreadable("date", f"{text!r} is not a date") from None
    if not EARLIEST_YEAR <= moment.year <= LATEST_YEAR:
        raise Unreadable("date", f"{text!r} is not a likely date")
    return (moment if moment.tzinfo else moment.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)
