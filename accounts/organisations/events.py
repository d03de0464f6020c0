"""What happens to merchants and their people."""

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class MerchantApproved(Event):
    """A merchant may sell now; its shop is opened by the catalogue."""

    name: ClassVar[str] = "accounts.merchant_approved"
    merchant_id: int


@dataclass(frozen=True)
class MerchantRejected(Event):
    name: ClassVar[str] = "accounts.merchant_rejected"
    merchant_id: int


@dataclass(frozen=True)
class MerchantSuspended(Event):
    """A merchant may not sell for now."""

    name: ClassVar[str] = "accounts.merchant_suspended"
    merchant_id: int


@dataclass(frozen=True)
class MerchantReopened(Event):
    name: ClassVar[str] = "accounts.merchant_reopened"
    merchant_id: int


@dataclass(frozen=True)
class StaffInvited(Event):
    name: ClassVar[str] = "accounts.staff_invited"
    invitation_id: int
