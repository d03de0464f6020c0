"""What happens around reviews, told to whoever wants to know."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class ReviewWritten(Event):
    """A buyer reviewed a line they received."""

    name: ClassVar[str] = "content.review_written"
    review_id: int
    product_id: int
    author_id: int
    rating: int


@dataclass(frozen=True)
class ReviewAddedTo(Event):
    """The author said how it is later on."""

    name: ClassVar[str] = "content.review_added_to"
    review_id: int


@dataclass(frozen=True)
class ReviewAnswered(Event):
    """The shop replied, for the first time."""

    name: ClassVar[str] = "content.review_answered"
    review_id: int
    author_id: int
