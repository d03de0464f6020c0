"""Shipping orders and following their parcels. Lock order: Order → Parcel → Stock (by pk)."""

from orders.fulfilment.services.ending import end_shipping
from orders.fulfilment.services.estimating import learn_transit_times
from orders.fulfilment.services.scanning import UNDO_FOR, UNDO_MARK, Scan, record_scan, undo_scan
from orders.fulfilment.services.sending_back import send_back, send_replacement
from orders.fulfilment.services.shipping import ship
from orders.fulfilment.services.taking_in import take_in
from orders.fulfilment.services.watching import mark_stale, turn_back

__all__ = [
    "UNDO_FOR",
    "UNDO_MARK",
    "Scan",
    "end_shipping",
    "learn_transit_times",
    "mark_stale",
    "record_scan",
    "send_back",
    "send_replacement",
    "ship",
    "take_in",
    "turn_back",
    "undo_scan",
]
