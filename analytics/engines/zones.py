"""Local days of many instants, by the offsets that hold in a zone: one truth for all engines, Python's."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import numpy as np

from analytics.engines.columns import EPOCH, MICROSECOND, Ints

DAY = 86_400_000_000


def offsets(zone: str, first: int, last: int) -> tuple[Ints, Ints]:
    """From which instant which offset holds, for all instants from `first` to `last`."""
    begins, held = [first], [_offset(zone, first)]
    here = first
    while here < last:
        there = min(here + DAY, last)
        if _offset(zone, there) != held[-1]:
            change = _change(zone, here, there)
            begins.append(change)
            held.append(_offset(zone, change))
            here = change
        else:
            here = there
    return np.array(begins, dtype=np.int64), np.array(held, dtype=np.int64)


def _change(zone: str, before: int, after: int) -> int:
    """The first instant with another offset than `before` has."""
    old = _offset(zone, before)
    while after - before > 1:
        middle = (before + after) // 2
        if _offset(zone, middle) == old:
            before = middle
        else:
            after = middle
    return after


def _offset(zone: str, instant: int) -> int:
    local = (EPOCH + timedelta(microseconds=instant)).astimezone(ZoneInfo(zone))
    return (local.utcoffset() or timedelta(0)) // MICROSECOND


def days_of(at: Ints, zone: str) -> Ints:
    """The local day of each instant."""
    if not len(at):
        return at
    begins, held = offsets(zone, int(at.min()), int(at.max()))
    return (at + held[np.searchsorted(begins, at, side="right") - 1]) // DAY
