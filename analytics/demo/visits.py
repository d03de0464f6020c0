"""How the demo's people and its passers-by look around: visits of a few minutes that lead to what they are known to do.

A visit is a walk through cards, pages and searches. Before an order its products were looked at, then the cart, then the
checkout; before a like or a comment the note was read. Besides there are visits that lead to nothing, fewer and fewer
the longer somebody is here, more in the evening and at weekends.
"""

from __future__ import annotations

import uuid
from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from random import Random
from typing import Any

from django.utils import timezone

from analytics.tracking.catalogue import Thing

HOURS = (2, 1, 1, 1, 1, 2, 5, 9, 12, 13, 13, 14, 18, 15, 13, 13, 14, 16, 20, 26, 32, 34, 26, 10)
WEEKDAYS = (10, 10, 10, 10, 12, 15, 15)
NOTES_IN_TEN = 6
CARDS = (6, 14)


@dataclass(frozen=True)
class Goods:
    """What there was to see, oldest first: (since when, its number, its shop)."""

    things: Sequence[tuple[datetime, int, int | None]]
    since: Sequence[datetime]

    @cached_property
    def _since(self) -> dict[int, datetime]:
        return {pk: at for at, pk, _shop in self.things}

    def was_there(self, pk: int, at: datetime) -> bool:
        return pk in self._since and self._since[pk] <= at

    def one(self, dice: Random, at: datetime) -> tuple[int, int | None] | None:
        """A few are looked at much more than the rest."""
        there = bisect_right(self.since, at)
        return self.things[int(there * dice.random() ** 2.2)][1:] if there else None


@dataclass
class Visit:
    """One person's or browser's walk; steps are written down as (name, instant, thing, number, shop, details)."""

    dice: Random
    at: datetime
    notes: Goods
    products: Goods
    session: uuid.UUID = field(init=False)
    steps: list[tuple[str, datetime, str, int, int | None, dict[str, Any]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.session = uuid.UUID(int=self.dice.getrandbits(128), version=4)

    def wait(self, least: float, most: float) -> None:
        self.at += timedelta(seconds=self.dice.uniform(least, most))

    def do(self, name: str, thing: str = "", pk: int = 0, shop: int | None = None, **details: Any) -> None:
        self.steps.append((name, self.at, thing, pk, shop, details))

    def cards(self, surface: str) -> None:
        """Some cards pass by; now and then one is opened."""
        for place in range(1, self.dice.randint(*CARDS)):
            thing = Thing.NOTE if self.dice.randrange(10) < NOTES_IN_TEN else Thing.PRODUCT
            found = (self.notes if thing is Thing.NOTE else self.products).one(self.dice, self.at)
            if found is None:
                continue
            self.wait(0.8, 3)
            self.do("impression", thing, *found, surface=surface, place=place)
            if self.dice.random() < 0.12:
                self.open(thing, found, surface, place)

    def open(self, thing: str, found: tuple[int, int | None], surface: str, place: int) -> None:
        self.wait(0.5, 2)
        self.do("click", thing, *found, surface=surface, place=place)
        self.wait(0.3, 1)
        self.do("note_view" if thing == Thing.NOTE else "product_view", thing, *found)
        self.wait(8, 70)
        if self.dice.random() < 0.05:
            self.do("share", thing, *found, way="link")

    def to(self, thing: str, pk: int, shop: int | None) -> None:
        """Straight to one thing, by its card."""
        self.do("impression", thing, pk, shop, surface="home", place=self.dice.randint(1, 12))
        self.open(thing, (pk, shop), "home", 1)


def look_around(visit: Visit) -> None:
    """A visit that leads to nothing, or to a cart that is left alone."""
    visit.cards("home")
    if visit.dice.random() < 0.3:
        visit.do("search", results=visit.dice.randint(0, 40))
        visit.cards("search")
    if visit.dice.random() < 0.12 and (found := visit.products.one(visit.dice, visit.at)):
        visit.to(Thing.PRODUCT, *found)
        if found[1] is not None and visit.dice.random() < 0.5:
            visit.do("shop_view", Thing.SHOP, found[1], found[1])
        visit.wait(5, 30)
        visit.do("cart_view")
        if visit.dice.random() < 0.3:
            visit.wait(10, 60)
            visit.do("checkout_view")


def lead_to(visit: Visit, walk: Callable[[], None], *, ends_at: datetime) -> None:
    """A walk that ends half a minute before something that is known to have happened."""
    walk()
    shift = ends_at - timedelta(seconds=visit.dice.uniform(10, 40)) - visit.at
    visit.steps = [(step[0], step[1] + shift, *step[2:]) for step in visit.steps]


def moment_in(dice: Random, day: datetime) -> datetime:
    """A moment of a local day, at an hour when people are about."""
    midnight = timezone.localtime(day).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + timedelta(hours=dice.choices(range(24), HOURS)[0], seconds=dice.randrange(3600))


def day_in(dice: Random, week: datetime) -> datetime:
    days = [week + timedelta(days=place) for place in range(7)]
    return dice.choices(days, [WEEKDAYS[timezone.localtime(day).weekday()] for day in days])[0]
