"""Which parcels a carrier's system tells us about, and what it told."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from config.kernel.models import Dated
from orders.fulfilment.models import Parcel


class SubscriptionState(models.TextChoices):
    WAITING = "waiting", _("Being signed up")
    ON = "on", _("The carrier tells us")
    ENDED = "ended", _("Told to the end")
    LOST = "lost", _("The carrier gave up on it")
    REFUSED = "refused", _("Not followed")


class Subscription(Dated):
    """One parcel that a tracker follows for us. Asked again by the timer until the tracker has agreed."""

    parcel = models.OneToOneField(Parcel, on_delete=models.CASCADE, related_name="subscription")
    tracker = models.CharField(max_length=20)
    state = models.CharField(
        _("state"), max_length=8, choices=SubscriptionState.choices, default=SubscriptionState.WAITING
    )
    tries = models.PositiveSmallIntegerField(default=0)
    try_at = models.DateTimeField()
    polled_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["try_at"], condition=models.Q(state="waiting"), name="subscription_due"),
        ]

    def __str__(self) -> str:
        return f"{self.tracker}: {self.parcel_id}"


class TrackerPush(models.Model):
    """One message of a tracker, by its id or digest: a second copy finds its row. Its text is not kept (couriers'
    names and numbers stand in it); what it said is in the parcel's track."""

    tracker = models.CharField(max_length=20)
    event_id = models.CharField(max_length=80)
    parcel = models.ForeignKey(Parcel, on_delete=models.CASCADE, related_name="pushes")
    scans = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0, help_text="scans that contradict what is known")
    received_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tracker", "event_id"], name="tracker_push_once_per_event")]

    def __str__(self) -> str:
        return f"{self.tracker} {self.event_id}"


class SimulatedTrack(models.Model):
    """The simulated carrier's own books: what its scanners saw, told or not."""

    carrier_code = models.CharField(max_length=30)
    waybill = models.CharField(max_length=40)
    scans = models.JSONField(default=list)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["carrier_code", "waybill"], name="simulated_track_once")]

    def __str__(self) -> str:
        return self.waybill
