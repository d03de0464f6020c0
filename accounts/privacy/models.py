"""What people agreed to (append-only: the newest row of a purpose counts), their copies, and their leaving."""

from __future__ import annotations

from datetime import timedelta
from functools import partial

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from config.kernel.clock import now
from config.kernel.files import private_files
from config.kernel.ids import public_id
from config.kernel.models import Dated

EXPORT_GOOD_FOR = timedelta(days=7)
COOLING_OFF = timedelta(days=14)


class Purpose(models.TextChoices):
    TERMS = "terms", _("Terms of use and privacy policy")
    MARKETING = "marketing", _("News and offers")
    PERSONALISATION = "personalisation", _("Personal recommendations")
    MEASURING = "measuring", _("Counting of visits")


class Consent(models.Model):
    """One answer to one question, about one version of the text."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=Purpose.choices)
    given = models.BooleanField()
    text_version = models.CharField(max_length=20)
    text_hash = models.CharField(max_length=64)
    channel = models.CharField(max_length=20, default="web")
    ip_prefix = models.CharField(max_length=45, blank=True, help_text="truncated to /24 or /48")
    at = models.DateTimeField(default=now, editable=False)

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        indexes = [models.Index(fields=["user", "purpose", "-id"], name="consent_newest")]

    def __str__(self) -> str:
        return f"{self.purpose}: {self.given}"


class ExportState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    WORKING = "working", _("Being collected")
    READY = "ready", _("Ready")
    FAILED = "failed", _("Did not work")
    GONE = "gone", _("Expired")


class DataExport(Dated):
    """A copy of what is known about a person, as a file for them alone, for seven days."""

    key = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="exports")
    state = models.CharField(max_length=8, choices=ExportState.choices, default=ExportState.WAITING)
    done = models.PositiveIntegerField(default=0, help_text="tables that were read")
    total = models.PositiveIntegerField(default=0)
    file = models.FileField(upload_to="exports/", storage=private_files, blank=True)
    ready_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("copy of one's data")
        verbose_name_plural = _("copies of one's data")
        constraints = [
            models.UniqueConstraint(
                fields=["user"], condition=models.Q(state__in=["waiting", "working"]), name="export_one_at_a_time"
            ),
            models.CheckConstraint(
                name="export_ready_with_its_time", condition=~models.Q(state="ready") | models.Q(ready_at__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Closing(models.Model):
    """Somebody wants to leave: for fourteen days signing in takes it back, then everything about them is erased."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="closing"
    )
    pseudonym = models.CharField(max_length=16, unique=True, default=partial(public_id, 12), editable=False)
    asked_at = models.DateTimeField(default=now)
    due_at = models.DateTimeField()
    erased_at = models.DateTimeField(null=True)
    law_until = models.DateField(null=True, help_text="what the law asks to keep is emptied after this day")

    class Meta:
        verbose_name = _("closing of an account")
        verbose_name_plural = _("closings of accounts")
        constraints = [
            models.CheckConstraint(
                name="closing_cools_off", condition=models.Q(due_at__gte=models.F("asked_at") + COOLING_OFF)
            ),
        ]
        indexes = [models.Index(fields=["due_at"], condition=models.Q(erased_at=None), name="closing_due")]

    def __str__(self) -> str:
        return self.pseudonym
