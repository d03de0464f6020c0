"""The two growth curves, and what follows from their parameters. `t` is in any unit; `r` is per that unit."""

from __future__ import annotations

from math import exp, inf, log


def exponential(t: float, *, start: float, rate: float) -> float:
    """P(t) = P0·e^(rt): every period grows by the same share."""
    return start * exp(rate * t)


def logistic(t: float, *, ceiling: float, rate: float, offset: float) -> float:
    """P(t) = L / (1 + e^−(rt − c)): grows like the exponential, then bends towards L. Solves dP/dt = rP(1 − P/L)."""
    power = rate * t - offset
    if power >= 0:
        return ceiling / (1 + exp(-power))
    return ceiling * exp(power) / (1 + exp(power))


def logistic_speed(t: float, *, ceiling: float, rate: float, offset: float) -> float:
    """dP/dt of the logistic, in people per unit of time; highest at the inflection, where it is rL/4."""
    reached = logistic(t, ceiling=ceiling, rate=rate, offset=offset)
    return rate * reached * (1 - reached / ceiling)


def offset_from_start(*, ceiling: float, start: float) -> float:
    """The c with which the logistic starts at `start`: ln(L/P0 − 1)."""
    return log(ceiling / start - 1)


def inflection(*, rate: float, offset: float) -> float:
    """When the logistic has half of its ceiling and grows fastest: c/r."""
    return offset / rate


def doubling_time(rate: float) -> float:
    """How long the exponential takes to double, ln 2 / r; infinite for zero, the time to halve below zero."""
    return log(2) / rate if rate else inf
