"""Levels: from how many points earned in a year, and what they are good for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils.translation import pgettext_lazy

if TYPE_CHECKING:
    from django.utils.functional import Promise

YEAR = timedelta(days=365)
DAYS = (1, 1, 2, 2, 3, 3, 5)  # points of the first day in a row, the second, …; then it begins again


@dataclass(frozen=True)
class Level:
    """`per_cent`: points for orders in hundredths of the usual; `gift`: points once a month, for the asking."""

    name: str
    label: str | Promise
    from_points: int
    per_cent: int
    gift: int


LEVELS = (
    Level("bud", pgettext_lazy("level", "Bud"), 0, 100, 0),
    Level("leaf", pgettext_lazy("level", "Leaf"), 300, 110, 30),
    Level("lotus", pgettext_lazy("level", "Lotus"), 1_500, 125, 100),
    Level("pond", pgettext_lazy("level", "Pond"), 5_000, 150, 300),
)


def level_at(earned: int) -> Level:
    """The level of somebody who earned so many points within a year."""
    return next(level for level in reversed(LEVELS) if earned >= level.from_points or level is LEVELS[0])


def next_level(level: Level) -> Level | None:
    place = LEVELS.index(level) + 1
    return LEVELS[place] if place < len(LEVELS) else None


def points_of_day(streak: int) -> int:
    """What the check-in of the so-many-th day in a row brings."""
    return DAYS[(streak - 1) % len(DAYS)]
