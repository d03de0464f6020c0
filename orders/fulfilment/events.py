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
class ParcelSent(Event):
    """There is a parcel with a waybill, whichever way it goes."""

    name: ClassVar[str] = "orders.parcel_sent"
    parcel_id: int


@dataclass(frozen=True)
class ParcelMoved(Event):
    """A parcel has a new state."""

    name: ClassVar[str] = "orders.parcel_moved"
    parcel_id: int
    status: str


@dataclass(frozen=True)
class ParcelDelivered(Event):
    """A parcel arrived: an order's at the buyer's (`out`, `exchange`), a buyer's at the shop (`return`)."""

    name: ClassVar[str] = "orders.parcel_delivered"
    parcel_id: int
    direction: str = "out"
    case_number: str = ""


@dataclass(frozen=True)
class ParcelCameBack(Event):
    """A parcel that could not be handed over is with its sender again."""

    name: ClassVar[str] = "orders.parcel_came_back"
    parcel_id: int
    order_id: int
    direction: str = "out"
    case_number: str = ""


@dataclass(frozen=True)
class ParcelTakenIn(Event):
    """The shop looked at a parcel that came back; what was paid for it is on its way to the buyer."""

    name: ClassVar[str] = "orders.parcel_taken_in"
    parcel_id: int
    order_id: int


@dataclass(frozen=True)
class ParcelWentStale(Event):
    """Nothing was heard of a parcel for days; the shop and the platform have it on their lists."""

    name: ClassVar[str] = "orders.parcel_went_stale"
    parcel_id: int


@dataclass(frozen=True)
class OrderDelivered(Event):
    """Everything that was bought has arrived."""

    name: ClassVar[str] = "orders.order_delivered"
    order_id: int
