"""What every payment provider must be able to do. A provider is another machine: it may be slow, wrong or away, so
nothing here runs inside a transaction of ours, and every call may be repeated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class ChargeState(StrEnum):
    UNKNOWN = "unknown"  # the provider never heard of it
    OPEN = "open"
    PAID = "paid"
    FAILED = "failed"
    CLOSED = "closed"


@dataclass(frozen=True)
class Charge:
    """What the provider's books say about one attempt."""

    out_trade_no: str
    state: ChargeState
    amount_cents: int = 0
    currency: str = ""
    provider_ref: str = ""
    paid_at: datetime | None = None
    failure: str = ""


class NoticeKind(StrEnum):
    PAID = "charge.paid"
    FAILED = "charge.failed"
    REVERSED = "charge.reversed"
    REFUNDED = "refund.done"


@dataclass(frozen=True)
class Notice:
    """A message from the provider whose signature and age were found good."""

    event_id: str
    kind: str
    charge: Charge
    body: Mapping[str, object]
    refund_no: str = ""


class Gateway(Protocol):
    """One provider. Every method raises GatewayDown when the provider does not answer sensibly."""

    name: str

    def create(self, *, out_trade_no: str, amount_cents: int, currency: str) -> Charge:
        """Ask for money. Repeating it finds the same charge."""

    def query(self, *, out_trade_no: str) -> Charge:
        """What happened to it?"""

    def close(self, *, out_trade_no: str) -> Charge:
        """Nobody may pay this any more. The answer is PAID if somebody already has."""

    def refund(self, *, out_trade_no: str, refund_no: str, amount_cents: int) -> bool:
        """Give money back; True when it is done. A refund number is honoured once, however often it is sent."""

    def verify_webhook(self, *, headers: Mapping[str, str], body: bytes) -> Notice:
        """Read a message, or raise BadNotice."""
