"""News about after-sale cases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class CaseOpened(Event):
    """A buyer applied for a refund, a return or an exchange."""

    name: ClassVar[str] = "orders.case_opened"
    case_id: int
    order_id: int


@dataclass(frozen=True)
class CaseMoved(Event):
    """Any step of a case after its opening; `side` says whose step it was."""

    name: ClassVar[str] = "orders.case_moved"
    case_id: int
    from_status: str
    to_status: str
    side: str


@dataclass(frozen=True)
class CaseRefunded(Event):
    """The money of a case is with the buyer again."""

    name: ClassVar[str] = "orders.case_refunded"
    case_id: int
    order_id: int
    amount_cents: int
