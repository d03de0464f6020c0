"""Facts about paying shops."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class OrderSettled(Event):
    name: ClassVar[str] = "orders.order_settled"
    order_id: int


@dataclass(frozen=True)
class StatementMade(Event):
    name: ClassVar[str] = "orders.statement_made"
    statement_id: int


@dataclass(frozen=True)
class PayoutApproved(Event):
    name: ClassVar[str] = "orders.payout_approved"
    payout_id: int


@dataclass(frozen=True)
class PayoutPaid(Event):
    name: ClassVar[str] = "orders.payout_paid"
    payout_id: int


@dataclass(frozen=True)
class PayoutFailed(Event):
    name: ClassVar[str] = "orders.payout_failed"
    payout_id: int


@dataclass(frozen=True)
class BankAccountChanged(Event):
    """The merchant's people are told, so that a stranger's change does not stay unseen."""

    name: ClassVar[str] = "orders.bank_account_changed"
    merchant_id: int
