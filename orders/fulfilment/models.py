"""Parcels and what happens to them on the way."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.organisations.models import Carrier
from config.kernel.ids import public_id
from config.kernel.models import Dated
from orders.checkout.models import Order, OrderLine


class ParcelStatus(models.TextChoices):
    """Our normal form of every carrier's states (docs/architecture.md)."""

    INFO_RECEIVED = "info_received", _("Waiting for pick-up")
    PICKED_UP = "picked_up", _("Picked up")
    IN_TRANSIT = "in_transit", _("On the road")
    CUSTOMS = "customs", _("At customs")
    OUT_FOR_DELIVERY = "out_for_delivery", _("Out for delivery")
    AVAILABLE_FOR_PICKUP = "available_for_pickup", _("Ready for pick-up")
    DELIVERY_FAILED = "delivery_failed", _("Could not be delivered")
    DELIVERED = "delivered", pgettext_lazy("parcel", "Delivered")
    RETURNING = "returning", _("Going back")
    RETURNED = "returned", _("Came back")
    EXCEPTION = "exception", _("Something went wrong")


class Parcel(Dated):
    """One box with one waybill. Its status is that of its newest event; the end states stay."""

    key = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="parcels")
    carrier = models.ForeignKey(Carrier, verbose_name=_("carrier"), on_delete=models.PROTECT, related_name="parcels")
    waybill = models.CharField(_("waybill number"), max_length=40)
    status = models.CharField(
        _("state"), max_length=20, choices=ParcelStatus.choices, default=ParcelStatus.INFO_RECEIVED
    )
    courier = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="parcels"
    )
    shipped_at = models.DateTimeField()
    status_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)
    failed_attempts = models.PositiveSmallIntegerField(default=0)
    try_again_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        constraints = [models.UniqueConstraint(fields=["carrier", "waybill"], name="waybill_once_per_carrier")]
        indexes = [
            models.Index(fields=["carrier", "status", "-id"], name="parcel_worklist"),
            models.Index(fields=["courier", "status"], name="parcel_by_courier"),
        ]

    def __str__(self) -> str:
        return self.waybill


class ParcelLine(models.Model):
    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="lines")
    order_line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="parcel_lines")
    quantity = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["parcel", "order_line"], name="parcel_line_once"),
            models.CheckConstraint(name="parcel_line_not_empty", condition=models.Q(quantity__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.order_line_id}"


class TrackingEvent(models.Model):
    """One scan. Append-only; a second telling of the same scan finds its row."""

    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="events")
    status = models.CharField(max_length=20, choices=ParcelStatus.choices)
    raw_code = models.CharField(max_length=40, blank=True)
    place = models.CharField(_("place"), max_length=80, blank=True)
    note = models.CharField(_("note"), max_length=200, blank=True)
    happened_at = models.DateTimeField()
    recorded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    recorded_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-happened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["parcel", "happened_at", "status", "place"], name="tracking_event_once")
        ]

    def __str__(self) -> str:
        return f"{self.parcel_id} {self.status}"
