"""Experiments with their arms, and who has seen which.

States go one way, draft → running → stopped → decided; a trigger refuses any other move and any change of an arm once
the experiment has begun (migration 0004), whoever asks.
"""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from analytics.segments.models import Segment
from catalog.products.models import Product
from catalog.shops.models import Shop
from config.kernel.ids import public_id
from config.kernel.models import Dated


class Subject(models.TextChoices):
    """What is tried."""

    TITLE = "title", _("Title of a product")
    FEED = "feed", _("Order of Discover")
    COUPON = "coupon", _("Coupon for a segment")


class Metric(models.TextChoices):
    """What is measured of each person, within the window that begins when they first saw it."""

    BOUGHT = "bought", _("Share of people who paid")
    ORDERS = "orders", _("Paid orders a person")
    REVENUE = "revenue", _("Paid amount a person")
    PER_VIEW = "per_view", _("Paid orders ÷ product pages seen")
    REFUNDED = "refunded", _("Share of people who had money back")
    ACTIVE = "active", _("Days with activity a person")


class ExperimentState(models.TextChoices):
    DRAFT = "draft", pgettext_lazy("experiment", "Draft")
    RUNNING = "running", pgettext_lazy("experiment", "Running")
    STOPPED = "stopped", pgettext_lazy("experiment", "Stopped")
    DECIDED = "decided", pgettext_lazy("experiment", "Decided")


MOVES = {
    ExperimentState.DRAFT: ExperimentState.RUNNING,
    ExperimentState.RUNNING: ExperimentState.STOPPED,
    ExperimentState.STOPPED: ExperimentState.DECIDED,
}
BEGUN = Q(state__in=["running", "stopped", "decided"])
ENDED = Q(state__in=["stopped", "decided"])


class Experiment(Dated):
    """One question. The unit is a person with an account: guests see what everybody sees, and are not counted."""

    key = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    shop = models.ForeignKey(Shop, null=True, on_delete=models.CASCADE, related_name="experiments")
    subject = models.CharField(max_length=8, choices=Subject.choices)
    product = models.ForeignKey(Product, null=True, on_delete=models.CASCADE, related_name="experiments")
    segment = models.ForeignKey(Segment, null=True, on_delete=models.SET_NULL, related_name="experiments")
    name = models.CharField(_("name"), max_length=80)
    salt = models.CharField(max_length=20, default=partial(public_id, 20), editable=False)
    metric = models.CharField(_("metric"), max_length=8, choices=Metric.choices)
    guardrails = models.JSONField(default=list)
    window_hours = models.PositiveSmallIntegerField(_("hours that count"), default=72)
    state = models.CharField(max_length=8, choices=ExperimentState.choices, default=ExperimentState.DRAFT)
    ends_at = models.DateTimeField(_("ends"))
    started_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    choice = models.ForeignKey("Arm", null=True, on_delete=models.SET_NULL, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        verbose_name = _("experiment")
        verbose_name_plural = _("experiments")
        constraints = [
            models.CheckConstraint(
                name="experiment_begun_with_its_time",
                condition=(BEGUN & Q(started_at__isnull=False)) | (~BEGUN & Q(started_at=None)),
            ),
            models.CheckConstraint(
                name="experiment_stopped_with_its_time",
                condition=(ENDED & Q(stopped_at__isnull=False, stopped_at__gte=F("started_at")))
                | (~ENDED & Q(stopped_at=None)),
            ),
            models.CheckConstraint(
                name="experiment_decided_with_its_time",
                condition=Q(state="decided", decided_at__isnull=False) | (~Q(state="decided") & Q(decided_at=None)),
            ),
            models.CheckConstraint(
                name="experiment_title_is_of_a_product",
                condition=~Q(subject="title") | Q(product__isnull=False, shop__isnull=False),
            ),
            models.CheckConstraint(
                name="experiment_window_sensible", condition=Q(window_hours__gte=1, window_hours__lte=720)
            ),
            models.UniqueConstraint(
                fields=["product"],
                condition=Q(subject="title", state="running"),
                name="experiment_one_title_test_a_product",
            ),
            models.UniqueConstraint(
                fields=["segment"],
                condition=Q(subject="coupon", state="running"),
                name="experiment_one_coupon_test_a_segment",
            ),
            models.UniqueConstraint(
                fields=["subject"],
                condition=Q(subject="feed", state="running"),
                name="experiment_one_order_of_the_feed",
            ),
        ]
        indexes = [
            models.Index(fields=["shop", "-id"], name="experiment_of_shop"),
            models.Index(fields=["ends_at"], condition=Q(state="running"), name="experiment_running"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_running(self) -> bool:
        return self.state == ExperimentState.RUNNING


class Arm(models.Model):
    """One of the things people see. The first (place 0) is the control: what everybody sees without the experiment."""

    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="arms")
    place = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=120)
    weight = models.PositiveSmallIntegerField(default=50)
    shows = models.JSONField(default=dict, help_text="what is different: a title, an order, a coupon campaign's key")

    class Meta:
        verbose_name = _("arm")
        verbose_name_plural = _("arms")
        ordering = ["place"]
        constraints = [
            models.UniqueConstraint(fields=["experiment", "place"], name="arm_place_once"),
            models.CheckConstraint(
                name="arm_weight_sensible", condition=Q(weight__gte=1, weight__lte=1000, place__lte=7)
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def letter(self) -> str:
        return "ABCDEFGH"[self.place]


class Exposure(models.Model):
    """The first time somebody saw their arm: one row a person and experiment, whoever tries to write it at once."""

    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="exposures", db_index=False)
    arm = models.ForeignKey(Arm, on_delete=models.CASCADE, related_name="exposures")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    first_at = models.DateTimeField()

    class Meta:
        verbose_name = _("exposure")
        verbose_name_plural = _("exposures")
        constraints = [models.UniqueConstraint(fields=["experiment", "user"], name="exposure_once_a_person")]

    def __str__(self) -> str:
        return f"{self.experiment_id}: {self.user_id}"
