"""Challenges: something to do within a period, counted for each who takes part."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.groups.models import Group
from config.kernel.clock import now
from config.kernel.ids import public_id

LONGEST_TOPIC = 30
MOST_GOAL = 100_000


class Counts(models.TextChoices):
    NOTES = "notes", pgettext_lazy("challenge", "Notes with the topic")
    LIKES = "likes", pgettext_lazy("challenge", "Likes of notes with the topic")
    CHECK_INS = "checkins", pgettext_lazy("challenge", "Days checked in")


class Challenge(models.Model):
    """So many notes, likes or check-ins in the group from one instant to another. `topic` is its slug."""

    key = models.CharField(max_length=16, unique=True, default=partial(public_id, 12), editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="challenges")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(_("title"), max_length=60)
    about = models.TextField(_("what it is about"), max_length=500, blank=True)
    counts = models.CharField(max_length=8, choices=Counts.choices)
    topic = models.CharField(max_length=LONGEST_TOPIC, blank=True)
    topic_name = models.CharField(max_length=LONGEST_TOPIC, blank=True)
    goal = models.PositiveIntegerField()
    created_at = models.DateTimeField(default=now, editable=False)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        verbose_name = _("challenge")
        verbose_name_plural = _("challenges")
        constraints = [
            models.CheckConstraint(name="challenge_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(name="challenge_goal_sensible", condition=Q(goal__gte=1, goal__lte=MOST_GOAL)),
            models.CheckConstraint(name="challenge_ends_after_it_begins", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="challenge_topic_for_notes", condition=Q(counts="checkins", topic="") | ~Q(topic="")
            ),
        ]
        indexes = [
            models.Index(fields=["group", "-id"], name="challenge_newest"),
            models.Index(fields=["ends_at"], name="challenge_by_end"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return now() < self.ends_at

    @property
    def is_running(self) -> bool:
        return self.starts_at <= now() < self.ends_at


class ChallengeEntry(models.Model):
    """Somebody takes part; how far they are. `reached_at` stays, whatever is deleted later."""

    challenge = models.ForeignKey(Challenge, on_delete=models.CASCADE, related_name="entries")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    value = models.PositiveIntegerField(default=0)
    reached_at = models.DateTimeField(null=True)
    points = models.PositiveSmallIntegerField(default=0)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["challenge", "user"], name="challenge_entry_once"),
            models.CheckConstraint(
                name="challenge_points_for_who_reached_it", condition=Q(points=0) | Q(reached_at__isnull=False)
            ),
        ]
        indexes = [
            models.Index(F("challenge"), F("value").desc(), F("reached_at"), F("id"), name="challenge_leaders"),
            models.Index(fields=["user", "challenge"], name="challenge_entry_mine"),
        ]

    def __str__(self) -> str:
        return f"{self.challenge_id}: {self.user_id} {self.value}"
