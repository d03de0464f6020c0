"""How many there are, how many are spoken for, and why it changed."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.products.models import Variant


class Stock(models.Model):
    """Pieces of a variant. available = on_hand − reserved; the CHECK is the last guard against overselling."""

    variant = models.OneToOneField(Variant, on_delete=models.CASCADE, primary_key=True, related_name="stock")
    on_hand = models.PositiveIntegerField(_("in stock"), default=0)
    reserved = models.PositiveIntegerField(_("reserved"), default=0)
    low_at = models.PositiveIntegerField(_("warn at"), default=5)

    class Meta:
        verbose_name = _("stock")
        verbose_name_plural = _("stock")
        constraints = [
            models.CheckConstraint(name="stock_never_oversold", condition=models.Q(reserved__lte=models.F("on_hand")))
        ]

    def __str__(self) -> str:
        return f"{self.variant_id}: {self.on_hand} − {self.reserved}"

    @property
    def available(self) -> int:
        return self.on_hand - self.reserved


class ReservationState(models.TextChoices):
    HELD = "held", _("Held until paid")
    ALLOCATED = "allocated", _("Paid, waiting to be shipped")
    SHIPPED = "shipped", _("Left the warehouse")
    RELEASED = "released", _("Given back")


class Reservation(models.Model):
    """Pieces kept for one order line. `reference` is the order's number: orders are above the catalogue."""

    variant = models.ForeignKey(Variant, on_delete=models.PROTECT, related_name="reservations")
    reference = models.CharField(max_length=40)
    quantity = models.PositiveIntegerField()
    shipped = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=10, choices=ReservationState.choices, default=ReservationState.HELD)
    expires_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["reference", "variant"], name="reservation_once_per_line"),
            models.CheckConstraint(
                name="reservation_holds_something",
                condition=models.Q(quantity__gt=0, shipped__lte=models.F("quantity")),
            ),
        ]
        indexes = [models.Index(fields=["expires_at"], condition=models.Q(state="held"), name="reservation_expiring")]

    def __str__(self) -> str:
        return f"{self.reference}: {self.quantity} × {self.variant_id}"


class Reason(models.TextChoices):
    COUNTED = "counted", _("Counted")
    ADJUSTED = "adjusted", _("Adjusted")
    RESERVED = "reserved", _("Set aside for an order")
    RELEASED = "released", _("Given back")
    SHIPPED = "shipped", _("Shipped")
    RETURNED = "returned", _("Came back in good order")


class Movement(models.Model):
    """One change of stock; Σ of the changes is the stock."""

    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="movements")
    on_hand_change = models.IntegerField(default=0)
    reserved_change = models.IntegerField(default=0)
    reason = models.CharField(max_length=20, choices=Reason.choices)
    reference = models.CharField(max_length=60, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        indexes = [models.Index(fields=["variant", "-id"], name="movement_by_variant")]

    def __str__(self) -> str:
        return f"{self.variant_id} {self.on_hand_change:+} {self.reason}"
