"""Every cent, twice: where it came from and where it went. Append-only, each entry sums to zero (docs/money.md)."""

from __future__ import annotations

from functools import partial

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from config.kernel.clock import now
from config.kernel.ids import number, public_id


class AccountKind(models.TextChoices):
    """What money is or waits for. A positive balance is money that lies there; outside the house it is negative."""

    GATEWAY = "gateway", _("Payment providers")
    HELD = "held", _("Held for orders")
    REFUNDING = "refunding", _("On the way back to buyers")
    MERCHANT = "merchant", _("Due to merchants")
    COMMISSION = "commission", _("Commission earned")
    SUBSIDY = "subsidy", _("Discounts paid by the platform")
    WALLET = "wallet", _("Wallets of buyers")
    PAYOUT = "payout", _("Payouts on their way")
    BANK = "bank", _("Paid out to merchants")
    WRITE_OFF = "write_off", _("Written off")


# Never below zero: the money of one person, who cannot owe us.
NEVER_OVERDRAWN = frozenset({AccountKind.WALLET})


class LedgerAccount(models.Model):
    """One pot of one owner in one currency. `owner` is a gateway's name, a shop's slug, a person's id, or empty."""

    key = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    kind = models.CharField(max_length=12, choices=AccountKind.choices)
    owner = models.CharField(max_length=60, blank=True)
    currency = models.CharField(max_length=3, default="CNY")
    balance_cents = models.BigIntegerField(default=0)
    opened_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [
            models.UniqueConstraint(fields=["kind", "owner", "currency"], name="ledger_account_once"),
            models.CheckConstraint(
                name="ledger_account_never_overdrawn",
                condition=~models.Q(kind__in=sorted(NEVER_OVERDRAWN)) | models.Q(balance_cents__gte=0),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind}:{self.owner}" if self.owner else self.kind


class EntryKind(models.TextChoices):
    """Why money moved."""

    CAPTURE = "capture", _("Paid by the buyer")
    REFUND_ASKED = "refund_asked", _("Refund promised")
    REFUND_DONE = "refund_done", _("Refund arrived")
    REVERSAL = "reversal", _("Taken back by the bank")
    TOP_UP = "top_up", _("Wallet topped up")
    GRANT = "grant", _("Credit given")
    REWARD = "reward", _("Reward for an invitation")
    REWARD_BACK = "reward_back", _("Reward taken back")
    SHARING = "sharing", _("Commission for sharing")
    SHARING_BACK = "sharing_back", _("Commission for sharing taken back")
    SETTLEMENT = "settlement", _("Order settled")
    CLAWBACK = "clawback", _("Refund after settlement")
    ADJUSTMENT = "adjustment", _("Adjustment")
    PAYOUT_SENT = "payout_sent", _("Payout sent")
    PAYOUT_PAID = "payout_paid", _("Payout arrived")
    PAYOUT_FAILED = "payout_failed", _("Payout came back")


class LedgerEntry(models.Model):
    """One event of money. `key` makes it happen once."""

    number = models.CharField(max_length=16, unique=True, default=partial(number, "E"), editable=False)
    key = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=20, help_text="one of EntryKind")
    reference = models.CharField(max_length=40, help_text="number of the payment, refund, order or payout")
    memo = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("entry")
        verbose_name_plural = _("entries")
        indexes = [models.Index(fields=["reference"], name="ledger_entry_by_reference")]

    def __str__(self) -> str:
        return self.number

    @property
    def kind_label(self) -> str | Promise:
        return dict(EntryKind.choices).get(self.kind, self.kind)


class LedgerPosting(models.Model):
    """What one entry did to one account, and what the account held then."""

    key = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    entry = models.ForeignKey(LedgerEntry, on_delete=models.PROTECT, related_name="postings")
    account = models.ForeignKey(LedgerAccount, on_delete=models.PROTECT, related_name="postings")
    reference = models.CharField(max_length=40, help_text="number of the order it belongs to, else the entry's")
    cents = models.BigIntegerField()
    balance_cents = models.BigIntegerField(help_text="of the account, after this posting")

    class Meta:
        ordering = ["pk"]
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        constraints = [
            models.CheckConstraint(name="ledger_posting_moves_something", condition=~models.Q(cents=0)),
        ]
        indexes = [
            models.Index(fields=["account", "-id"], name="ledger_posting_by_account"),
            models.Index(fields=["reference"], name="ledger_posting_by_reference"),
        ]

    def __str__(self) -> str:
        return f"{self.entry_id}: {self.account_id} {self.cents:+}"
