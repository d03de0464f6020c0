"""Which model to believe, what to warn of, and where it leads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile
from math import inf

import scipy  # its parts load at their first use, not when the site starts
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from analytics.growth.curves import doubling_time, inflection
from analytics.growth.errors import CannotFit
from analytics.growth.fitting import Fit, Points, fit_exponential, fit_linear, fit_logistic

CURVES = ("exponential", "logistic")
MOST_AHEAD = 1e18
CLOSE = 2.0  # models whose AICc differ by less fit about equally well

WARNINGS: Mapping[str, str | Promise] = {
    "flat": _("The values do not change; there is no growth to speak of."),
    "shrinking": _("The values shrink; the doubling time is a time to halve."),
    "before_inflection": _("The data end before growth slows down: the ceiling is a guess beyond the points."),
    "ceiling_below_highest": _("The ceiling lies below the highest value; the series scatters around it."),
    "straight": _("A straight line explains the points as well or better; they show no curvature."),
    "models_equal": _("Exponential and logistic explain the points about equally well, and lead to different futures."),
    "exact": _("The curve goes exactly through the points; real counts scatter."),
    "unsure_rate": _("The interval of the growth rate contains zero."),
}


@dataclass(frozen=True)
class Choice:
    """Every model with its fit or its refusal, and the one to show."""

    points: Points
    fits: Mapping[str, Fit]
    refusals: Mapping[str, CannotFit]
    best: Fit | None
    warnings: Sequence[str]


@dataclass(frozen=True)
class Ahead:
    """A forecast with the band in which 95 % of new counts should fall if the model is right."""

    time: float
    value: float
    low: float
    high: float


def fitted(points: Points, *, models: Sequence[str] = CURVES, ceiling: float | None = None) -> Choice:
    """All models asked for, with the straight line beside them; the best has the lowest AICc."""
    fits: dict[str, Fit] = {}
    refusals: dict[str, CannotFit] = {}
    for name in dict.fromkeys([*models, "linear"]):
        try:
            fits[name] = _fit(name, points, ceiling)
        except CannotFit as refusal:
            refusals[name] = refusal
    best = best_of([fits[name] for name in models if name in fits])
    return Choice(points, fits, refusals, best, _choice_warnings(fits, best))


def _fit(name: str, points: Points, ceiling: float | None) -> Fit:
    if name == "logistic":
        return fit_logistic(points, ceiling=ceiling)
    return fit_exponential(points) if name == "exponential" else fit_linear(points)


def _rank(fit: Fit) -> tuple[float, int]:
    if fit.is_exact:
        return -inf, len(fit.estimates)
    return (inf if fit.aicc is None else fit.aicc), len(fit.estimates)


def best_of(fits: Sequence[Fit]) -> Fit | None:
    """Lowest AICc; exact fits first, and of equals the one with fewer parameters."""
    return min(fits, key=_rank, default=None)


def _choice_warnings(fits: Mapping[str, Fit], best: Fit | None) -> list[str]:
    found = []
    line = fits.get("linear")
    if best is not None and line is not None and _rank(line)[0] <= _rank(best)[0] < inf and not is_flat(best.points):
        found.append("straight")
    both = [fits[name].aicc for name in CURVES if name in fits]
    if len(both) == len(CURVES) and None not in both and abs(_difference(both)) < CLOSE:
        found.append("models_equal")
    return found


def _difference(both: Sequence[float | None]) -> float:
    first, second = both
    return (first or 0.0) - (second or 0.0)


def is_flat(points: Points) -> bool:
    return bool(points.values.min() == points.values.max())


def warnings_of(fit: Fit) -> list[str]:
    """What a reader of this fit must know."""
    if is_flat(fit.points):
        return ["flat"]
    found = ["exact"] if fit.is_exact else []
    if fit.model == "exponential":
        found += _rate_warnings(fit)
    if fit.model == "logistic":
        found += _ceiling_warnings(fit)
    return found


def _rate_warnings(fit: Fit) -> list[str]:
    rate = fit.estimates["r"]
    found = ["shrinking"] if rate.value < 0 else []
    return [*found, "unsure_rate"] if rate.low <= 0 <= rate.high else found


def _ceiling_warnings(fit: Fit) -> list[str]:
    found = []
    if inflection(rate=fit["r"], offset=fit["c"]) > fit.points.times[-1]:
        found.append("before_inflection")
    if fit["L"] < fit.points.highest and not fit.is_exact:
        found.append("ceiling_below_highest")
    return found


def derived(fit: Fit) -> dict[str, float | None]:
    """What follows from the parameters: the doubling time, or when growth is fastest."""
    if fit.model == "exponential":
        time = doubling_time(fit["r"])
        return {"doubling_time": None if abs(time) == inf or is_flat(fit.points) else time}
    if fit.model == "logistic":
        return {"inflection_t": inflection(rate=fit["r"], offset=fit["c"])}
    return {}


def forecast(fit: Fit, times: Sequence[float], *, level: float = 0.95) -> list[Ahead]:
    """The curve at these times with its band. A count is never below zero; where the band passes 10^18 it ends."""
    reach = float(scipy.stats.t.ppf((1 + level) / 2, fit.freedom))
    values, spreads = fit.at(times), fit.spread_at(times)
    found = [
        Ahead(float(time), float(value), max(0.0, float(value - reach * spread)), float(value + reach * spread))
        for time, value, spread in zip(times, values, spreads, strict=True)
    ]
    return list(takewhile(lambda one: one.high <= MOST_AHEAD, found))
