"""How far people bring people."""

from __future__ import annotations

from math import inf


def k_factor(*, invited: int, activated: int, inviters: int) -> float:
    """K = i·c: invitations a person × invited who became active ÷ invitations. New people that one person brings."""
    if inviters <= 0:
        return 0.0
    invitations_each = invited / inviters
    share = activated / invited if invited else 0.0
    return invitations_each * share


def people_after(*, start: float, k: float, elapsed: float, cycle: float) -> float:
    """U(t) = U0·(K^(t/ct + 1) − 1)/(K − 1), with `elapsed` and `cycle` (invitation to activation) in the same unit."""
    cycles = elapsed / cycle
    if k == 1:
        return start * (cycles + 1)
    return float(start * (k ** (cycles + 1) - 1) / (k - 1))


def viral_ceiling(*, start: float, k: float) -> float:
    """What it ends at by itself: U0/(1 − K) below K = 1, without end from there on."""
    return start / (1 - k) if k < 1 else inf
