"""From a cell of a chart to a segment: the people behind a number, as a condition in an address.

    save_url("platform", cohort_cell(first=(monday, next_monday), active=(day, next_day)))

Whoever draws a chart links a cell to `save_url`; the page there shows the condition, counts it, and saves it. Nothing
in the address is trusted: it is read like any other condition, and asks only for people its reader may count.
"""

from __future__ import annotations

import base64
import binascii
import json
from datetime import date, timedelta

from django.urls import reverse

from analytics.segments.conditions import (
    Condition,
    Every,
    FirstSeen,
    HasSteps,
    InGroup,
    Not,
    WasActive,
    read,
    written,
)
from analytics.segments.errors import BadCondition

LONGEST = 4_000
Days = tuple[date, date]


def pack(condition: Condition) -> str:
    text = json.dumps(written(condition), separators=(",", ":"), sort_keys=True)
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def unpack(text: str) -> Condition:
    """The condition of an address, or BadCondition."""
    if len(text) > LONGEST:
        raise BadCondition(why="")
    try:
        data = json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except (binascii.Error, ValueError, RecursionError) as wrong:
        raise BadCondition(why="") from wrong
    return read(data)


def save_url(portal: str, condition: Condition) -> str:
    """Where a cell leads: a new segment of these people, in the merchant's or the platform's portal."""
    return f"{reverse(f'{portal}:segment-new')}?cell={pack(condition)}"


def value_cell(recency: int, worth: int) -> Condition:
    """A cell of the grid of customers' value."""
    return HasSteps((recency, recency), (worth, worth))


def value_group(group: str) -> Condition:
    return InGroup((group,))


def active_cell(start: date, end: date, *, times: int = 1) -> Condition:
    """Who was active on these days, `end` out: a point of DAU, WAU or MAU."""
    return WasActive(times, None, start, end)


def cohort_cell(*, first: Days, active: Days) -> Condition:
    """Who began in `first` and came back in `active`: a cell of calendar retention."""
    return Every((FirstSeen(*first), active_cell(*active)))


def churned_cell(*, before: Days, now: Days) -> Condition:
    """Active in the period before, not in this one."""
    return Every((active_cell(*before), Not(active_cell(*now))))


def new_cell(start: date, days: int = 1) -> Condition:
    """Who was new in these days."""
    return FirstSeen(start, start + timedelta(days=days))
