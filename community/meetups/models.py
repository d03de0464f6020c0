"""Events of a group: who comes, who waits for a place, who was there."""

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
from config.kernel.models import Dated

MOST_SEATS = 10_000


class Meetup(Dated):
    """Something a group does at a time and a place, or behind a link. `version` counts changes, for calendars."""

    key = models.CharField(max_length=16, unique=True, default=partial(public_id, 12), editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="meetups")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(_("title"), max_length=60)
    about = models.TextField(_("what happens"), max_length=1000, blank=True)
    place = models.CharField(_("place"), max_length=120, blank=True)
    link = models.URLField(_("link"), max_length=300, blank=True)
    starts_at = models.DateTimeField(_("begins"))
    ends_at = models.DateTimeField(_("ends"))
    seats = models.PositiveIntegerField(_("places"), null=True, help_text="none: as many as come")
    going_count = models.PositiveIntegerField(default=0, editable=False)
    last_place = models.PositiveIntegerField(default=0, editable=False, help_text="the last number of the queue")
    version = models.PositiveIntegerField(default=0, editable=False)
    called_off_at = models.DateTimeField(null=True, editable=False)
    told_day_at = models.DateTimeField(null=True, editable=False, help_text="reminder of the day before")
    told_hour_at = models.DateTimeField(null=True, editable=False, help_text="reminder of the hour before")

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            models.CheckConstraint(name="meetup_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(name="meetup_ends_after_it_begins", condition=Q(ends_at__gt=F("starts_at"))),
            models.CheckConstraint(
                name="meetup_seats_sensible", condition=Q(seats=None) | Q(seats__gte=1, seats__lte=MOST_SEATS)
            ),
            models.CheckConstraint(
                name="meetup_never_overfilled", condition=Q(seats=None) | Q(going_count__lte=F("seats"))
            ),
        ]
        indexes = [
            models.Index(fields=["group", "-starts_at"], name="meetup_of_group"),
            models.Index(fields=["starts_at"], condition=Q(called_off_at=None), name="meetup_to_come"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        """Whether one may still say that one comes."""
        return self.called_off_at is None and now() < self.starts_at

    @property
    def has_begun(self) -> bool:
        return now() >= self.starts_at

    @property
    def is_over(self) -> bool:
        return self.called_off_at is not None or now() >= self.ends_at

    @property
    def seats_left(self) -> int | None:
        return None if self.seats is None else self.seats - self.going_count


class Reply(models.TextChoices):
    GOING = "going", pgettext_lazy("event", "Coming")
    WAITING = "waiting", pgettext_lazy("event", "Waiting for a place")
    MAYBE = "maybe", pgettext_lazy("event", "Perhaps")
    NO = "no", pgettext_lazy("event", "Not coming")


class MeetupReply(models.Model):
    """What somebody answered. `place` is their number in the queue, in the order they asked to come."""

    meetup = models.ForeignKey(Meetup, on_delete=models.CASCADE, related_name="replies")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    reply = models.CharField(max_length=7, choices=Reply.choices)
    place = models.PositiveIntegerField(null=True)
    was_there = models.BooleanField(null=True)
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meetup", "user"], name="meetup_reply_once"),
            models.UniqueConstraint(fields=["meetup", "place"], name="meetup_place_once"),
            models.CheckConstraint(
                name="meetup_place_for_who_comes",
                condition=Q(reply__in=["going", "waiting"], place__isnull=False)
                | Q(reply__in=["maybe", "no"], place=None),
            ),
            models.CheckConstraint(
                name="meetup_there_is_who_came", condition=Q(was_there=None) | Q(reply__in=["going", "maybe"])
            ),
        ]
        indexes = [models.Index(fields=["meetup", "reply", "place"], name="meetup_queue")]

    def __str__(self) -> str:
        return f"{self.meetup_id}: {self.user_id} {self.reply}"
