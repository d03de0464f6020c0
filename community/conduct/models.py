"""How somebody stands with the platform, and the rules texts and pictures are read by."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from config.kernel.clock import now
from config.kernel.models import Dated, UploadedPicture

HIGHEST_LEVEL = 4


class Standing(models.Model):
    """One person's trust level and what they may not do for a while. Who has no row stands at level 0, unlimited."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, primary_key=True, on_delete=models.CASCADE, related_name="standing"
    )
    level = models.PositiveSmallIntegerField(default=0)
    is_fixed = models.BooleanField(default=False, help_text="given by hand; the nightly task leaves it")
    held_until = models.DateTimeField(null=True, help_text="after a penalty: no higher level before")
    silenced_until = models.DateTimeField(null=True)
    suspended_until = models.DateTimeField(null=True)
    is_banned = models.BooleanField(default=False)
    reports_decided = models.PositiveIntegerField(default=0)
    reports_upheld = models.PositiveIntegerField(default=0)
    updated_at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.CheckConstraint(name="standing_level_zero_to_four", condition=Q(level__lte=HIGHEST_LEVEL)),
            models.CheckConstraint(
                name="standing_upheld_are_decided", condition=Q(reports_upheld__lte=models.F("reports_decided"))
            ),
        ]
        indexes = [models.Index(fields=["level", "person"], name="standing_by_level")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.level}"

    @property
    def is_silenced(self) -> bool:
        """May read and buy, not write."""
        return self.is_suspended or (self.silenced_until is not None and self.silenced_until > now())

    @property
    def is_suspended(self) -> bool:
        """Not even messages to people and reports; orders and their shops stay reachable."""
        return self.is_banned or (self.suspended_until is not None and self.suspended_until > now())


class WordAction(models.TextChoices):
    BLOCK = "block", _("Refuse it")
    QUEUE = "queue", _("Show it only after somebody has looked")
    MASK = "mask", _("Replace the words")
    FLAG = "flag", _("Show it, and put it into the queue")


class WordRule(Dated):
    """Words that are looked for. `plain` is how they are compared: see `reading.plain_words`."""

    words = models.CharField(_("words"), max_length=60)
    plain = models.CharField(max_length=60, editable=False)
    language = models.CharField(
        _("in texts of"),
        max_length=10,
        blank=True,
        choices=[("", _("Every language")), ("zh-hans", _("Chinese")), ("en", _("English"))],
    )
    action = models.CharField(_("then"), max_length=5, choices=WordAction.choices, default=WordAction.FLAG)
    name = models.CharField(_("called"), max_length=60, help_text=_("Who is refused reads this, never the words."))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("word rule")
        verbose_name_plural = _("word rules")
        constraints = [
            models.UniqueConstraint(
                fields=["plain", "language"],
                name="word_rule_once",
                violation_error_message=_("There is a rule for these words already."),
            ),
            models.CheckConstraint(name="word_rule_looks_for_something", condition=~Q(plain="")),
        ]

    def __str__(self) -> str:
        return self.name


class DomainVerdict(models.TextChoices):
    ALLOW = "allow", pgettext_lazy("domain", "Allowed")
    DENY = "deny", pgettext_lazy("domain", "Refused")


class DomainRule(Dated):
    """Where links may lead, with everything under it. What is in no rule waits when a newcomer links it."""

    domain = models.CharField(
        _("domain"),
        max_length=120,
        unique=True,
        error_messages={"unique": _("There is a rule for this domain already.")},
    )
    verdict = models.CharField(_("links there are"), max_length=5, choices=DomainVerdict.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("domain rule")
        verbose_name_plural = _("domain rules")
        constraints = [
            models.CheckConstraint(name="domain_rule_small_letters", condition=Q(domain__regex="^[a-z0-9.-]+$"))
        ]

    def __str__(self) -> str:
        return self.domain


class PictureRule(Dated):
    """A picture nobody may show again: its file, and everything that looks like it."""

    sha256 = models.CharField(max_length=64, unique=True)
    dhash = models.BigIntegerField(help_text="signed 64 bits")
    name = models.CharField(_("called"), max_length=60)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("picture rule")
        verbose_name_plural = _("picture rules")

    def __str__(self) -> str:
        return self.name


class PicturePrint(models.Model):
    """What a picture is recognised by; worked out once."""

    picture = models.OneToOneField(UploadedPicture, primary_key=True, on_delete=models.CASCADE, related_name="+")
    sha256 = models.CharField(max_length=64)
    dhash = models.BigIntegerField()

    def __str__(self) -> str:
        return self.picture_id
