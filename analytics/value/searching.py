"""Looking for the most likely parameters, from several starts; refused when they run off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import scipy  # its parts load at their first use, not when the site starts

from analytics.value.errors import NoFit
from analytics.value.histories import Floats

FARTHEST = np.log(1e6)  # a parameter beyond a million, or below a millionth, is no parameter


def most_likely(log_likelihood: Callable[[Floats], float], starts: Any, *, scale: int) -> Floats:
    """Where the log-likelihood of these (logarithms of) parameters is highest."""
    if not scale:
        raise NoFit

    def worse(place: Floats) -> float:
        if np.max(np.abs(place)) > FARTHEST:
            return 1e10
        value = log_likelihood(place) / scale
        return -value if np.isfinite(value) else 1e10

    ends = [_search(worse, np.asarray(start, dtype=np.float64)) for start in starts]
    best = min(ends, key=lambda end: float(end.fun))
    found = np.asarray(best.x, dtype=np.float64)
    if not np.isfinite(best.fun) or best.fun >= 1e9 or np.max(np.abs(found)) > FARTHEST - 1:
        raise NoFit
    return found


def _search(worse: Callable[[Floats], float], start: Floats) -> Any:
    """Downhill along the slope, then by simplex: the slope is measured in differences and ends a little early."""
    with np.errstate(all="ignore"):
        rough = scipy.optimize.minimize(worse, start, method="BFGS")
        if not np.isfinite(rough.fun) or np.max(np.abs(rough.x)) > FARTHEST - 1:
            return rough
        options = {"xatol": 1e-7, "fatol": 1e-12, "maxiter": 2_000, "maxfev": 2_000}
        return scipy.optimize.minimize(worse, rough.x, method="Nelder-Mead", options=options)
