"""Segments, the people who were in one when it was last counted, and coupons handed out to them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from analytics.segments.conditions import Condition, read
from analytics.tracking.models import Actor
from catalog.shops.models import Shop
from config.kernel.ids import public_id
from config.kernel.models import Dated
from orders.promotions.models import CouponTerms


class SegmentState(models.TextChoices):
    NEW = "new", pgettext_lazy("segment", "Not counted yet")
    COUNTING = "counting", pgettext_lazy("segment", "Being counted")
    FRESH = "fresh", pgettext_lazy("segment", "Counted")
    FAILED = "failed", pgettext_lazy("segment", "Could not be counted")


class Segment(Dated):
    """People described by a tree of conditions; of the whole site (`shop` None) or of one shop."""

    key = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    shop = models.ForeignKey(Shop, null=True, on_delete=models.CASCADE, related_name="segments")
    name = models.CharField(_("name"), max_length=60)
    tree = models.JSONField()
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=8, choices=SegmentState.choices, default=SegmentState.NEW)
    size = models.PositiveIntegerField(null=True, help_text="people and browsers of the audience")
    accounts = models.PositiveIntegerField(null=True, help_text="those of them with an account")
    refreshed_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("segment")
        verbose_name_plural = _("segments")
        constraints = [
            models.UniqueConstraint(fields=["shop", "name"], nulls_distinct=False, name="segment_name_once_per_shop"),
            models.CheckConstraint(
                name="segment_counted_with_its_time",
                condition=Q(size=None, accounts=None, refreshed_at=None)
                | Q(size__isnull=False, accounts__isnull=False, refreshed_at__isnull=False),
            ),
            models.CheckConstraint(
                name="segment_accounts_are_a_part", condition=Q(accounts=None) | Q(accounts__lte=models.F("size"))
            ),
        ]
        indexes = [models.Index(fields=["shop", "-id"], name="segment_of_shop")]

    def __str__(self) -> str:
        return self.name

    @property
    def condition(self) -> Condition:
        return read(self.tree)


class AudienceMember(models.Model):
    """Who met the conditions when the segment was last counted: a snapshot, whole or not at all."""

    segment = models.ForeignKey(Segment, on_delete=models.CASCADE, related_name="audience", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.CASCADE, related_name="+")
    actor = models.ForeignKey(Actor, null=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        verbose_name = _("member of an audience")
        verbose_name_plural = _("members of audiences")
        constraints = [
            models.UniqueConstraint(fields=["segment", "user"], name="audience_person_once"),
            models.UniqueConstraint(fields=["segment", "actor"], name="audience_actor_once"),
            models.CheckConstraint(
                name="audience_member_is_somebody", condition=Q(user__isnull=False) | Q(actor__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.segment_id}: {self.user_id or self.actor_id}"


class HandoutState(models.TextChoices):
    WAITING = "waiting", pgettext_lazy("handout", "Waiting")
    RUNNING = "running", pgettext_lazy("handout", "Being handed out")
    DONE = "done", pgettext_lazy("handout", "Handed out")


class Handout(Dated):
    """A coupon for everybody with an account who was in the audience at that moment."""

    key = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    segment = models.ForeignKey(Segment, null=True, on_delete=models.SET_NULL, related_name="handouts")
    terms = models.ForeignKey(CouponTerms, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    state = models.CharField(max_length=8, choices=HandoutState.choices, default=HandoutState.WAITING)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("handout")
        verbose_name_plural = _("handouts")
        constraints = [
            models.UniqueConstraint(
                fields=["segment", "terms"], condition=~Q(state="done"), name="handout_one_at_a_time"
            ),
            models.CheckConstraint(
                name="handout_done_with_its_time",
                condition=Q(state="done", finished_at__isnull=False)
                | Q(state__in=["waiting", "running"], finished_at=None),
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Outcome(models.TextChoices):
    OPEN = "", pgettext_lazy("handout", "Not handed out yet")
    GIVEN = "given", pgettext_lazy("handout", "Got one")
    HAD = "had", pgettext_lazy("handout", "Has as many as one person may have")
    NONE_LEFT = "none", pgettext_lazy("handout", "None were left, or the campaign was over")
    NO_CONSENT = "refused", pgettext_lazy("handout", "Doesn't want personal offers")


class HandoutPerson(models.Model):
    """One person of a handout, and what came of it. Written once: nobody gets a second coupon by a second try."""

    handout = models.ForeignKey(Handout, on_delete=models.CASCADE, related_name="people", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.OPEN, blank=True)

    class Meta:
        verbose_name = _("person of a handout")
        verbose_name_plural = _("people of handouts")
        constraints = [models.UniqueConstraint(fields=["handout", "user"], name="handout_person_once")]
        indexes = [models.Index(fields=["handout", "outcome"], name="handout_by_outcome")]

    def __str__(self) -> str:
        return f"{self.handout_id}: {self.user_id}"
