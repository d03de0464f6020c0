"""What every payment provider must be able to do. A provider is another machine: it may be slow, wrong or away, so
nothing here runs inside a transaction of ours, and every call may be repeated."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from django.utils.functional import Promise

from orders.payments.attempts import Attempt

__all__ = ["Attempt", "Charge", "ChargeState", "Counter", "Gateway", "Notice", "NoticeKind", "RefundAnswer"]


class ChargeState(StrEnum):
    UNKNOWN = "unknown"  # the provider never heard of it
    OPEN = "open"
    HELD = "held"  # kept on the buyer's card for us, not taken yet
    PAID = "paid"
    FAILED = "failed"
    CLOSED = "closed"


class RefundAnswer(StrEnum):
    UNKNOWN = "unknown"
    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True)
class Counter:
    """Where the buyer stands while paying: what the provider must know to send them back and to tell us."""

    subject: str
    return_url: str = ""
    notify_url: str = ""
    expires_at: datetime | None = None
    is_phone: bool = False
    ip: str = ""
    language: str = "zh"


@dataclass(frozen=True)
class Charge:
    """What the provider's books say about one attempt, and where the buyer goes to pay it."""

    out_trade_no: str
    state: ChargeState
    amount_cents: int = 0
    currency: str = ""
    provider_ref: str = ""
    paid_at: datetime | None = None
    failure: str = ""
    next_url: str = ""
    qr_code: str = ""
    held_until: datetime | None = None


class NoticeKind(StrEnum):
    PAID = "charge.paid"
    HELD = "charge.held"
    FAILED = "charge.failed"
    CLOSED = "charge.closed"
    REVERSED = "charge.reversed"
    REFUNDED = "refund.done"
    REFUND_FAILED = "refund.failed"


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

    @property
    def name(self) -> str: ...

    @property
    def label(self) -> str | Promise:
        """What the buyer reads on the pay page."""

    @property
    def hint(self) -> str | Promise: ...

    @property
    def can_hold(self) -> bool:
        """Whether money can be kept on a card first and taken (or let go) later."""

    @property
    def thanks(self) -> str:
        """What the provider wants to read when we have taken a message in; "" for our JSON."""

    def create(self, attempt: Attempt, counter: Counter) -> Charge:
        """Ask for money. Repeating it finds the same charge."""

    def query(self, attempt: Attempt) -> Charge:
        """What happened to it?"""

    def close(self, attempt: Attempt) -> Charge:
        """Nobody may pay this any more. The answer is PAID (or HELD) if somebody already has."""

    def capture(self, attempt: Attempt) -> Charge:
        """Take the money that is held. PAID, or what stands in the way; only asked where `can_hold`."""

    def void(self, attempt: Attempt) -> Charge:
        """Let held money go. CLOSED, or PAID when it was taken before."""

    def refund(self, attempt: Attempt, *, refund_no: str, amount_cents: int) -> RefundAnswer:
        """Give money back. A refund number is honoured once, however often it is sent."""

    def refund_state(self, attempt: Attempt, *, refund_no: str) -> RefundAnswer:
        """What became of a refund."""

    def verify_webhook(self, *, headers: Mapping[str, str], body: bytes) -> Notice:
        """Read a message, or raise BadNotice."""
