"""How heavy reports weigh and what follows from their sum. Plain arithmetic, after Discourse's defaults.

Every number can be set: `MODERATION = {"hide_at": 10.0}` in the settings.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings

from community.conduct.levels import Level as Trust


@dataclass(frozen=True)
class Limits:
    """Scores from which something happens. The base is 12.5; hidden from six ninths of it."""

    base: float = 12.5
    hide_at: float = 12.5 * 6 / 9
    lock_at: float = 31.25
    silence_at: float = 2.5
    silence_reporters: int = 3
    staff: float = 5.0
    take_action: float = 5.0
    accuracy_after: int = 5
    accuracy_axis: float = 0.7
    accuracy_most: float = 5.0
    flag: float = 1.0
    harder: float = 2.0  # on top, for what endangers somebody


HARDER = ("danger", "privacy")
STEPS_H = (24, 72, 168, 720)
EDIT_AFTER = timedelta(minutes=10)
FINE_FOR = timedelta(hours=24)
REMIND_AFTER = timedelta(hours=24)
LATE_AFTER = timedelta(hours=48)
EXPIRE_AFTER = timedelta(days=60)
LOCK_FOR = timedelta(hours=24)


def limits() -> Limits:
    return Limits(**getattr(settings, "MODERATION", {}))


def accuracy_bonus(*, decided: int, upheld: int, by: Limits) -> float:
    """Up to ±5·log₄(n): how far somebody's share of right reports is from 70 %. Nothing before six decisions."""
    if decided <= by.accuracy_after:
        return 0.0
    share = upheld / decided
    if share >= by.accuracy_axis:
        distance = (share - by.accuracy_axis) / (1 - by.accuracy_axis)
    else:
        distance = -(by.accuracy_axis - share) / by.accuracy_axis
    return by.accuracy_most * distance * math.log(decided, 4)


def report_weight(
    *,
    level: int,
    is_staff: bool = False,
    decided: int = 0,
    upheld: int = 0,
    reason: str = "",
    takes_action: bool = False,
    by: Limits | None = None,
) -> float:
    """What one report adds: 1 + trust level (staff 5) + how often one was right + for what; never below nothing."""
    by = by or limits()
    weight = 1 + (by.staff if is_staff else level)
    weight += accuracy_bonus(decided=decided, upheld=upheld, by=by)
    weight += by.harder if reason in HARDER else 0
    weight += by.take_action if takes_action else 0
    return max(0.0, weight)


def hides(score: float, *, by: Limits | None = None) -> bool:
    return score >= (by or limits()).hide_at


def locks(score: float, *, by: Limits | None = None) -> bool:
    return score >= (by or limits()).lock_at


def silences(score: float, reporters: int, *, level: int, by: Limits | None = None) -> bool:
    """Only newcomers, and only when several people say so."""
    by = by or limits()
    return level == Trust.NEW and reporters >= by.silence_reporters and score >= by.silence_at


def next_step_h(strikes: int) -> int:
    """How many hours the next timed strike lasts after so many before it; the last step repeats."""
    return STEPS_H[min(strikes, len(STEPS_H) - 1)]
