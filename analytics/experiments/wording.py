"""Figures of experiments in words."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from analytics.experiments.models import Metric
from analytics.experiments.reading import SHARES, MetricTable
from analytics.statistics.comparing import Reading
from config.kernel.templatetags.hetang import cents


def mean_words(metric: str, mean: float | None) -> str:
    """A mean in its unit."""
    if mean is None:
        return "–"
    if metric in SHARES or metric == Metric.PER_VIEW:
        return f"{100 * mean:.2f}%"
    if metric == Metric.REVENUE:
        return str(cents(round(mean), settings.CURRENCY))
    return f"{mean:.3f}"


def lift_words(reading: Reading) -> str:
    """+12.0 % (−3.1 % to +27.4 %)."""
    return _("%(lift)s (%(low)s to %(high)s)") % {
        "lift": signed(reading.value),
        "low": signed(reading.interval.low),
        "high": signed(reading.interval.high),
    }


def signed(share: float) -> str:
    return f"{'+' if share >= 0 else '−'}{abs(100 * share):.1f}%"


def verdict(letter: str, table: MetricTable, reading: Reading) -> str:
    """One sentence about an arm against the control."""
    words = {"arm": letter, "low": signed(reading.interval.low), "high": signed(reading.interval.high)}
    if reading.interval.low > 0:
        return _("%(arm)s brings more than A: between %(low)s and %(high)s.") % words
    if reading.interval.high < 0:
        return _("%(arm)s brings less than A: between %(low)s and %(high)s.") % words
    if table.is_final:
        return _("No difference between %(arm)s and A is proven: it lies between %(low)s and %(high)s.") % words
    return _("Nothing is sure yet: the difference between %(arm)s and A lies between %(low)s and %(high)s.") % words
