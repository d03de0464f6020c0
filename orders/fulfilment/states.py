"""The life of a parcel: which state may follow which.

Carriers miss scans, so a step may be skipped forwards; nothing is delivered that nobody ever picked up, and an end
state stays unless the parcel goes back.
"""

from __future__ import annotations

from collections.abc import Mapping

from orders.fulfilment.models import ParcelStatus as S

_ON_THE_WAY = frozenset(
    {
        S.IN_TRANSIT,
        S.CUSTOMS,
        S.OUT_FOR_DELIVERY,
        S.AVAILABLE_FOR_PICKUP,
        S.DELIVERY_FAILED,
        S.DELIVERED,
        S.RETURNING,
        S.EXCEPTION,
    }
)

NEXT: Mapping[str, frozenset[str]] = {
    S.INFO_RECEIVED: frozenset({S.PICKED_UP, S.IN_TRANSIT, S.OUT_FOR_DELIVERY, S.EXCEPTION}),
    S.PICKED_UP: _ON_THE_WAY,
    S.IN_TRANSIT: _ON_THE_WAY,
    S.CUSTOMS: _ON_THE_WAY - {S.DELIVERED},
    S.OUT_FOR_DELIVERY: _ON_THE_WAY - {S.CUSTOMS},
    S.AVAILABLE_FOR_PICKUP: _ON_THE_WAY - {S.CUSTOMS},
    S.DELIVERY_FAILED: _ON_THE_WAY - {S.CUSTOMS},
    S.EXCEPTION: _ON_THE_WAY | {S.PICKED_UP},
    S.RETURNING: frozenset({S.RETURNING, S.RETURNED, S.EXCEPTION}),
    S.DELIVERED: frozenset({S.RETURNING}),
    S.RETURNED: frozenset(),
}
"""What may come next. A state that follows itself can be told again with news: another place, a second failure."""

LEFT_OUT: Mapping[str, frozenset[str]] = {
    S.INFO_RECEIVED: _ON_THE_WAY | {S.PICKED_UP, S.RETURNED},
    S.CUSTOMS: _ON_THE_WAY,
    S.DELIVERY_FAILED: _ON_THE_WAY | {S.RETURNED},
    S.EXCEPTION: NEXT[S.EXCEPTION] | {S.RETURNED},
}
"""The same for what a carrier's system tells, where it differs: the scans between may be missing."""
REPEATABLE = frozenset({S.IN_TRANSIT, S.CUSTOMS, S.DELIVERY_FAILED, S.EXCEPTION, S.RETURNING})
END = frozenset({S.DELIVERED, S.RETURNED})
ACTIVE = frozenset(S.values) - END
NEEDS_REASON = frozenset({S.DELIVERY_FAILED, S.EXCEPTION})
REFUSED, TRIED_OUT = "refused", "tried_out"
"""Codes of a failed delivery that need not be tried again, and of the way back that follows."""
TAKES_COURIER = frozenset({S.PICKED_UP, S.OUT_FOR_DELIVERY})
"""Whoever scans these has the parcel in hand."""


def may_follow(now: str, after: str, *, is_told: bool = False) -> bool:
    """Whether `after` may come next. Carriers' systems (`is_told`) leave scans out: there, any way forward will do."""
    if is_told and now in LEFT_OUT:
        return after in LEFT_OUT[now] and (after != now or after in REPEATABLE)
    return after in NEXT[now] and (after != now or after in REPEATABLE)
