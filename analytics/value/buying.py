"""How often customers come back, and whether they still do: BG/NBD.

Fader, Hardie & Lee (2005), "Counting Your Customers" the Easy Way, Marketing Science 24(2). A customer buys at a rate
of their own (gamma-distributed: r, α) and may leave for good after each purchase, with a chance of their own
(beta-distributed: a, b). Equation numbers are the article's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy  # its parts load at their first use, not when the site starts
from numpy.typing import ArrayLike

from analytics.value.histories import Floats, Histories
from analytics.value.searching import most_likely

STARTS = ((0.5, 5.0, 0.8, 2.5), (1.0, 10.0, 1.0, 1.0), (0.1, 1.0, 0.3, 5.0))
NEARLY_ONE = 1e-6


@dataclass(frozen=True)
class Buying:
    """The most likely parameters, and the logarithm of how likely the purchases are under them."""

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float

    def p_alive(self, repeats: ArrayLike, latest: ArrayLike, known: ArrayLike) -> Floats:
        """The chance that somebody with this history is still a customer (Fader, Hardie & Lee 2008, a note on
        implementing the model). Without a repeat purchase nobody has had an occasion to leave: 1."""
        return np.asarray(1 / (1 + self._left(*_floats(repeats, latest, known))), dtype=np.float64)

    def expected(self, weeks: float, repeats: ArrayLike, latest: ArrayLike, known: ArrayLike) -> Floats:
        """Purchases to expect of somebody with this history in the next so many weeks (equation 10).

        The hypergeometric function is taken in Euler's other form, which stays finite for hundreds of purchases.
        """
        x, t_x, known_for = _floats(repeats, latest, known)
        a = self.a if abs(self.a - 1) > NEARLY_ONE else 1 + NEARLY_ONE
        rest = (self.alpha + known_for) / (self.alpha + known_for + weeks)
        series = scipy.special.hyp2f1(a + self.b - 1 - self.r, a - 1, a + self.b + x - 1, 1 - rest)
        coming = (a + self.b + x - 1) / (a - 1) * (1 - rest ** (a - 1) * series)
        return np.asarray(np.maximum(0.0, coming) / (1 + self._left(x, t_x, known_for)), dtype=np.float64)

    def expected_of_new(self, weeks: ArrayLike) -> Floats:
        """Repeat purchases of somebody new within so many weeks of the first one (equation 9)."""
        t = np.asarray(weeks, dtype=np.float64)
        a = self.a if abs(self.a - 1) > NEARLY_ONE else 1 + NEARLY_ONE
        series = scipy.special.hyp2f1(self.r, self.b, a + self.b - 1, t / (self.alpha + t))
        return np.asarray(
            (a + self.b - 1) / (a - 1) * (1 - (self.alpha / (self.alpha + t)) ** self.r * series), dtype=np.float64
        )

    def _left(self, x: Floats, t_x: Floats, known: Floats) -> Floats:
        """How much likelier it is that somebody has left than that they are still there."""
        came_back = x > 0
        odds = np.log(self.a) - np.log(np.where(came_back, self.b + x - 1, 1.0))
        odds = odds + (self.r + x) * np.log((self.alpha + known) / (self.alpha + t_x))
        return np.where(came_back, np.exp(np.minimum(odds, 700.0)), 0.0)


def fit_buying(of: Histories) -> Buying:
    """The parameters under which these histories are most likely. NoFit when there are none."""
    found = most_likely(lambda logs: log_likelihood(np.exp(logs), of), np.log(STARTS), scale=len(of))
    r, alpha, a, b = np.exp(found)
    return Buying(float(r), float(alpha), float(a), float(b), log_likelihood(np.exp(found), of))


def log_likelihood(parameters: ArrayLike, of: Histories) -> float:
    """Σ ln L(r, α, a, b | x, t_x, T), equation 6 in the form that does not overflow."""
    r, alpha, a, b = np.asarray(parameters, dtype=np.float64)
    x, came_back = of.repeats, of.repeats > 0
    gammaln, betaln = scipy.special.gammaln, scipy.special.betaln
    rate = gammaln(r + x) - gammaln(r) + r * np.log(alpha)
    staying = betaln(a, b + x) - betaln(a, b) - (r + x) * np.log(alpha + of.known)
    left_after = np.where(came_back, x, 1.0)
    leaving = betaln(a + 1, b + left_after - 1) - betaln(a, b) - (r + x) * np.log(alpha + of.latest)
    either = np.where(came_back, np.logaddexp(staying, leaving), staying)
    return float(np.sum(rate + either))


def _floats(*values: ArrayLike) -> tuple[Floats, ...]:
    return tuple(np.asarray(one, dtype=np.float64) for one in values)
