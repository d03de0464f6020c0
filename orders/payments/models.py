"""Money asked for, received and given back. Webhooks are unique by the provider's event id."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.shops.models import Shop
from config.kernel.ids import number, public_id
from config.kernel.models import Dated
from orders.checkout.models import Order, Trade
from orders.payments.attempts import Attempt


class PaymentState(models.TextChoices):
    OPEN = "open", _("Waiting")
    HELD = "held", _("Held on the card")
    PROMISED = "promised", _("To be paid at the door")
    PAID = "paid", _("Paid")
    FAILED = "failed", _("Declined")
    CLOSED = "closed", _("Closed")


class Payment(Dated):
    """One attempt to pay one trade at one provider. At most one is open, at most one is paid and kept.

    Cash on delivery is collected door by door: there each order of a trade has a payment of its own (`order`).
    """

    key = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    trade = models.ForeignKey(Trade, on_delete=models.PROTECT, related_name="payments")
    gateway = models.CharField(max_length=20)
    out_trade_no = models.CharField(max_length=32, unique=True, default=partial(number, "P", 14), editable=False)
    provider_ref = models.CharField(max_length=80, blank=True)
    order = models.ForeignKey(Order, null=True, blank=True, on_delete=models.PROTECT, related_name="cash_payments")
    amount_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    is_hold = models.BooleanField(default=False, help_text="the money is first held on a card, and taken later")
    held_until = models.DateTimeField(null=True, help_text="when the card lets go by itself")
    next_url = models.TextField(blank=True, help_text="the provider's own pay page")
    qr_code = models.TextField(blank=True, help_text="what the code to scan says")
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
            models.UniqueConstraint(
                fields=["order"],
                condition=models.Q(state__in=["promised", "paid"]),
                name="payment_one_promise_per_order",
            ),
        ]
        indexes = [
            models.Index(fields=["checked_at"], condition=models.Q(state="open"), name="payment_open"),
            models.Index(fields=["checked_at"], condition=models.Q(state="held"), name="payment_held"),
        ]

    def __str__(self) -> str:
        return self.out_trade_no

    @property
    def attempt(self) -> Attempt:
        """What the provider knows it by."""
        return Attempt(self.out_trade_no, self.amount_cents, self.currency, self.provider_ref, self.is_hold)


class PaymentSplit(models.Model):
    """The part of a payment that belongs to one order; what was given back of it. Held money counts like captured."""

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


class RefundKind(models.TextChoices):
    REFUND = "refund", _("Refund")
    VOID = "void", _("Card let go")  # the money was only held: nothing was taken, nothing comes back


class RefundTo(models.TextChoices):
    SOURCE = "source", _("Where it was paid from")
    WALLET = "wallet", _("Wallet")
    HAND = "hand", _("By hand")  # an operator transferred it


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
    kind = models.CharField(max_length=8, choices=RefundKind.choices, default=RefundKind.REFUND)
    to = models.CharField(max_length=8, choices=RefundTo.choices, default=RefundTo.SOURCE)
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


class RefusedNotice(models.Model):
    """A message that was not the provider's, or about nothing of ours. Only so many an hour are kept."""

    key = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    gateway = models.CharField(max_length=20)
    why = models.CharField(max_length=40)
    size = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.gateway}: {self.why}"


class Difference(Dated):
    """The provider's books and ours say different things about a payment. A person looks, and writes what was done."""

    key = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    payment = models.ForeignKey(Payment, on_delete=models.CASCADE, related_name="differences")
    kind = models.CharField(max_length=20)
    ours = models.CharField(max_length=40)
    theirs = models.CharField(max_length=40)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["payment", "kind"], condition=models.Q(settled_at=None), name="difference_open_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.payment_id} {self.kind}: {self.ours} / {self.theirs}"


class RefundWish(models.Model):
    """Where a buyer wants refunds to go unless they say otherwise."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="refund_wish")
    to = models.CharField(max_length=8, choices=RefundTo.choices, default=RefundTo.SOURCE)

    def __str__(self) -> str:
        return f"{self.user_id} → {self.to}"


class CashRule(models.Model):
    """A shop that sends parcels against cash."""

    shop = models.OneToOneField(Shop, on_delete=models.CASCADE, related_name="cash_rule")
    is_on = models.BooleanField(_("cash on delivery"), default=False)
    most_cents = models.BigIntegerField(_("largest order"), default=50_000)
    regions = models.JSONField(default=list, blank=True, help_text="first digits of the regions served; empty: all")

    class Meta:
        constraints = [models.CheckConstraint(name="cash_rule_limit_positive", condition=models.Q(most_cents__gt=0))]

    def __str__(self) -> str:
        return f"{self.shop_id}: {'on' if self.is_on else 'off'}"


class SandboxCharge(models.Model):
    """The sandbox provider's own books: what it would know if it were a bank on another machine."""

    out_trade_no = models.CharField(max_length=32, unique=True)
    amount_cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=8, default="open")
    gateway = models.CharField(max_length=20, default="sandbox", help_text="where its messages go")
    is_hold = models.BooleanField(default=False)
    held_until = models.DateTimeField(null=True)
    paid_at = models.DateTimeField(null=True)
    refunded_cents = models.BigIntegerField(default=0)
    refunds = models.JSONField(default=dict, help_text="refund number → cents: a number is honoured once")
    refunds_fail = models.BooleanField(default=False)

    def __str__(self) -> str:
        return self.out_trade_no


class SandboxFault(models.Model):
    """What the sandbox does wrong the next `times` it is asked something."""

    call = models.CharField(max_length=8)
    fault = models.CharField(max_length=16)
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["call"], name="sandbox_fault_one_per_call")]

    def __str__(self) -> str:
        return f"{self.call}: {self.fault} × {self.times}"
