"""Facts about carts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class PutInCart(Event):
    """A member put something into the cart that wasn't in it."""

    name: ClassVar[str] = "orders.put_in_cart"
    user_id: int
    product_id: int
