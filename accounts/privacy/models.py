"""What people agreed to, and when. Append-only: the newest row of a purpose counts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from config.kernel.clock import now


class Purpose(models.TextChoices):
    TERMS = "terms", _("Terms of use and privacy policy")
    MARKETING = "marketing", _("News and offers")
    PERSONALISATION = "personalisation", _("Personal recommendations")


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
