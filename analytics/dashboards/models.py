"""Charts that take long to work out are kept, and served again while newer ones are worked out."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from config.kernel.models import Dated


class SnapshotState(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    DONE = "done", _("Done")
    FAILED = "failed", _("Did not work")


class ChartSnapshot(Dated):
    """`digest` names the question (chart, filters, shop, language); `wish` is the question; `chart` its last answer."""

    digest = models.CharField(max_length=32, unique=True, editable=False)
    wish = models.JSONField()
    state = models.CharField(max_length=8, choices=SnapshotState.choices, default=SnapshotState.WAITING)
    asked_at = models.DateTimeField()
    chart = models.JSONField(null=True)
    built_at = models.DateTimeField(null=True)
    took_ms = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("kept chart")
        verbose_name_plural = _("kept charts")
        constraints = [
            models.CheckConstraint(
                name="chart_snapshot_done_has_a_chart",
                condition=~Q(state="done") | Q(chart__isnull=False, built_at__isnull=False),
            )
        ]
        indexes = [models.Index(fields=["asked_at"], name="chart_snapshot_by_age")]

    def __str__(self) -> str:
        return self.digest
