"""What stands in a feed: a note with why it is there, or a product."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from accounts.identity.models import User
from catalog.products.models import Product
from content.posts.models import Post
from content.posts.selectors import as_cards, notes_for


@dataclass(frozen=True)
class Shown:
    """One card: a note (and who handed it on, or why it is here), or a product."""

    note: Post | None = None
    product: Product | None = None
    reposter: User | None = None
    reason: str = ""

    @property
    def cover(self) -> Any:
        thing = self.note or self.product
        return thing.cover if thing else None


@dataclass(frozen=True)
class FeedPage:
    """One page of a feed, and where the next one begins."""

    items: list[Shown] = field(default_factory=list)
    next_cursor: str = ""

    @property
    def products(self) -> list[Product]:
        return [one.product for one in self.items if one.product]


def notes_by_pk(viewer: Any, pks: Iterable[int]) -> dict[int, Post]:
    """Those of these notes that this reader may see, with what a card shows; one query."""
    return {note.pk: note for note in as_cards(notes_for(viewer).filter(pk__in=set(pks)))}


def woven(notes: Sequence[Shown], products: Sequence[Product]) -> list[Shown]:
    """Notes with products among them, spread evenly; the order of both stays."""
    every = max(1, len(notes) // max(1, len(products)))
    waiting = [Shown(product=product) for product in products]
    cards: list[Shown] = []
    for place, note in enumerate(notes, 1):
        cards.append(note)
        if place % every == 0 and waiting:
            cards.append(waiting.pop(0))
    return cards + waiting
