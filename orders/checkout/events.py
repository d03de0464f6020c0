"""Facts about trades and orders."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class TradePlaced(Event):
    name: ClassVar[str] = "orders.trade_placed"
    trade_id: int


@dataclass(frozen=True)
class TradeClaimed(Event):
    """What a guest had bought belongs to a member now."""

    name: ClassVar[str] = "orders.trade_claimed"
    trade_id: int
    user_id: int


@dataclass(frozen=True)
class OrderMoved(Event):
    """Any step of an order; the three below are told beside it."""

    name: ClassVar[str] = "orders.order_moved"
    order_id: int
    from_status: str
    to_status: str
    reason: str


@dataclass(frozen=True)
class OrderPaid(Event):
    name: ClassVar[str] = "orders.order_paid"
    order_id: int


@dataclass(frozen=True)
class OrderClosed(Event):
    name: ClassVar[str] = "orders.order_closed"
    order_id: int
    reason: str


@dataclass(frozen=True)
class OrderCompleted(Event):
    name: ClassVar[str] = "orders.order_completed"
    order_id: int
