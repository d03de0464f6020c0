"""Trust levels: what brings somebody up and what each level may do. Plain arithmetic, no database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

LINKS_OF_NEWCOMERS = 2
PENALTY_HOLD = timedelta(days=180)
ROLLING = timedelta(days=100)
KEPT_PERCENT = 90


LIKES_A_DAY = 50
TIMES_MORE = {2: 1.5, 3: 2, 4: 3}  # Discourse's


class Level(models.IntegerChoices):
    NEW = 0, _("New here")
    KNOWN = 1, _("Known")
    TRUSTED = 2, _("Trusted")
    REGULAR = 3, _("Regular")
    LEADING = 4, _("Leading")


@dataclass(frozen=True)
class Facts:
    """What is known of somebody. Reading time isn't measured: buying, or taking part, says more."""

    days: int = 0
    has_kept_order: bool = False  # its refund window is over
    is_merchant: bool = False
    was_invited: bool = False
    written: int = 0
    threads: int = 0
    likes_given: int = 0
    likes_got: int = 0
    # of the last hundred days
    active_days: int = 0
    recent_threads: int = 0
    recent_likes_given: int = 0
    recent_likes_got: int = 0
    recent_fans: int = 0
    upheld: int = 0


@dataclass(frozen=True)
class Step:
    """One thing a level asks for: how much there is, and how much it takes."""

    name: str
    has: int
    takes: int

    @property
    def is_done(self) -> bool:
        return self.has >= self.takes


def likes_a_day(level: int) -> int:
    return int(LIKES_A_DAY * TIMES_MORE.get(level, 1))


def steps_to(level: int, facts: Facts) -> list[Step]:
    """What the level asks for. Level 1 also comes at once with a kept order, a shop, or an invitation."""
    if level == Level.KNOWN:
        return [
            Step("days", facts.days, 2),
            Step("written", facts.written, 3),
            Step("likes_given", facts.likes_given, 3),
        ]
    if level == Level.TRUSTED:
        return [
            Step("days", facts.days, 15),
            Step("threads", facts.threads, 3),
            Step("likes_given", facts.likes_given, 1),
            Step("likes_got", facts.likes_got, 1),
        ]
    if level == Level.REGULAR:
        return [
            Step("active_days", facts.active_days, 50),
            Step("threads", facts.recent_threads, 10),
            Step("likes_given", facts.recent_likes_given, 30),
            Step("likes_got", facts.recent_likes_got, 20),
            Step("fans", facts.recent_fans, 5),
        ]
    return []


def level_for(facts: Facts, *, before: int = 0, is_held: bool = False) -> int:
    """The level somebody has earned. A penalty holds them where they are; level 3 is kept down to nine tenths."""
    earned = _earned(facts, before)
    return min(earned, before) if is_held else earned


def _earned(facts: Facts, before: int) -> int:
    comes_at_once = facts.has_kept_order or facts.is_merchant or facts.was_invited
    if not comes_at_once and not _all_done(Level.KNOWN, facts):
        return Level.NEW
    if not _all_done(Level.TRUSTED, facts):
        return Level.KNOWN
    share = KEPT_PERCENT if before >= Level.REGULAR else 100
    is_regular = facts.upheld <= 5 and all(100 * one.has >= share * one.takes for one in steps_to(3, facts))
    return Level.REGULAR if is_regular else Level.TRUSTED


def _all_done(level: int, facts: Facts) -> bool:
    return all(step.is_done for step in steps_to(level, facts))
