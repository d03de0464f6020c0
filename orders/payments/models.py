"""Money asked for, received and given back. Webhooks are unique by the provider's event id."""

from __future__ import annotations

from functools import partial

from django.db import models
from django.utils.translation import gettext_lazy as _

from config.kernel.ids import number, public_id
from config.kernel.models import Dated
from orders.checkout.models import Order, Trade


class PaymentState(models.TextChoices):
    OPEN = "open", _("Waiting")
    PAID = "paid", _("Paid")
    FAILED = "failed", _("Declined")
    CLOSED = "closed", _("Closed")


class Payment(Dated):
    """One attempt to pay one trade at one provider. At most one is open, at most one is paid and kept."""

    key = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    trade = models.ForeignKey(Trade, on_delete=models.PROTECT, related_name="payments")
    gateway = models.CharField(max_length=20)
    out_trade_no = models.CharField(max_length=32, unique=True, default=partial(number, "P", 14), editable=False)
    provider_ref = models.CharField(max_length=80, blank=True)
    amount_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=8, choices=PaymentState.choices, default=PaymentState.OPEN)
    failure = models.CharField(max_length=80, blank=True)
    paid_at = models.DateTimeField(null=True, help_text="the provider's time")
    checked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            models.CheckConstraint(name="payment_amount_positive", condition=models.Q(amount_cents__gt=0)),
            models.UniqueConstraint(
                fields=["trade"], condition=models.Q(state="open"), name="payment_one_open_per_trade"
            ),
        ]
        indexes = [models.Index(fields=["checked_at"], condition=models.Q(state="open"), name="payment_open")]

    def __str__(self) -> str:
        return self.out_trade_no


class PaymentSplit(models.Model):
    """The part of a payment that belongs to one order; what was given back of it."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="splits")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="payment_splits")
    captured_cents = models.BigIntegerField()
    refunded_cents = models.BigIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["payment", "order"], name="payment_split_once_per_order"),
            models.CheckConstraint(
                name="refund_never_above_paid",
                condition=models.Q(refunded_cents__gte=0, refunded_cents__lte=models.F("captured_cents")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.payment_id} → {self.order_id}"


class RefundState(models.TextChoices):
    ASKED = "asked", _("On its way")
    DONE = "done", _("Refunded")
    FAILED = "failed", _("Failed, being handled")


class Refund(Dated):
    """Money going back for one order. Its number is made from the order's, so asking twice is asking once."""

    number = models.CharField(max_length=40, unique=True)
    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="refunds")
    amount_cents = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=RefundState.choices, default=RefundState.ASKED)
    reason = models.CharField(max_length=40)
    tries = models.PositiveSmallIntegerField(default=0)
    last_error = models.CharField(max_length=200, blank=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(name="refund_amount_positive", condition=models.Q(amount_cents__gt=0))]

    def __str__(self) -> str:
        return self.number


class WebhookEvent(models.Model):
    """A provider's message, kept as it came. A second copy finds its row and does nothing."""

    gateway = models.CharField(max_length=20)
    event_id = models.CharField(max_length=80)
    kind = models.CharField(max_length=40)
    body = models.JSONField()
    received_at = models.DateTimeField(auto_now_add=True)
    outcome = models.CharField(max_length=40, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["gateway", "event_id"], name="webhook_once_per_event")]

    def __str__(self) -> str:
        return f"{self.gateway} {self.event_id}"


class SandboxCharge(models.Model):
    """The sandbox provider's own books: what it would know if it were a bank on another machine."""

    out_trade_no = models.CharField(max_length=32, unique=True)
    amount_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=8, default="open")
    paid_at = models.DateTimeField(null=True)
    refunded_cents = models.BigIntegerField(default=0)
    refunds = models.JSONField(default=dict, help_text="refund number → cents: a number is honoured once")

    def __str__(self) -> str:
        return self.out_trade_no
