"""Parcels and what happens to them on the way."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.organisations.models import Carrier
from catalog.shops.models import Shop
from config.kernel.encryption import EncryptedTextField
from config.kernel.ids import public_id
from config.kernel.models import Dated, UploadedPicture
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


class Direction(models.TextChoices):
    """Which way a parcel goes. Only what goes out counts towards shipping and delivering an order."""

    OUT = "out", _("To the buyer")
    RETURN = "return", _("Sent back by the buyer")
    EXCHANGE = "exchange", _("Replacement for the buyer")


class Parcel(Dated):
    """One box with one waybill. Its status is that of its newest event; the end states stay.

    `stale_at` is our own mark beside the state: the carrier has been silent since too long (docs/logistics.md).
    """

    key = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="parcels")
    carrier = models.ForeignKey(Carrier, verbose_name=_("carrier"), on_delete=models.PROTECT, related_name="parcels")
    waybill = models.CharField(_("waybill number"), max_length=40)
    direction = models.CharField(_("direction"), max_length=8, choices=Direction.choices, default=Direction.OUT)
    case_number = models.CharField(max_length=24, blank=True, help_text="after-sales case it belongs to")
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
    turn_back_at = models.DateTimeField(null=True, help_text="refused or tried too often: it turns around then")
    taken_in_at = models.DateTimeField(null=True, help_text="the shop has it back and looked at it")
    stale_at = models.DateTimeField(null=True)
    from_province = models.CharField(max_length=2, blank=True)
    to_province = models.CharField(max_length=2, blank=True)
    eta_from = models.DateTimeField(null=True)
    eta_until = models.DateTimeField(null=True)
    late_at = models.DateTimeField(null=True, help_text="from then on it counts as late")

    class Meta:
        verbose_name = _("parcel")
        verbose_name_plural = _("parcels")
        constraints = [
            models.UniqueConstraint(fields=["carrier", "waybill"], name="waybill_once_per_carrier"),
            models.CheckConstraint(
                name="parcel_case_only_after_sales",
                condition=models.Q(direction="out", case_number="")
                | (~models.Q(direction="out") & ~models.Q(case_number="")),
            ),
            models.CheckConstraint(
                name="parcel_taken_in_once_back", condition=models.Q(taken_in_at=None) | models.Q(status="returned")
            ),
        ]
        indexes = [
            models.Index(fields=["carrier", "status", "-id"], name="parcel_worklist"),
            models.Index(fields=["courier", "status"], name="parcel_by_courier"),
            models.Index(
                fields=["status_at"],
                condition=~models.Q(status__in=["delivered", "returned"]),
                name="parcel_on_the_way",
            ),
            models.Index(fields=["late_at"], condition=models.Q(direction="out"), name="parcel_by_lateness"),
            models.Index(fields=["turn_back_at"], condition=~models.Q(turn_back_at=None), name="parcel_turning_back"),
        ]

    def __str__(self) -> str:
        return self.waybill

    @property
    def is_out(self) -> bool:
        return self.direction == Direction.OUT


class ParcelLine(models.Model):
    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="lines")
    order_line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="parcel_lines")
    quantity = models.PositiveIntegerField()
    good_quantity = models.PositiveIntegerField(null=True, help_text="came back in good order, on the shelf again")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["parcel", "order_line"], name="parcel_line_once"),
            models.CheckConstraint(name="parcel_line_not_empty", condition=models.Q(quantity__gte=1)),
            models.CheckConstraint(
                name="parcel_line_never_more_good",
                condition=models.Q(good_quantity=None) | models.Q(good_quantity__lte=models.F("quantity")),
            ),
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
    picture = models.ForeignKey(UploadedPicture, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["-happened_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["parcel", "happened_at", "status", "place"], name="tracking_event_once")
        ]

    def __str__(self) -> str:
        return f"{self.parcel_id} {self.status}"


class TransitTime(models.Model):
    """How long parcels of a carrier took from one province to another lately, in hours from hand-over to the door."""

    carrier = models.ForeignKey(Carrier, on_delete=models.CASCADE, related_name="transit_times")
    from_province = models.CharField(max_length=2)
    to_province = models.CharField(max_length=2)
    samples = models.PositiveIntegerField()
    fast_hours = models.PositiveIntegerField(help_text="one in ten is quicker")
    slow_hours = models.PositiveIntegerField(help_text="one in ten is slower")
    computed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["carrier", "from_province", "to_province"], name="transit_time_once_per_pair"
            ),
            models.CheckConstraint(
                name="transit_time_fast_before_slow", condition=models.Q(fast_hours__lte=models.F("slow_hours"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.carrier_id} {self.from_province} → {self.to_province}: {self.fast_hours}–{self.slow_hours} h"


class HandOver(models.Model):
    """A batch that one courier gives to a colleague: it changes hands when the colleague says so."""

    key = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    carrier = models.ForeignKey(Carrier, on_delete=models.CASCADE, related_name="hand_overs")
    giver = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    taker = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    parcels = models.ManyToManyField(Parcel, related_name="hand_overs")
    offered_at = models.DateTimeField(auto_now_add=True)
    taken_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True, help_text="taken, declined or called off")

    class Meta:
        constraints = [
            models.CheckConstraint(name="hand_over_to_somebody_else", condition=~models.Q(giver=models.F("taker")))
        ]

    def __str__(self) -> str:
        return self.key


class ReturnAddress(Dated):
    """Where a shop wants goods sent back to."""

    shop = models.OneToOneField(Shop, on_delete=models.CASCADE, related_name="return_address")
    recipient = EncryptedTextField(_("recipient"))
    phone = EncryptedTextField(_("phone"))
    region_code = models.CharField(max_length=6)
    street = EncryptedTextField(_("street and house number"))

    class Meta:
        verbose_name = _("return address")
        verbose_name_plural = _("return addresses")

    def __str__(self) -> str:
        return f"{self.shop_id}"
