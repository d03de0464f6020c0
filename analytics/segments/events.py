"""Facts about segments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class AudienceAsked(Event):
    """Somebody saved a segment or wants its audience anew; a task draws it up."""

    name: ClassVar[str] = "analytics.audience_asked"
    segment_id: int


@dataclass(frozen=True)
class HandoutAsked(Event):
    """A coupon is to be handed out to an audience; a task gives it to one person after the other."""

    name: ClassVar[str] = "analytics.handout_asked"
    handout_id: int
