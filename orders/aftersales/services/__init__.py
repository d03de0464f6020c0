"""Applying (`opening`), the shop's answers (`answering`), the buyer's further steps (`wishing`), the platform's ruling
(`ruling`), money (`refunding`) and time (`timing`)."""

from orders.aftersales.services.answering import agree, offer, receive, refuse, reject, reship, set_return_address
from orders.aftersales.services.opening import Wish, open_case
from orders.aftersales.services.refunding import end_with_order, finish_case
from orders.aftersales.services.ruling import Verdict, rule
from orders.aftersales.services.timing import note_arrival, pass_deadline
from orders.aftersales.services.wishing import (
    accept,
    add_note,
    cancel,
    confirm_exchange,
    decline,
    escalate,
    ship_back,
)

__all__ = [
    "Verdict",
    "Wish",
    "accept",
    "add_note",
    "agree",
    "cancel",
    "confirm_exchange",
    "decline",
    "end_with_order",
    "escalate",
    "finish_case",
    "note_arrival",
    "offer",
    "open_case",
    "pass_deadline",
    "receive",
    "refuse",
    "reject",
    "reship",
    "rule",
    "set_return_address",
    "ship_back",
]
