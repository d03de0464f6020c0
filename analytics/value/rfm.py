"""Recency, frequency, money: five steps each, on ranks, and ten groups by a table one can read.

Equal figures get equal steps, though a fifth then holds more or fewer than a fifth of the people: most customers have
bought once, and cutting them in the middle would be chance.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

STEPS = 5


class Group(TextChoices):
    CHAMPIONS = "champions", pgettext_lazy("customers", "Champions")
    LOYAL = "loyal", pgettext_lazy("customers", "Loyal")
    POTENTIAL = "potential", pgettext_lazy("customers", "Could become loyal")
    NEW = "new", pgettext_lazy("customers", "New")
    PROMISING = "promising", pgettext_lazy("customers", "Promising")
    ATTENTION = "attention", pgettext_lazy("customers", "Need attention")
    DROWSY = "drowsy", pgettext_lazy("customers", "About to fall asleep")
    AT_RISK = "at_risk", pgettext_lazy("customers", "At risk")
    DEAR = "dear", pgettext_lazy("customers", "Must not be lost")
    ASLEEP = "asleep", pgettext_lazy("customers", "Asleep")


@dataclass(frozen=True)
class Span:
    """A group: recency from…to, and the mean of frequency and money (halves up) from…to."""

    group: Group
    recency: tuple[int, int]
    worth: tuple[int, int]

    def holds(self, recency: int, worth: int) -> bool:
        return self.recency[0] <= recency <= self.recency[1] and self.worth[0] <= worth <= self.worth[1]


TABLE = (
    Span(Group.CHAMPIONS, (5, 5), (4, 5)),
    Span(Group.LOYAL, (3, 4), (4, 5)),
    Span(Group.POTENTIAL, (4, 5), (2, 3)),
    Span(Group.NEW, (5, 5), (1, 1)),
    Span(Group.PROMISING, (4, 4), (1, 1)),
    Span(Group.ATTENTION, (3, 3), (3, 3)),
    Span(Group.DROWSY, (3, 3), (1, 2)),
    Span(Group.AT_RISK, (1, 2), (3, 4)),
    Span(Group.DEAR, (1, 2), (5, 5)),
    Span(Group.ASLEEP, (1, 2), (1, 2)),
)


@dataclass(frozen=True)
class Score:
    """Steps of one customer; 5 is best: latest, most often, most money."""

    recency: int
    frequency: int
    money: int

    @property
    def worth(self) -> int:
        return (self.frequency + self.money + 1) // 2

    @property
    def group(self) -> Group:
        return next(span.group for span in TABLE if span.holds(self.recency, self.worth))


def steps(values: Sequence[int]) -> list[int]:
    """1 to 5 for each value, the highest best. Equal values share the mean of their ranks; alone is in the middle."""
    count = len(values)
    order = sorted(range(count), key=values.__getitem__)
    found = [0] * count
    place = 0
    while place < count:
        end = place
        while end < count and values[order[end]] == values[order[place]]:
            end += 1
        twice_the_rank = place + 1 + end
        step = STEPS * (twice_the_rank - 1) // (2 * count) + 1
        for one in order[place:end]:
            found[one] = step
        place = end
    return found


def scores(recency_days: Sequence[int], orders: Sequence[int], cents: Sequence[int]) -> list[Score]:
    """Scores of customers, from days since the last order, orders, and money."""
    latest = steps([-days for days in recency_days])
    return [Score(*three) for three in zip(latest, steps(orders), steps(cents), strict=True)]
