"""Facts about what people follow besides people."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class TopicFollowed(Event):
    """Somebody wants to see what is said about a topic."""

    name: ClassVar[str] = "content.topic_followed"
    topic_id: int
    user_id: int


@dataclass(frozen=True)
class ShopFollowed(Event):
    """Somebody wants to see what a shop writes."""

    name: ClassVar[str] = "content.shop_followed"
    shop_id: int
    user_id: int
