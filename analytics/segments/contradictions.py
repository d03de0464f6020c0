"""Conditions that nobody can meet, found before anybody is counted.

Looked for among what has to hold together: the parts of an `all`, through nested ones. What only the data can tell (a
city nobody lives in) is no contradiction; such a segment is simply empty.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import combinations
from typing import Any

from django.utils.translation import gettext as _

from analytics.segments.conditions import (
    Bought,
    Condition,
    Did,
    Every,
    FirstSeen,
    HasLevel,
    HasSteps,
    InGroup,
    Joined,
    Leaf,
    Lives,
    Not,
    Some,
)
from analytics.segments.errors import Contradiction
from analytics.value.rfm import TABLE


def check(condition: Condition) -> None:
    """Contradiction when nobody can ever meet it."""
    why = _fault(condition)
    if why:
        raise Contradiction(why=why)


def _fault(condition: Condition) -> str:
    """Why nobody can meet it, or nothing."""
    if isinstance(condition, Some):
        faults = [_fault(part) for part in condition.parts]
        return faults[0] if all(faults) else ""
    if isinstance(condition, Every):
        return _fault_of_all(condition)
    return ""


def _fault_of_all(condition: Every) -> str:
    parts = list(_held_together(condition))
    nested = (_fault(part) for part in parts if isinstance(part, Some))
    wanted = [part for part in parts if not isinstance(part, Every | Some | Not)]
    unwanted = [part.part for part in parts if isinstance(part, Not)]
    return next((one for one in (*nested, *_pairs(wanted), *_refused(wanted, unwanted)) if one), "")


def _held_together(condition: Every) -> Iterator[Condition]:
    for part in condition.parts:
        if isinstance(part, Every):
            yield from _held_together(part)
        else:
            yield part


def _pairs(wanted: Iterable[Leaf]) -> Iterator[str]:
    for one, other in combinations(wanted, 2):
        yield _clash(one, other) or _clash(other, one)


def _clash(one: Leaf, other: Leaf) -> str:
    look = _CLASHES.get((type(one), type(other)))
    return look(one, other) if look else ""


def _places(one: Lives, other: Lives) -> str:
    return "" if _nested(one.code, other.code) else _("nobody has a default address in two places.")


def _levels(one: HasLevel, other: HasLevel) -> str:
    return "" if set(one.levels) & set(other.levels) else _("nobody has two levels.")


def _groups(one: InGroup, other: InGroup) -> str:
    return "" if set(one.groups) & set(other.groups) else _("nobody is in two groups of customers.")


def _steps(one: HasSteps, other: HasSteps) -> str:
    meet = _meet(one.recency, other.recency) and _meet(one.worth, other.worth)
    return "" if meet else _("the steps leave no room for anybody.")


def _group_and_steps(one: InGroup, other: HasSteps) -> str:
    return "" if _group_has_steps(one, other) else _("that group of customers never has these steps.")


def _two_spans(one: Joined | FirstSeen, other: Joined | FirstSeen) -> str:
    return "" if _days_meet(one, other) else _("the days don't meet.")


def _nested(one: str, other: str) -> bool:
    short, long = sorted((one.rstrip("0"), other.rstrip("0")), key=len)
    return long.startswith(short)


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _group_has_steps(one: InGroup, other: HasSteps) -> bool:
    spans = (span for span in TABLE if span.group in one.groups)
    return any(_meet(span.recency, other.recency) and _meet(span.worth, other.worth) for span in spans)


def _days_meet(one: Joined | FirstSeen, other: Joined | FirstSeen) -> bool:
    starts = [day.start for day in (one, other) if day.start is not None]
    ends = [day.end for day in (one, other) if day.end is not None]
    return not starts or not ends or max(starts) < min(ends)


def _sums_clash(one: Bought, other: Bought) -> str:
    same = (one.measure, one.days) == (other.measure, other.days)
    if same and (one.operator, other.operator) == ("least", "most") and one.value > other.value:
        return _("at least %(low)s and at most %(high)s of the same can't both be.") % {
            "low": one.value,
            "high": other.value,
        }
    return ""


def _refused(wanted: Iterable[Leaf], unwanted: Iterable[Condition]) -> Iterator[str]:
    """What is asked for and refused at once."""
    for one in unwanted:
        if any(one == leaf or _did_more(leaf, one) for leaf in wanted):
            yield _("the same is asked for and ruled out.")


def _did_more(leaf: Leaf, than: Condition) -> bool:
    return isinstance(leaf, Did) and isinstance(than, Did) and leaf.when == than.when and leaf.times >= than.times


_CLASHES: Mapping[tuple[type[Leaf], type[Leaf]], Callable[[Any, Any], str]] = {
    (Lives, Lives): _places,
    (HasLevel, HasLevel): _levels,
    (InGroup, InGroup): _groups,
    (HasSteps, HasSteps): _steps,
    (InGroup, HasSteps): _group_and_steps,
    (Joined, Joined): _two_spans,
    (FirstSeen, FirstSeen): _two_spans,
    (Bought, Bought): _sums_clash,
}
