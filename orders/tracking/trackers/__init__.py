"""The trackers this site may use, by name. The first one switched on that knows a carrier follows its parcels."""

from __future__ import annotations

from django.conf import settings

from config.kernel.errors import NotFound
from orders.tracking.trackers.base import CarrierTracker
from orders.tracking.trackers.kuaidi100 import Kuaidi100
from orders.tracking.trackers.simulated import SimulatedCarrier

KNOWN: dict[str, CarrierTracker] = {"kuaidi100": Kuaidi100(), "simulated": SimulatedCarrier()}


def tracker_named(name: str) -> CarrierTracker:
    """A tracker that is switched on here; others don't exist."""
    if name not in settings.CARRIER_TRACKERS or name not in KNOWN:
        raise NotFound
    return KNOWN[name]


def tracker_of(carrier_code: str) -> CarrierTracker | None:
    """Who follows this carrier's parcels for us; None when its couriers scan here and nobody else knows."""
    on = (KNOWN[name] for name in settings.CARRIER_TRACKERS if name in KNOWN)
    return next((tracker for tracker in on if tracker.covers(carrier_code)), None)
