"""Lines people are told, what each gathers, and how somebody wants to hear of them."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from config.kernel.clock import now
from config.kernel.ids import public_id


class Notification(models.Model):
    """One line in somebody's centre: a kind of thing that happened to one object.

    As long as it is `is_open`, unread and young, the same kind on the same object joins it instead of making another
    line. What it is about is kept as type and id: address and words are made when it is read, and an object that is
    gone takes its line with it.
    """

    key = models.CharField(max_length=16, unique=True, default=partial(public_id, 16), editable=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications", db_index=False
    )
    kind = models.CharField(max_length=32)
    object_type = models.CharField(max_length=16)
    object_id = models.BigIntegerField()
    is_open = models.BooleanField(default=True)
    in_app = models.BooleanField(default=True, help_text="shown in the centre, not only in the digest")
    opened_at = models.DateTimeField(default=now)
    latest_at = models.DateTimeField(default=now)
    read_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "object_type", "object_id"],
                condition=Q(is_open=True),
                name="notification_one_open_line",
            ),
            models.CheckConstraint(
                name="notification_opened_before_its_latest", condition=Q(latest_at__gte=F("opened_at"))
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-latest_at", "-id"], name="notification_newest"),
            models.Index(fields=["user"], condition=Q(read_at=None, in_app=True), name="notification_unread"),
            models.Index(fields=["object_type", "object_id"], name="notification_by_object"),
            models.Index(fields=["user", "id"], condition=Q(mailed_at=None, read_at=None), name="notification_to_mail"),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.kind} {self.object_type}:{self.object_id}"


class Occurrence(models.Model):
    """One thing that happened, gathered in a line. Its mark makes that nobody is told the same thing twice, ever."""

    notification = models.ForeignKey(Notification, on_delete=models.CASCADE, related_name="occurrences")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    mark = models.CharField(max_length=120)
    data = models.JSONField(default=dict)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "mark"], name="notification_told_once")]
        indexes = [models.Index(fields=["notification", "-id"], name="occurrence_newest")]

    def __str__(self) -> str:
        return f"{self.notification_id}: {self.mark}"


class Digest(models.TextChoices):
    OFF = "off", _("No e-mail")
    DAILY = "daily", _("Once a day")
    WEEKLY = "weekly", _("Once a week, on Monday")


class Hearing(models.Model):
    """How somebody wants to hear of things. Without a row, the defaults hold."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="hearing"
    )
    digest = models.CharField(_("E-mail"), max_length=8, choices=Digest.choices, default=Digest.DAILY)
    zone = models.CharField(_("Time zone"), max_length=40, default="Asia/Shanghai")
    quiet_from = models.PositiveSmallIntegerField(_("Quiet from"), null=True, blank=True)
    quiet_until = models.PositiveSmallIntegerField(_("Quiet until"), null=True, blank=True)

    class Meta:
        verbose_name = _("notification settings")
        verbose_name_plural = _("notification settings")
        constraints = [
            models.CheckConstraint(
                name="hearing_quiet_hours_whole_or_none",
                condition=Q(quiet_from=None, quiet_until=None)
                | (Q(quiet_from__lte=23, quiet_until__lte=23) & ~Q(quiet_from=F("quiet_until"))),
            )
        ]

    def __str__(self) -> str:
        return str(self.person_id)


class KindChoice(models.Model):
    """Where somebody wants to hear of one kind, if they ever said."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    kind = models.CharField(max_length=32)
    in_app = models.BooleanField()
    by_mail = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "kind"], name="kind_choice_once")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.kind}"


class SentDigest(models.Model):
    """A digest that was handed to the mail server: written first, so that no day brings two."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    on = models.DateField(help_text="the day in the person's zone")
    lines = models.PositiveIntegerField()
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "on"], name="digest_once_a_day")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.on}"
