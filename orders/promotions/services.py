"""What a trade takes of promotions (coupons, flash pieces, budgets), and gives back when it comes to nothing."""

from __future__ import annotations

from typing import Any

from orders.promotions.pricing import Priced


def hold(*, reference: str, buyer: Any, priced: Priced) -> None:
    """Take what the prices rest on, for the trade of this number. All of it, or a refusal."""


def spend(*, reference: str) -> bool:
    """The trade is paid: what it holds is used up. False if it was given back before and somebody else has it now."""
    return True


def give_back(*, reference: str, shop_pk: int | None = None) -> None:
    """What the trade (or only one shop's order of it) took goes back. Safe to repeat."""
