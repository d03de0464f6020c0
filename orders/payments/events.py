"""Facts about money."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class TradePaid(Event):
    """Once per trade; each order of it is told as OrderPaid besides."""

    name: ClassVar[str] = "orders.trade_paid"
    trade_id: int


@dataclass(frozen=True)
class RefundAsked(Event):
    name: ClassVar[str] = "orders.refund_asked"
    refund_id: int


@dataclass(frozen=True)
class RefundDone(Event):
    name: ClassVar[str] = "orders.refund_done"
    refund_id: int


@dataclass(frozen=True)
class PaymentReversed(Event):
    """The bank has taken back what was paid for one order; the refund is the row that says how much."""

    name: ClassVar[str] = "orders.payment_reversed"
    refund_id: int
