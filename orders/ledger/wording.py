"""What the kinds of accounts mean, for people who read the ledger."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orders.ledger.models import AccountKind

MEANINGS: Mapping[str, Promise] = {
    AccountKind.GATEWAY: _("Negative: what came in through a provider and has not gone back the same way."),
    AccountKind.HELD: _("Paid by buyers, kept until the order is settled."),
    AccountKind.REFUNDING: _("Promised to buyers; the provider has not confirmed it yet."),
    AccountKind.MERCHANT: _("Settled and not paid out. Negative: refunds came after the payout."),
    AccountKind.COMMISSION: _("What the platform earned."),
    AccountKind.SUBSIDY: _("Negative: what the platform added to merchants' sales."),
    AccountKind.WALLET: _("What buyers keep with us. Never negative."),
    AccountKind.PAYOUT: _("Handed to the bank, not yet confirmed."),
    AccountKind.BANK: _("Arrived at merchants' banks."),
    AccountKind.WRITE_OFF: _("The other side of adjustments: what the platform gave up or took back."),
}
