"""How money leaves for merchants' banks: one interface, and a bank that only exists here.

The sandbox bank behaves by the last four digits of an account: 0000 comes back (closed), 1111 takes its time, 9999 does
not answer at first, 0404 belongs to somebody else. Every other account is fine.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from django.db.models import F

from orders.settlement.errors import ChannelDown
from orders.settlement.models import SandboxTransfer

UNKNOWN, UNDERWAY, PAID, FAILED = "unknown", "underway", "paid", "failed"
CLOSED, SLOW, SILENT, STRANGER = "0000", "1111", "9999", "0404"
PATIENCE = 2  # how often a slow or silent account has to be asked about


@dataclass(frozen=True)
class Transfer:
    """What the bank says about a transfer."""

    state: str
    failure: str = ""


@dataclass(frozen=True)
class Destination:
    holder: str
    account_no: str


class PayoutChannel(Protocol):
    def confirm(self, destination: Destination) -> bool:
        """Whether the account exists under this name."""

    def send(self, *, transfer_no: str, amount_cents: int, currency: str, to: Destination) -> Transfer:
        """Pay. The same number again is the same transfer."""

    def query(self, *, transfer_no: str) -> Transfer:
        """What became of it."""


class SandboxBank:
    """A bank in our own database."""

    def confirm(self, destination: Destination) -> bool:
        return not destination.account_no.endswith(STRANGER)

    def send(self, *, transfer_no: str, amount_cents: int, currency: str, to: Destination) -> Transfer:
        SandboxTransfer.objects.get_or_create(
            transfer_no=transfer_no,
            defaults={
                "amount_cents": amount_cents,
                "currency": currency,
                "account_end": to.account_no[-4:],
                "state": FAILED if to.account_no.endswith(CLOSED) else UNDERWAY,
            },
        )
        return self.query(transfer_no=transfer_no)

    def query(self, *, transfer_no: str) -> Transfer:
        row = SandboxTransfer.objects.filter(transfer_no=transfer_no).first()
        if row is None:
            return Transfer(UNKNOWN)
        SandboxTransfer.objects.filter(pk=row.pk).update(asked=F("asked") + 1)
        if row.account_end in {SLOW, SILENT} and row.asked < PATIENCE:
            if row.account_end == SILENT:
                raise ChannelDown
            return Transfer(UNDERWAY)
        if row.state == UNDERWAY:
            SandboxTransfer.objects.filter(pk=row.pk).update(state=PAID)
            return Transfer(PAID)
        return Transfer(row.state, "account_closed" if row.state == FAILED else "")


channel: PayoutChannel = SandboxBank()
