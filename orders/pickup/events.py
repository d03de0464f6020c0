"""News from the counter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class PickupReady(Event):
    """An order lies at the counter; its buyer has a code."""

    name: ClassVar[str] = "orders.pickup_ready"
    order_id: int


@dataclass(frozen=True)
class PickupReminded(Event):
    """An order lies at the counter for days and its buyer is told again."""

    name: ClassVar[str] = "orders.pickup_reminded"
    order_id: int


@dataclass(frozen=True)
class OrderPickedUp(Event):
    """The code was right and the order was handed over."""

    name: ClassVar[str] = "orders.order_picked_up"
    order_id: int
