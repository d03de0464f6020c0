"""News about parcels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class OrderShipped(Event):
    """A parcel of this order was handed to a carrier; `is_whole` when nothing is left to ship."""

    name: ClassVar[str] = "orders.order_shipped"
    order_id: int
    parcel_id: int
    is_whole: bool


@dataclass(frozen=True)
class ParcelMoved(Event):
    """A parcel has a new state."""

    name: ClassVar[str] = "orders.parcel_moved"
    parcel_id: int
    status: str


@dataclass(frozen=True)
class ParcelDelivered(Event):
    name: ClassVar[str] = "orders.parcel_delivered"
    parcel_id: int


@dataclass(frozen=True)
class OrderDelivered(Event):
    """Everything that was bought has arrived."""

    name: ClassVar[str] = "orders.order_delivered"
    order_id: int
