"""After-sale cases: what a buyer wants back, what both sides said, and where it stands."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from catalog.products.models import Variant
from config.kernel.ids import number, public_id
from config.kernel.models import Dated
from orders.checkout.models import Order, OrderLine
from orders.fulfilment.models import Parcel
from orders.payments.models import Refund


class CaseKind(models.TextChoices):
    REFUND = "refund", _("Refund")
    RETURN = "return", _("Return and refund")
    EXCHANGE = "exchange", _("Exchange")


class CaseStatus(models.TextChoices):
    APPLIED = "applied", _("Waiting for the shop")
    OFFERED = "offered", _("The shop offers a part")
    AGREED = "agreed", _("Agreed")
    REJECTED = "rejected", _("Turned down")
    ESCALATED = "escalated", _("With the platform")
    RULED = "ruled", _("Decided by the platform")
    BUYER_SHIPPING = "buyer_shipping", _("On its way back")
    GOODS_RECEIVED = "goods_received", _("Goods are back")
    GOODS_REFUSED = "goods_refused", _("Goods not accepted")
    REFUNDING = "refunding", _("Money on its way")
    REFUNDED = "refunded", _("Refunded")
    RESHIPPED = "reshipped", _("Replacement on its way")
    DONE = "done", _("Exchanged")
    CANCELLED = "cancelled", _("Withdrawn")
    CLOSED = "closed", _("Closed")


class Side(models.TextChoices):
    """Whose step it was. The calendar acts when somebody was silent too long; the house does what follows by itself."""

    BUYER = "buyer", _("Buyer")
    SHOP = "shop", _("Shop")
    PLATFORM = "platform", _("Platform")
    CALENDAR = "calendar", _("Time ran out")
    HOUSE = "house", _("Automatic")


class CaseReason(models.TextChoices):
    CHANGED_MIND = "changed_mind", _("I don't want it any more")
    WRONG_CHOICE = "wrong_choice", _("I chose the wrong one")
    TOO_SLOW = "too_slow", _("It takes too long")
    NEVER_CAME = "never_came", _("It never arrived")
    BROKEN = "broken", _("It is broken or damaged")
    NOT_AS_SHOWN = "not_as_shown", _("It isn't as described")
    WRONG_ITEM = "wrong_item", _("Something else was sent")
    MISSING = "missing", _("Something is missing")
    OTHER = "other", _("Something else")


class Case(Dated):
    """One wish about some pieces of one order. `status` moves only through `orders.aftersales.moves`."""

    number = models.CharField(max_length=16, unique=True, default=partial(number, "AS"), editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="cases")
    kind = models.CharField(_("what is wanted"), max_length=10, choices=CaseKind.choices)
    status = models.CharField(_("state"), max_length=16, choices=CaseStatus.choices, default=CaseStatus.APPLIED)
    reason = models.CharField(_("reason"), max_length=16, choices=CaseReason.choices)
    is_unshipped = models.BooleanField(default=False, help_text="about pieces that have not left the shop")
    goods_back = models.BooleanField(default=False, help_text="the goods come back before the money goes")
    most_cents = models.BigIntegerField(help_text="what was paid for these pieces, and freight where the rule says so")
    freight_cents = models.BigIntegerField(default=0, help_text="the freight inside of most_cents")
    asked_cents = models.BigIntegerField()
    offered_cents = models.BigIntegerField(null=True)
    agreed_cents = models.BigIntegerField(null=True)
    due_at = models.DateTimeField(null=True, help_text="when silence counts as an answer")
    received_at = models.DateTimeField(null=True, help_text="the goods were back at the shop")
    ended_at = models.DateTimeField(null=True)
    refund = models.OneToOneField(Refund, null=True, on_delete=models.PROTECT, related_name="case")
    return_parcel = models.OneToOneField(Parcel, null=True, on_delete=models.PROTECT, related_name="returns_case")
    new_parcel = models.OneToOneField(Parcel, null=True, on_delete=models.PROTECT, related_name="exchanges_case")

    class Meta:
        verbose_name = _("after-sale case")
        verbose_name_plural = _("after-sale cases")
        constraints = [
            models.CheckConstraint(
                name="case_asks_at_most_what_was_paid",
                condition=Q(asked_cents__gte=0, asked_cents__lte=F("most_cents"), freight_cents__gte=0)
                & Q(freight_cents__lte=F("most_cents")),
            ),
            models.CheckConstraint(
                name="case_offers_a_part",
                condition=Q(offered_cents=None) | Q(offered_cents__gt=0, offered_cents__lte=F("most_cents")),
            ),
            models.CheckConstraint(
                name="case_gives_at_most_what_was_paid",
                condition=Q(agreed_cents=None) | Q(agreed_cents__gte=0, agreed_cents__lte=F("most_cents")),
            ),
            models.CheckConstraint(
                name="case_unshipped_is_refund_only",
                condition=Q(is_unshipped=False) | Q(kind="refund", goods_back=False),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="case_due"),
            models.Index(fields=["order", "-id"], name="case_by_order"),
            models.Index(fields=["status", "-id"], name="case_by_status"),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def is_exchange(self) -> bool:
        return self.kind == CaseKind.EXCHANGE


class CaseLine(models.Model):
    """So many pieces of one line."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="case_lines")
    quantity = models.PositiveIntegerField()
    most_cents = models.BigIntegerField(help_text="what was paid for these pieces")
    refunded_cents = models.BigIntegerField(default=0)
    replacement = models.ForeignKey(Variant, null=True, on_delete=models.PROTECT, related_name="+")
    shelved_quantity = models.PositiveIntegerField(default=0, help_text="came back in good order, and on sale again")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "line"], name="case_line_once"),
            models.CheckConstraint(
                name="case_line_has_pieces",
                condition=Q(quantity__gte=1, shelved_quantity__lte=F("quantity")),
            ),
            models.CheckConstraint(
                name="case_line_refund_within_paid",
                condition=Q(refunded_cents__gte=0, refunded_cents__lte=F("most_cents")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.line_id}"


class CaseStep(models.Model):
    """One step, or something said on the way (then both states are the same). Append-only: a trigger sees to it."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="steps")
    from_status = models.CharField(max_length=16, blank=True)
    to_status = models.CharField(max_length=16, choices=CaseStatus.choices)
    side = models.CharField(max_length=10, choices=Side.choices)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    words = models.TextField(max_length=1000, blank=True)
    amount_cents = models.BigIntegerField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.from_status} → {self.to_status}"


class CasePhoto(models.Model):
    """A picture as evidence: re-encoded, without metadata, in the private files; shown only to those concerned."""

    key = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    step = models.ForeignKey(CaseStep, on_delete=models.PROTECT, related_name="photos")
    file = models.CharField(max_length=120)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.key
