"""Growth models fitted to counts by least squares, with standard errors; refused where points do not carry them.

All fits work on the values themselves, not on their logarithms: a person counts as much late as early.
Time and value are scaled before fitting, so that years like 1790 and millions of people do no harm.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from math import log, sqrt

import numpy as np
import scipy  # its parts load at their first use, not when the site starts
from numpy.typing import NDArray

from analytics.growth.errors import (
    CannotFit,
    CeilingTooLow,
    CeilingUnknown,
    NotCounts,
    NotGrowing,
    StartTooFar,
    TooFewPoints,
)

Vector = NDArray[np.float64]
Curve = Callable[[Vector, Vector], Vector]
Slopes = Callable[[Vector, Vector], Vector]

LEAST, MOST = 1e-15, 1e15  # the highest value, and how far away times may be
MOST_POWER = 300.0  # e^±300 times a value still has a square
LEAST_POINTS = 3
LEAST_POINTS_LOGISTIC = 6
FAR = 10.0  # × the highest value: a ceiling up there was not found but fled
MOST_CEILING_ERROR = 0.5  # se(L)/L above this says nothing about L
CEILINGS = (1.02, 1.2, 2.0, 5.0, 20.0)  # × the highest value: where the search for L starts
TOLERANCE = 1e-14
MOST_STEPS = 300  # a search that takes longer runs away to somewhere infinite
EXACT = 1e-11  # residuals below this share of the values are rounding


@dataclass(frozen=True)
class Points:
    """Counts over time, sorted by time; several counts of one time are allowed."""

    times: Vector
    values: Vector

    @classmethod
    def of(cls, times: Sequence[float], values: Sequence[float]) -> Points:
        t, y = np.asarray(times, dtype=float), np.asarray(values, dtype=float)
        if len(t) != len(y) or not (np.isfinite(t).all() and np.isfinite(y).all()):
            raise NotCounts
        if len(y) and (y.min() < 0 or not LEAST < y.max() <= MOST or np.abs(t).max() > MOST):
            raise NotCounts
        order = np.argsort(t, kind="stable")
        return cls(t[order], y[order])

    def __len__(self) -> int:
        return len(self.times)

    def require(self, needed: int) -> None:
        """So many different times, and different enough: a billionth of a unit and of the span."""
        found = len(np.unique(np.round((self.times - self.times.mean()) / max(self.span, 1.0), 9))) if len(self) else 0
        if found < needed:
            raise TooFewPoints(needed=needed, found=found)

    @property
    def middle(self) -> float:
        return float(self.times[0] + self.times[-1]) / 2

    @property
    def span(self) -> float:
        return float(self.times[-1] - self.times[0]) or 1.0

    @property
    def highest(self) -> float:
        return float(self.values.max())

    def scaled(self) -> tuple[Vector, Vector]:
        return (self.times - self.middle) / self.span, self.values / self.highest


@dataclass(frozen=True)
class Estimate:
    """A parameter with its standard error and 95 % interval (Student's t with the fit's degrees of freedom)."""

    value: float
    se: float
    low: float
    high: float


@dataclass(frozen=True)
class Fit:
    """One model fitted. `aicc` is None where it is not defined: an exact fit, or too few points for the parameters."""

    model: str
    points: Points
    estimates: Mapping[str, Estimate]
    rss: float
    freedom: int
    aicc: float | None
    is_exact: bool
    _shape: Curve = field(repr=False)
    _slopes: Slopes = field(repr=False)
    _inner: Vector = field(repr=False)  # parameters and their covariance on the scaled axes
    _covariance: Vector = field(repr=False)

    @property
    def residual_sd(self) -> float:
        return sqrt(self.rss / self.freedom)

    def __getitem__(self, name: str) -> float:
        return self.estimates[name].value

    def at(self, times: Sequence[float]) -> Vector:
        """The curve, in people."""
        with np.errstate(over="ignore"):
            return self._shape(self._inner, self._scaled(times)) * self.points.highest

    def spread_at(self, times: Sequence[float]) -> Vector:
        """The standard deviation of a new count there: what the parameters leave open and what the counts scatter."""
        slopes = self._slopes(self._inner, self._scaled(times))
        scatter = self.rss / self.freedom / self.points.highest**2
        with np.errstate(over="ignore", invalid="ignore"):
            open_part = np.einsum("ij,jk,ik->i", slopes, self._covariance, slopes)
            spread: Vector = np.sqrt(np.maximum(open_part, 0) + scatter) * self.points.highest
        return spread

    def _scaled(self, times: Sequence[float]) -> Vector:
        scaled: Vector = (np.asarray(times, dtype=float) - self.points.middle) / self.points.span
        return scaled


# ------------------------------------------------------------------ the three forms on scaled axes


def _exponential(p: Vector, u: Vector) -> Vector:
    with np.errstate(over="ignore", invalid="ignore"):
        grown: Vector = p[0] * np.exp(p[1] * u)
    return np.nan_to_num(grown, posinf=1e150, neginf=-1e150)


def _exponential_slopes(p: Vector, u: Vector) -> Vector:
    with np.errstate(over="ignore", invalid="ignore"):
        grown = np.nan_to_num(np.exp(p[1] * u), posinf=1e150)
        return np.column_stack([grown, p[0] * u * grown])


def _logistic(p: Vector, u: Vector) -> Vector:
    reached: Vector = p[0] * scipy.special.expit(p[1] * u - p[2])
    return reached


def _logistic_slopes(p: Vector, u: Vector) -> Vector:
    share = scipy.special.expit(p[1] * u - p[2])
    bend = p[0] * share * (1 - share)
    return np.column_stack([share, bend * u, -bend])


def _linear(p: Vector, u: Vector) -> Vector:
    line: Vector = p[0] + p[1] * u
    return line


def _linear_slopes(p: Vector, u: Vector) -> Vector:
    return np.column_stack([np.ones_like(u), u])


# ------------------------------------------------------------------ fitting


def fit_linear(points: Points) -> Fit:
    """P(t) = a + bt: what the curves have to beat before anybody speaks of a curve."""
    points.require(LEAST_POINTS)
    u, v = points.scaled()
    slope, level = np.polyfit(u, v, 1)
    inner = np.array([level, slope])
    shift, span, high = points.middle, points.span, points.highest
    outer = {"a": (level - slope * shift / span) * high, "b": slope * high / span}
    to_outer = np.array([[high, -high * shift / span], [0.0, high / span]])
    return _finished("linear", points, inner, outer, to_outer, _linear, _linear_slopes)


def fit_exponential(points: Points) -> Fit:
    """P(t) = P0·e^(rt). A shrinking series is a fit too, with r below zero."""
    points.require(LEAST_POINTS)
    u, v = points.scaled()
    inner, has_arrived = _best(_exponential, _exponential_slopes, _exponential_starts(u, v), u, v)
    if not has_arrived:
        raise CannotFit
    span, high = points.span, points.highest
    power = -inner[1] * points.middle / span
    if abs(power) > MOST_POWER:
        raise StartTooFar
    back = np.exp(power)
    start = inner[0] * back * high
    outer = {"P0": start, "r": inner[1] / span}
    to_outer = np.array([[back * high, -start * points.middle / span], [0.0, 1 / span]])
    return _finished("exponential", points, inner, outer, to_outer, _exponential, _exponential_slopes)


def fit_logistic(
    points: Points, *, ceiling: float | None = None, start: tuple[float, float, float] | None = None
) -> Fit:
    """P(t) = L/(1 + e^−(rt − c)), all three at once, or r and c under a ceiling that somebody fixed.

    `start` is a first guess (L, c, r) instead of our own. Refused: fewer than six times, values that do not grow, a
    ceiling that the points do not tell (se(L)/L above one half).
    """
    points.require(LEAST_POINTS_LOGISTIC)
    if ceiling is not None:
        return _under(points, ceiling)
    u, v = points.scaled()
    starts = _logistic_starts(u, v) if start is None else [_inward(points, start)]
    inner, has_arrived = _best(_logistic, _logistic_slopes, starts, u, v)
    if min(inner[0], inner[1]) <= 0 or np.ptp(v) == 0:
        raise NotGrowing
    if not has_arrived:
        raise CeilingUnknown if inner[0] > FAR else CannotFit
    span, high = points.span, points.highest
    rate = inner[1] / span
    outer = {"L": inner[0] * high, "r": rate, "c": inner[2] + rate * points.middle}
    to_outer = np.diag([high, 1 / span, 1.0])
    to_outer[2, 1] = points.middle / span
    try:
        fit = _finished("logistic", points, inner, outer, to_outer, _logistic, _logistic_slopes)
    except CannotFit as refusal:
        raise (CeilingUnknown if inner[0] > FAR else CannotFit) from refusal
    if not 0 < fit.estimates["L"].se <= MOST_CEILING_ERROR * fit["L"] and not fit.is_exact:
        raise CeilingUnknown
    return fit


def _under(points: Points, ceiling: float) -> Fit:
    """The logistic with a fixed ceiling: r and c."""
    if not ceiling > points.highest:
        raise CeilingTooLow(highest=f"{points.highest:g}")
    if ceiling > MOST:
        raise NotCounts
    u, v = points.scaled()
    top = ceiling / points.highest

    def shape(p: Vector, x: Vector) -> Vector:
        return _logistic(np.array([top, p[0], p[1]]), x)

    def slopes(p: Vector, x: Vector) -> Vector:
        return _logistic_slopes(np.array([top, p[0], p[1]]), x)[:, 1:]

    inner, has_arrived = _best(shape, slopes, [_bent_line(u, v, top)], u, v)
    if inner[0] <= 0:
        raise NotGrowing
    if not has_arrived:
        raise CannotFit
    rate = inner[0] / points.span
    outer = {"r": rate, "c": inner[1] + rate * points.middle}
    to_outer = np.array([[1 / points.span, 0.0], [points.middle / points.span, 1.0]])
    return _finished("logistic", points, inner, outer, to_outer, shape, slopes, fixed={"L": ceiling})


def _inward(points: Points, start: tuple[float, float, float]) -> Vector:
    top, offset, rate = start
    return np.array([top / points.highest, rate * points.span, offset - rate * points.middle])


def _exponential_starts(u: Vector, v: Vector) -> list[Vector]:
    """The straight line through the logarithms of what is above zero, and a flat one."""
    seen = v > 0
    starts = [np.array([float(v.mean()), 0.1])]
    if len(np.unique(u[seen])) > 1:
        slope, level = np.polyfit(u[seen], np.log(v[seen]), 1)
        starts.append(np.array([np.exp(level), slope]))
    return starts


def _logistic_starts(u: Vector, v: Vector) -> list[Vector]:
    starts = []
    for top in CEILINGS:
        rate, offset = _bent_line(u, v, top)
        starts.append(np.array([top, rate, offset]))
    return starts


def _bent_line(u: Vector, v: Vector, top: float) -> Vector:
    """r and c of the straight line through ln(P/(L − P))."""
    share = np.clip(v / top, 1e-6, 1 - 1e-6)
    slope, level = np.polyfit(u, np.log(share / (1 - share)), 1)
    return np.array([slope, -level])


def _best(shape: Curve, slopes: Slopes, starts: Sequence[Vector], u: Vector, v: Vector) -> tuple[Vector, bool]:
    """The parameters of the least squares found from any of these starts, and whether the search came to its end."""
    found = []
    for start in starts:
        done = scipy.optimize.least_squares(
            lambda p: shape(p, u) - v,
            start,
            jac=lambda p: slopes(p, u),
            method="lm",
            xtol=TOLERANCE,
            ftol=TOLERANCE,
            gtol=TOLERANCE,
            max_nfev=MOST_STEPS,
        )
        if np.isfinite(done.cost) and np.isfinite(done.x).all():
            found.append((float(done.cost), np.asarray(done.x, dtype=float), bool(done.success)))
    if not found:
        raise CannotFit
    _cost, parameters, has_arrived = min(found, key=lambda one: one[0])
    return parameters, has_arrived


def _finished(
    model: str,
    points: Points,
    inner: Vector,
    outer: Mapping[str, float],
    to_outer: Vector,
    shape: Curve,
    slopes: Slopes,
    *,
    fixed: Mapping[str, float] | None = None,
) -> Fit:
    """Residuals, standard errors on both axes and AICc."""
    u, v = points.scaled()
    count, parameters = len(points), len(inner)
    freedom = count - parameters
    left = shape(inner, u) - v
    is_exact = bool(np.abs(left).max() <= EXACT)
    rss = 0.0 if is_exact else float(left @ left)
    covariance = _covariance(slopes(inner, u), rss / freedom)
    errors = np.sqrt(np.maximum(np.diag(to_outer @ covariance @ to_outer.T), 0))
    reach = float(scipy.stats.t.ppf(0.975, freedom))
    estimates = {
        name: Estimate(float(value), float(se), float(value - reach * se), float(value + reach * se))
        for (name, value), se in zip(outer.items(), errors, strict=True)
    }
    given = {name: Estimate(value, 0.0, value, value) for name, value in (fixed or {}).items()}
    true_rss = rss * points.highest**2
    aicc = None if is_exact else aicc_of(true_rss, count=count, parameters=parameters)
    return Fit(model, points, given | estimates, true_rss, freedom, aicc, is_exact, shape, slopes, inner, covariance)


def _covariance(slopes: Vector, variance: float) -> Vector:
    """(JᵀJ)⁻¹·s², by the singular values of J; where J has no full rank, nothing is known."""
    if not np.isfinite(slopes).all():
        raise CannotFit
    _left, sizes, right = np.linalg.svd(slopes, full_matrices=False)
    if sizes.min() <= sizes.max() * 1e-13:
        raise CannotFit
    turned = right.T / sizes
    covariance: Vector = turned @ turned.T * variance
    return covariance


def aicc_of(rss: float, *, count: int, parameters: int) -> float | None:
    """Akaike's criterion with the correction for few points; the variance counts as a parameter. Lower is better."""
    k = parameters + 1
    if count - k - 1 <= 0 or rss <= 0:
        return None
    return count * log(rss / count) + 2 * k + 2 * k * (k + 1) / (count - k - 1)
