"""Checking in to a group: once a day of its zone, with days in a row."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from community.groups.models import Group
from config.kernel.clock import now


class GroupCheckIn(models.Model):
    """Somebody was here on a day. The day is one of the group's zone as it was then; a new zone changes no old day."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="check_ins")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="group_check_ins")
    day = models.DateField()
    streak = models.PositiveIntegerField(help_text="days in a row, up to this one")
    points = models.PositiveSmallIntegerField(default=0)
    made_up_in = models.CharField(max_length=7, blank=True, help_text="the month whose make-up card was used: 2026-11")
    at = models.DateTimeField(default=now, editable=False)

    class Meta:
        verbose_name = _("check-in")
        verbose_name_plural = _("check-ins")
        constraints = [
            models.UniqueConstraint(fields=["group", "user", "day"], name="group_check_in_once_a_day"),
            models.UniqueConstraint(
                fields=["group", "user", "made_up_in"],
                condition=~Q(made_up_in=""),
                name="group_make_up_card_once_a_month",
            ),
            models.CheckConstraint(name="group_check_in_streak_begins_at_one", condition=Q(streak__gte=1)),
            models.CheckConstraint(
                name="group_check_in_made_up_earns_nothing", condition=Q(made_up_in="") | Q(points=0)
            ),
        ]
        indexes = [
            models.Index(fields=["user", "at"], condition=Q(points__gt=0), name="group_check_in_paid"),
            models.Index(fields=["group", "day", "-streak"], name="group_check_in_of_day"),
        ]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.user_id} {self.day}"
