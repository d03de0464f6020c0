"""What a group's days came to: one row a day for the week and one for the four weeks that end on it."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from community.groups.models import Group
from config.kernel.clock import now

WEEK, FOUR_WEEKS = 7, 28


class GroupFigures(models.Model):
    """Counts of `span` days up to and with `day`, in the group's zone. Written by the clock, never by hand."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="figures")
    day = models.DateField()
    span = models.PositiveSmallIntegerField()
    members = models.PositiveIntegerField(default=0, help_text="at the end of the day")
    joins = models.PositiveIntegerField(default=0)
    leaves = models.PositiveIntegerField(default=0)
    active = models.PositiveIntegerField(default=0, help_text="people who did something")
    interactions = models.PositiveIntegerField(default=0)
    posters = models.PositiveIntegerField(default=0, help_text="people who wrote a note")
    check_ins = models.PositiveIntegerField(default=0)
    newcomers = models.PositiveIntegerField(default=0, help_text="whose first seven days ended in these days")
    newcomers_posted = models.PositiveIntegerField(default=0)
    week1_base = models.PositiveIntegerField(default=0)
    week1_kept = models.PositiveIntegerField(default=0)
    week4_base = models.PositiveIntegerField(default=0)
    week4_kept = models.PositiveIntegerField(default=0)
    notes = models.PositiveIntegerField(default=0, help_text="whose first 24 hours ended in these days")
    answered = models.PositiveIntegerField(default=0, help_text="by somebody else within 24 hours")
    first_reply_minutes = models.PositiveIntegerField(null=True, help_text="median")
    notes_out = models.PositiveIntegerField(default=0, help_text="that came out in these days")
    reports = models.PositiveIntegerField(default=0, help_text="of notes and comments")
    reports_decided = models.PositiveIntegerField(default=0, help_text="in these days, whenever they were made")
    reports_upheld = models.PositiveIntegerField(default=0, help_text="of the decided ones")
    expected = models.PositiveIntegerField(default=0, help_text="at events where attendance was marked")
    attended = models.PositiveIntegerField(default=0)
    seats = models.PositiveIntegerField(default=0, help_text="paid in teams of the group")
    buyers = models.PositiveIntegerField(default=0)
    buyers_active = models.PositiveIntegerField(default=0, help_text="of them, members who did something")
    cents = models.BigIntegerField(default=0)
    health = models.FloatField(null=True, help_text="mean of the parts, in standard deviations from all groups")
    parts = models.JSONField(default=dict)
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("figures of a group")
        verbose_name_plural = _("figures of groups")
        constraints = [
            models.UniqueConstraint(fields=["group", "span", "day"], name="group_figures_once_a_day_and_span"),
            models.CheckConstraint(name="group_figures_span_known", condition=Q(span__in=[WEEK, FOUR_WEEKS])),
            models.CheckConstraint(
                name="group_figures_parts_of_wholes",
                condition=Q(
                    posters__lte=F("active"),
                    newcomers_posted__lte=F("newcomers"),
                    week1_kept__lte=F("week1_base"),
                    week4_kept__lte=F("week4_base"),
                    answered__lte=F("notes"),
                    attended__lte=F("expected"),
                    buyers_active__lte=F("buyers"),
                ),
            ),
            models.CheckConstraint(
                name="group_figures_upheld_are_decided", condition=Q(reports_upheld__lte=F("reports_decided"))
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.day} {self.span}"
