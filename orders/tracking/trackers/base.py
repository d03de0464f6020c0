"""What every tracker must be able to do: a service that knows where a carrier's parcels are.

A tracker is another machine: it may be slow, wrong, silent or away, so nothing here runs inside a transaction of ours,
and every call may be repeated. It speaks the normal form of `ParcelStatus` (docs/logistics.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

EARLIEST = 2000


def clean(text: object, most: int) -> str:
    """Text from outside, short and storable: no NUL, no half characters."""
    return str(text).replace("\x00", "").encode("utf-8", "ignore").decode().strip()[:most]


def sane(at: datetime) -> datetime:
    """An instant that can be one, or ValueError; the future is judged where scans are written down."""
    if at.tzinfo is None or not EARLIEST <= at.year < 9999:
        raise ValueError("time")
    return at


@dataclass(frozen=True)
class Shipment:
    """What a tracker is told about a parcel."""

    carrier_code: str
    waybill: str
    phone_tail: str = ""
    origin: str = ""
    destination: str = ""


@dataclass(frozen=True)
class TrackedScan:
    """One scan as a tracker tells it, in our normal form."""

    status: str
    happened_at: datetime
    place: str = ""
    note: str = ""
    raw_code: str = ""


class Watch(StrEnum):
    """Whether the tracker goes on telling."""

    GOES_ON = "goes_on"
    ENDED = "ended"
    LOST = "lost"


@dataclass(frozen=True)
class Push:
    """A message from a tracker whose signature was found good."""

    event_id: str
    carrier_codes: frozenset[str]
    waybill: str
    scans: list[TrackedScan] = field(default_factory=list)
    watch: Watch = Watch.GOES_ON


class CarrierTracker(Protocol):
    """One service. Every call raises TrackerDown when the service does not answer sensibly."""

    name: str

    def covers(self, carrier_code: str) -> bool:
        """Whether it knows this carrier."""

    def subscribe(self, shipment: Shipment) -> None:
        """Ask to be told about a parcel. Asking twice is asking once; TrackerRefuses is final."""

    def parse_webhook(self, headers: Mapping[str, str], body: bytes) -> Push:
        """Read a message, or raise BadPush."""

    def poll(self, shipment: Shipment) -> list[TrackedScan]:
        """Everything it knows about a parcel, in any order."""
