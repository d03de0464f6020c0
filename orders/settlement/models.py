"""What a shop is paid, why, and how it gets there."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.organisations.models import Merchant
from catalog.shops.models import Shop
from config.kernel.clock import now
from config.kernel.encryption import EncryptedTextField
from config.kernel.ids import number
from config.kernel.models import Dated
from orders.checkout.models import Order

Facts = dict[str, Any]  # what a statement line's sentence is made of


class Settlement(models.Model):
    """An order's money became the shop's, once. Later refunds are lines of their own."""

    order = models.OneToOneField(Order, on_delete=models.PROTECT, related_name="settlement")
    settled_at = models.DateTimeField(default=now)
    kept_cents = models.BigIntegerField(help_text="paid by the buyer and not given back by then")
    commission_cents = models.BigIntegerField()
    subsidy_cents = models.BigIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="settlement_never_negative",
                condition=models.Q(kept_cents__gte=0, commission_cents__gte=0, subsidy_cents__gte=0),
            )
        ]

    def __str__(self) -> str:
        return f"{self.order_id}"

    @property
    def merchant_cents(self) -> int:
        return self.kept_cents - self.commission_cents + self.subsidy_cents


class Statement(models.Model):
    """What was settled for a shop in one week, after what was left from before."""

    number = models.CharField(max_length=16, unique=True, default=partial(number, "S"), editable=False)
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="statements")
    currency = models.CharField(max_length=3)
    week_on = models.DateField(help_text="its Monday")
    carried_cents = models.BigIntegerField(default=0, help_text="left from the statement before")
    lines_cents = models.BigIntegerField(default=0)
    total_cents = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        constraints = [
            models.UniqueConstraint(fields=["shop", "week_on", "currency"], name="statement_once_per_week"),
            models.CheckConstraint(
                name="statement_adds_up",
                condition=models.Q(total_cents=models.F("carried_cents") + models.F("lines_cents")),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class LineKind(models.TextChoices):
    SALE = "sale", _("Sale")
    FREIGHT = "freight", _("Freight")
    DISCOUNT = "discount", _("Discount")
    SUBSIDY = "subsidy", _("Platform's share of a discount")
    COMMISSION = "commission", _("Commission")
    REFUND = "refund", _("Refund")
    COMMISSION_BACK = "commission_back", _("Commission given back")
    SUBSIDY_BACK = "subsidy_back", _("Share of a discount taken back")
    SHARING = "sharing", _("Commission for sharing")
    SHARING_BACK = "sharing_back", _("Commission for sharing given back")
    ADJUSTMENT = "adjustment", _("Adjustment")


class StatementLine(models.Model):
    """One reason why a shop gets more or less. `facts` is what its sentence tells."""

    key = models.CharField(max_length=100, unique=True)
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="statement_lines")
    currency = models.CharField(max_length=3)
    statement = models.ForeignKey(Statement, null=True, on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=16, choices=LineKind.choices)
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="statement_lines")
    cents = models.BigIntegerField()
    facts = models.JSONField(default=dict)
    at = models.DateTimeField(default=now)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(name="statement_line_says_something", condition=~models.Q(cents=0)),
        ]
        indexes = [
            models.Index(fields=["shop", "currency", "at"], condition=models.Q(statement=None), name="statement_open"),
            models.Index(fields=["statement", "id"], name="statement_line_by_statement"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.cents}"


class BankAccount(Dated):
    """Where a merchant's payouts go. Only the last four digits are ever shown."""

    merchant = models.OneToOneField(Merchant, on_delete=models.CASCADE, related_name="bank_account")
    bank = models.CharField(_("bank"), max_length=60)
    holder = EncryptedTextField(_("account holder"))
    account_no = EncryptedTextField(_("account number"))
    account_index = models.CharField(max_length=40, editable=False)
    verified_at = models.DateTimeField(null=True, help_text="the bank knows it under this name; empty: no longer")

    class Meta:
        verbose_name = _("bank account")
        verbose_name_plural = _("bank accounts")

    def __str__(self) -> str:
        return f"{self.bank} ····{self.last_four}"

    @property
    def last_four(self) -> str:
        return str(self.account_no)[-4:]

    @property
    def is_verified(self) -> bool:
        return self.verified_at is not None


class PayoutState(models.TextChoices):
    PENDING = "pending", _("Waiting for approval")
    APPROVED = "approved", _("Approved")
    SENT = "sent", _("At the bank")
    PAID = "paid", _("Paid out")
    FAILED = "failed", _("Came back")


class Payout(Dated):
    """What a statement ends in: one transfer to the merchant's bank. One a shop, week and currency."""

    number = models.CharField(max_length=16, unique=True, default=partial(number, "PO"), editable=False)
    key = models.CharField(max_length=90, unique=True, help_text="shop:week:currency")
    statement = models.OneToOneField(Statement, on_delete=models.PROTECT, related_name="payout")
    shop = models.ForeignKey(Shop, on_delete=models.PROTECT, related_name="payouts")
    currency = models.CharField(max_length=3)
    amount_cents = models.BigIntegerField()
    state = models.CharField(max_length=10, choices=PayoutState.choices, default=PayoutState.PENDING)
    attempt = models.PositiveSmallIntegerField(default=0)
    bank = models.CharField(max_length=80, blank=True, help_text="as it was when sent, with the last four digits")
    failure = models.CharField(max_length=80, blank=True)
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    approved_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("payout")
        verbose_name_plural = _("payouts")
        constraints = [
            models.CheckConstraint(name="payout_amount_positive", condition=models.Q(amount_cents__gt=0)),
            models.CheckConstraint(
                name="payout_approved_before_it_leaves",
                condition=models.Q(state__in=["pending", "failed"]) | models.Q(approved_at__isnull=False),
            ),
        ]
        indexes = [
            models.Index(fields=["state", "-id"], name="payout_by_state"),
            models.Index(fields=["shop", "-id"], name="payout_by_shop"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def transfer_no(self) -> str:
        """What the bank knows it by: the same again when it is asked again."""
        return f"{self.number}-{self.attempt}"


class SandboxTransfer(models.Model):
    """The sandbox bank's own books: what it would know if it were a bank on another machine."""

    transfer_no = models.CharField(max_length=24, unique=True)
    amount_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    account_end = models.CharField(max_length=4)
    state = models.CharField(max_length=10)
    asked = models.PositiveSmallIntegerField(default=0)

    def __str__(self) -> str:
        return self.transfer_no
