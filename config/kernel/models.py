"""Tables of the kernel: the outbox and its deliveries, idempotency keys, the audit log."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from config.kernel.ids import public_id


class Dated(models.Model):
    """When a row was made and last changed."""

    created_at = models.DateTimeField(_("created"), auto_now_add=True)
    updated_at = models.DateTimeField(_("changed"), auto_now=True)

    class Meta:
        abstract = True


class OutboxEvent(models.Model):
    """A fact, written in the transaction that made it true, waiting to be told to its subscribers."""

    name = models.CharField(max_length=80)
    payload = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)
    delivered_at = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["id"], condition=models.Q(delivered_at=None), name="outbox_undelivered"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.pk}"


class Delivery(models.Model):
    """One event told to one subscriber: the unique row that makes a second telling a no-op."""

    event = models.ForeignKey(OutboxEvent, on_delete=models.CASCADE, related_name="deliveries")
    subscriber = models.CharField(max_length=160)
    done_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "subscriber"], name="delivery_once_per_subscriber")]

    def __str__(self) -> str:
        return f"{self.event_id} → {self.subscriber}"


class IdempotencyKey(models.Model):
    """The answer already given to a request that moves money or stock, so that a repeat gets the same answer."""

    actor = models.CharField(max_length=80)
    route = models.CharField(max_length=80)
    key = models.CharField(max_length=255)
    body_hash = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(null=True)
    response = models.JSONField(null=True)
    created_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["actor", "route", "key"], name="idempotency_key_once_per_actor_and_route")
        ]

    def __str__(self) -> str:
        return f"{self.route} {self.key}"


class AuditEntry(models.Model):
    """Who did what to what, and why. Append-only: a trigger refuses changes and deletion."""

    actor_pk = models.BigIntegerField(null=True, help_text="of the person; no foreign key, the kernel knows no people")
    actor_name = models.CharField(max_length=80, blank=True)
    action = models.CharField(max_length=80)
    target = models.CharField(max_length=160)
    reason = models.TextField(blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [models.Index(fields=["target", "-id"], name="audit_by_target")]

    def __str__(self) -> str:
        return f"{self.action} {self.target}"


class UploadedPicture(Dated):
    """A picture that was re-encoded by us: WebP in several widths, no metadata, or a drawing made by the demo."""

    id = models.CharField(primary_key=True, max_length=16, default=public_id, editable=False)
    file = models.CharField(max_length=200, help_text="path of the largest file in the media storage")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    colour = models.CharField(
        max_length=7, default="#e8e8e2", help_text="dominant colour, shown until the picture is there"
    )
    widths = models.JSONField(default=list, help_text="widths of the smaller files, ascending; empty for a drawing")
    alt = models.CharField(max_length=200, blank=True)

    def __str__(self) -> str:
        return self.file

    @property
    def url(self) -> str:
        return f"{settings.MEDIA_URL}{self.file}"

    @property
    def srcset(self) -> str:
        """The `srcset` attribute: smaller files are named like the largest, with `-320` before the ending."""
        if not self.widths:
            return ""
        stem, _dot, ending = self.file.rpartition(".")
        smaller = [f"{settings.MEDIA_URL}{stem}-{width}.{ending} {width}w" for width in self.widths]
        return ", ".join([*smaller, f"{self.url} {self.width}w"])

    @property
    def ratio(self) -> str:
        """Its form in a feed, "300:400"; very tall and very wide ones are cut to 3:4 and 4:3."""
        if 3 * self.height > 4 * self.width:
            return "3:4"
        return "4:3" if 3 * self.width > 4 * self.height else f"{self.width}:{self.height}"

    def smallest_url(self) -> str:
        """The file for thumbnails."""
        if not self.widths:
            return self.url
        stem, _dot, ending = self.file.rpartition(".")
        return f"{settings.MEDIA_URL}{stem}-{self.widths[0]}.{ending}"
