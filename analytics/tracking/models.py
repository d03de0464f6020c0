"""Who did what when, and what could not be believed.

`Event` is cut into one table a month by `happened_at` (migration 0001); Django reads and writes it as one. Whole months
are dropped when they are too old.
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from catalog.shops.models import Shop
from config.kernel.clock import now


class Actor(models.Model):
    """One who does things: a person, or a browser that said yes to being counted. Events know nobody else.

    A browser whose person signs in becomes that person's: its events of the last thirty days move to their actor.
    """

    user = models.OneToOneField(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    visitor = models.UUIDField(null=True, unique=True)
    since = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("who acts")
        verbose_name_plural = _("who act")
        constraints = [
            models.CheckConstraint(
                name="actor_is_a_person_or_a_browser",
                condition=models.Q(user__isnull=False, visitor=None) | models.Q(user=None, visitor__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class Event(models.Model):
    """One thing that happened, once however often it arrives."""

    pk = models.CompositePrimaryKey("id", "happened_at")
    id = models.UUIDField(default=uuid.uuid4)
    happened_at = models.DateTimeField()
    arrived_at = models.DateTimeField(default=now)
    name = models.CharField(max_length=40)
    actor = models.ForeignKey(
        Actor, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="events"
    )
    session = models.UUIDField(null=True)
    object_kind = models.CharField(max_length=16, db_default="", default="", blank=True)
    object_id = models.BigIntegerField(db_default=0, default=0)
    shop = models.ForeignKey(
        Shop, null=True, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+"
    )
    is_bot = models.BooleanField(db_default=False, default=False)
    is_staff = models.BooleanField(db_default=False, default=False)
    details = models.JSONField(db_default={}, default=dict)

    class Meta:
        verbose_name = _("behaviour")
        verbose_name_plural = _("behaviour")
        indexes = [
            models.Index(fields=["actor", "happened_at"], name="event_of_actor"),
            BrinIndex(fields=["happened_at"], name="event_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.id}"


class DeadLetter(models.Model):
    """What was told and is not believed, with the reason; kept for two weeks so that somebody can mend the teller."""

    at = models.DateTimeField(default=now, db_index=True)
    reason = models.CharField(max_length=40)
    name = models.CharField(max_length=40, blank=True)
    body = models.TextField(help_text="cut off after a thousand characters")

    class Meta:
        verbose_name = _("dead letter")
        verbose_name_plural = _("dead letters")

    def __str__(self) -> str:
        return f"{self.reason} {self.pk}"


class DirtyDay(models.Model):
    """This day must be counted again. Marks are only added: whoever writes events never waits for whoever counts."""

    day = models.DateField(db_index=True)
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("day to be counted again")
        verbose_name_plural = _("days to be counted again")

    def __str__(self) -> str:
        return f"{self.day}"
