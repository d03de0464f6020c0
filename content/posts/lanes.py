"""Cards dealt to the columns of a masonry by the forms of their pictures: nothing is measured, nothing jumps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar

WORDS = 0.4  # how high the words under a picture are, in widths of the card


class Card(Protocol):
    """Anything with a picture to be seen by, or none."""

    @property
    def cover(self) -> Any: ...


C = TypeVar("C", bound=Card)


@dataclass(frozen=True)
class Lane(Generic[C]):
    """One column of the masonry."""

    cards: list[C]


def dealt(cards: Sequence[C], lanes: int = 2) -> list[Lane[C]]:
    """Each card to the shortest column."""
    columns: list[list[C]] = [[] for _ in range(lanes)]
    heights = [0.0] * lanes
    for card in cards:
        shortest = heights.index(min(heights))
        columns[shortest].append(card)
        cover = card.cover
        heights[shortest] += (cover.height / cover.width if cover else 1.0) + WORDS
    return [Lane(column) for column in columns]
