"""Facts about moderation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class ThingReported(Event):
    """Somebody reported something."""

    name: ClassVar[str] = "content.thing_reported"
    item_id: int
    report_id: int


@dataclass(frozen=True)
class StrikeGiven(Event):
    """Something was done about what a person made; they are told."""

    name: ClassVar[str] = "content.strike_given"
    strike_id: int
    person_id: int


@dataclass(frozen=True)
class ItemDecided(Event):
    """A moderator decided; whoever reported it learns what came of it."""

    name: ClassVar[str] = "content.item_decided"
    item_id: int
    outcome: str


@dataclass(frozen=True)
class StrikeAppealed(Event):
    """A person says a strike was wrong."""

    name: ClassVar[str] = "content.strike_appealed"
    strike_id: int


@dataclass(frozen=True)
class AppealDecided(Event):
    """Another moderator decided about an appeal."""

    name: ClassVar[str] = "content.appeal_decided"
    strike_id: int
    is_approved: bool


@dataclass(frozen=True)
class ThingReturned(Event):
    """What had been hidden is shown again."""

    name: ClassVar[str] = "content.thing_returned"
    item_id: int


@dataclass(frozen=True)
class NoticeGiven(Event):
    """Somebody gave a legal notice; those who decide about it are told."""

    name: ClassVar[str] = "content.legal_notice_given"
    notice_id: int
