"""Parts of what was paid for a line: pieces refunded or returned one by one always add up to the whole."""

from __future__ import annotations

from orders.checkout.models import OrderLine


def part_of(cents: int, *, quantity: int, already: int, whole: int) -> int:
    """The cents that fall on the next `quantity` pieces of `whole`, after `already` of them.

    Taken as differences of ⌊cents·n/whole⌋, so that any sequence of parts sums to `cents` exactly.
    """
    if not 0 <= already <= already + quantity <= whole:
        raise ValueError("more pieces than there are")
    return cents * (already + quantity) // whole - cents * already // whole


def paid_for(line: OrderLine, *, quantity: int, already: int = 0) -> int:
    """What the buyer paid, after discounts, for the next pieces of a line."""
    return part_of(line.paid_cents, quantity=quantity, already=already, whole=line.quantity)
