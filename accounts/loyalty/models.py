"""Points: a journal that is only ever added to, and the balance it comes to (docs/points.md)."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from config.kernel.clock import now
from config.kernel.ids import public_id


class Reason(models.TextChoices):
    """Why points came or went."""

    ORDER = "order", _("An order you kept")
    ORDER_BACK = "order_back", _("Part of an order went back")
    REVIEW = "review", _("A review")
    CHECK_IN = "checkin", _("Daily check-in")
    GROUP = "group", _("Taking part in a group")
    INVITED = "invited", _("Welcome, on an invitation")
    GIFT = "gift", _("Monthly gift of your level")
    REDEEMED = "redeemed", _("Paid with at checkout")
    RETURNED = "returned", _("Back from an order")
    CORRECTION = "correction", _("Corrected by the platform")


# What counts towards a level: what somebody did, not what they were given or had back.
EARNING = (Reason.ORDER, Reason.ORDER_BACK, Reason.REVIEW, Reason.CHECK_IN, Reason.GROUP)


class PointsAccount(models.Model):
    """What somebody has. Kept by conditional updates; the sum of their entries at every instant."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="points"
    )
    balance = models.BigIntegerField(default=0)
    checked_in_on = models.DateField(null=True)
    streak = models.PositiveIntegerField(default=0, help_text="days in a row, up to checked_in_on")

    class Meta:
        verbose_name = _("points")
        verbose_name_plural = _("points")
        constraints = [models.CheckConstraint(name="points_never_below_zero", condition=Q(balance__gte=0))]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.balance}"


class PointsEntry(models.Model):
    """Points that came or went, once for each reason and occasion. Append-only."""

    key = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="points_entries", db_index=False
    )
    delta = models.BigIntegerField()
    balance = models.BigIntegerField(help_text="after this entry")
    reason = models.CharField(max_length=12, choices=Reason.choices)
    ref = models.CharField(max_length=60, help_text="the occasion: an order's number, a review's key, a day")
    note = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField(default=now, editable=False)

    class Meta:
        verbose_name = pgettext_lazy("points", "entry")
        verbose_name_plural = pgettext_lazy("points", "entries")
        constraints = [
            models.UniqueConstraint(fields=["user", "reason", "ref"], name="points_once_per_occasion"),
            models.CheckConstraint(name="points_entry_moves_something", condition=~Q(delta=0)),
            models.CheckConstraint(name="points_entry_leaves_something", condition=Q(balance__gte=0)),
        ]
        indexes = [
            models.Index(F("user"), F("id").desc(), name="points_by_person"),
            models.Index(
                fields=["user", "at"], include=["delta"], condition=Q(reason__in=EARNING), name="points_earned"
            ),
            models.Index(fields=["ref"], name="points_by_occasion"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.delta:+} {self.reason}"
