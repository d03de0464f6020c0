"""What a purchase of a customer brings: Gamma-Gamma.

Fader & Hardie (2013), "The Gamma-Gamma Model of Monetary Value", brucehardie.com/notes/025. What one spends varies
around a mean of one's own (gamma: p), the means differ between people (gamma: q, γ). Says nothing about how often.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy  # its parts load at their first use, not when the site starts
from numpy.typing import ArrayLike

from analytics.value.errors import NoFit
from analytics.value.histories import Floats, Histories
from analytics.value.searching import most_likely

STARTS = ((1.0, 2.0, 1.0), (6.0, 4.0, 15.0), (2.0, 10.0, 5.0))


@dataclass(frozen=True)
class Spending:
    """The most likely parameters; γ in the unit of what was spent."""

    p: float
    q: float
    gamma: float
    log_likelihood: float

    def expected(self, repeats: ArrayLike, spent: ArrayLike) -> Floats:
        """What a further purchase of somebody brings: between their own mean and everybody's, nearer to their own the
        more often they came. Somebody without a repeat purchase gets everybody's."""
        x, mean = np.asarray(repeats, dtype=np.float64), np.asarray(spent, dtype=np.float64)
        return np.asarray(self.p * (self.gamma + x * mean) / (self.p * x + self.q - 1), dtype=np.float64)


def fit_spending(of: Histories) -> Spending:
    """From those who came back and spent something. The mean of everybody exists only where q > 1: NoFit otherwise."""
    repeats, spent = _of_repeaters(of)
    if len(repeats) == 0:
        raise NoFit
    unit = float(np.median(spent))
    scaled = spent / unit
    found = np.exp(
        most_likely(lambda logs: _log_likelihood(np.exp(logs), repeats, scaled), np.log(STARTS), scale=len(repeats))
    )
    p, q, gamma = float(found[0]), float(found[1]), float(found[2] * unit)
    if q <= 1:
        raise NoFit
    return Spending(p, q, gamma, _log_likelihood(np.array([p, q, gamma]), repeats, spent))


def log_likelihood(parameters: ArrayLike, of: Histories) -> float:
    """Σ ln f(z̄ | p, q, γ; x), equation 1a."""
    return _log_likelihood(np.asarray(parameters, dtype=np.float64), *_of_repeaters(of))


def _of_repeaters(of: Histories) -> tuple[Floats, Floats]:
    chosen = (of.repeats > 0) & (of.spent > 0)
    return of.repeats[chosen], of.spent[chosen]


def _log_likelihood(parameters: Floats, x: Floats, mean: Floats) -> float:
    p, q, gamma = parameters
    each = (
        scipy.special.gammaln(p * x + q) - scipy.special.gammaln(p * x) - scipy.special.gammaln(q) + q * np.log(gamma)
    )
    each = each + (p * x - 1) * np.log(mean) + p * x * np.log(x) - (p * x + q) * np.log(gamma + x * mean)
    return float(np.sum(each))
