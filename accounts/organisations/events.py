"""Facts about organisations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class MerchantApproved(Event):
    name: ClassVar[str] = "accounts.merchant_approved"
    merchant_id: int
