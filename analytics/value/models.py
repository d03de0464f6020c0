"""Working out what customers are worth, for the whole site or one shop, and what came out for each customer."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from analytics.value.rfm import Group
from catalog.shops.models import Shop
from config.kernel.ids import public_id
from config.kernel.models import Dated


class RunState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Being worked out")
    DONE = "done", _("Done")
    FAILED = "failed", _("Did not work")


OPEN = (RunState.WAITING, RunState.RUNNING)


class ValueRun(Dated):
    """One computation; `shop` None is the whole site. `findings`: what the models say, see `services`."""

    key = models.CharField(max_length=16, unique=True, default=public_id, editable=False)
    shop = models.ForeignKey(Shop, null=True, on_delete=models.CASCADE, related_name="value_runs")
    state = models.CharField(max_length=8, choices=RunState.choices, default=RunState.WAITING)
    progress = models.PositiveSmallIntegerField(default=0, help_text="per cent")
    as_of = models.DateTimeField(help_text="orders paid until then are counted")
    currency = models.CharField(max_length=3)
    customers = models.PositiveIntegerField(default=0)
    repeat_buyers = models.PositiveIntegerField(default=0)
    findings = models.JSONField(default=dict)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("customer value")
        verbose_name_plural = _("customer values")
        constraints = [
            models.UniqueConstraint(
                fields=["shop"],
                condition=Q(state__in=["waiting", "running"]),
                nulls_distinct=False,
                name="value_run_one_at_a_time",
            ),
            models.CheckConstraint(
                name="value_run_done_with_its_time",
                condition=Q(state__in=["done", "failed"], finished_at__isnull=False)
                | Q(state__in=["waiting", "running"], finished_at=None),
            ),
            models.CheckConstraint(name="value_run_progress_is_a_percentage", condition=Q(progress__lte=100)),
        ]
        indexes = [models.Index(fields=["shop", "state", "-id"], name="value_run_newest")]

    def __str__(self) -> str:
        return self.key

    @property
    def is_open(self) -> bool:
        return self.state in OPEN


STEP = (MinValueValidator(1), MaxValueValidator(5))


class CustomerValue(models.Model):
    """One customer in a run. RFM looks back a year; customers of longer ago have none. What the models foretell
    is there only when there are enough repeat buyers."""

    run = models.ForeignKey(ValueRun, on_delete=models.CASCADE, related_name="values", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    days_since = models.PositiveIntegerField(help_text="since the last paid order")
    orders = models.PositiveIntegerField()
    net_cents = models.BigIntegerField(help_text="paid less refunded")
    recency = models.PositiveSmallIntegerField(validators=STEP)
    frequency = models.PositiveSmallIntegerField(validators=STEP)
    money = models.PositiveSmallIntegerField(validators=STEP)
    group = models.CharField(max_length=10, choices=Group.choices)
    p_alive = models.FloatField(null=True)
    expected = models.FloatField(null=True, help_text="days with a purchase, in the coming year")
    worth_cents = models.BigIntegerField(null=True, help_text="of the coming year, discounted")

    class Meta:
        verbose_name = _("value of a customer")
        verbose_name_plural = _("values of customers")
        constraints = [
            models.UniqueConstraint(fields=["run", "user"], name="customer_value_once_a_run"),
            models.CheckConstraint(
                name="customer_value_steps_are_one_to_five",
                condition=Q(
                    recency__range=(1, 5),
                    frequency__range=(1, 5),
                    money__range=(1, 5),
                ),
            ),
            models.CheckConstraint(
                name="customer_value_chance_is_a_share", condition=Q(p_alive=None) | Q(p_alive__range=(0, 1))
            ),
        ]
        indexes = [models.Index(fields=["run", "group"], name="customer_value_by_group")]

    def __str__(self) -> str:
        return f"{self.run_id}: {self.user_id}"
