"""What a segment asks of people: a tree of all, any and not, whose leaves are conditions. Data, without SQL.

    {"all": [{"is": "group", "groups": ["loyal"]}, {"not": {"is": "did", "event": "order_paid", "days": 30}}]}

`read` makes it of JSON and refuses what is none; `written` makes the same JSON again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from accounts.addresses.regions import region
from accounts.loyalty.levels import LEVELS
from analytics.segments.errors import BadCondition
from analytics.tracking.catalogue import BY_NAME
from analytics.value.rfm import Group

MOST_LEAVES, DEEPEST = 30, 5
MOST_DAYS, MOST_TIMES, MOST_VALUE = 730, 10_000, 10**12
MEASURES, OPERATORS = ("count", "sum", "last"), ("least", "most")


@dataclass(frozen=True)
class Lives:
    """The default address lies in a province or city (six digits, GB/T 2260)."""

    name: ClassVar[str] = "lives"
    code: str


@dataclass(frozen=True)
class HasLevel:
    name: ClassVar[str] = "level"
    levels: tuple[str, ...]


@dataclass(frozen=True)
class Joined:
    """The account was made on one of these local days, the first one in, the last one out."""

    name: ClassVar[str] = "joined"
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True)
class JoinedLately:
    """Within so many local days, today among them."""

    name: ClassVar[str] = "joined_lately"
    days: int


@dataclass(frozen=True)
class InGroup:
    """One of these groups of the newest value run."""

    name: ClassVar[str] = "group"
    groups: tuple[str, ...]


@dataclass(frozen=True)
class HasSteps:
    """Recency and worth of the newest value run, first and last step both in."""

    name: ClassVar[str] = "steps"
    recency: tuple[int, int]
    worth: tuple[int, int]


@dataclass(frozen=True)
class Did:
    """Did something at least so often: in so many local days that end today, or on local days from start to end
    (out), or ever. Of one thing, or of any."""

    name: ClassVar[str] = "did"
    event: str
    times: int = 1
    days: int | None = None
    start: date | None = None
    end: date | None = None
    object_kind: str = ""
    object_id: int = 0

    @property
    def when(self) -> tuple[object, ...]:
        return self.event, self.days, self.start, self.end, self.object_kind, self.object_id


@dataclass(frozen=True)
class WasActive:
    """Did something that counts on at least so many days: of the last ones, today among them, or from start to end
    (out). The days are those the dashboards add up."""

    name: ClassVar[str] = "active"
    times: int = 1
    days: int | None = None
    start: date | None = None
    end: date | None = None


@dataclass(frozen=True)
class FirstSeen:
    """The first thing they ever did that counts fell on these local days (a cohort)."""

    name: ClassVar[str] = "first_seen"
    start: date
    end: date


@dataclass(frozen=True)
class Bought:
    """Paid orders: how many (`count`), worth how much in cents (`sum`), or how many days ago the last one was (`last`);
    at least or at most so much; within so many days or ever."""

    name: ClassVar[str] = "bought"
    measure: str
    operator: str
    value: int
    days: int | None = None


Leaf = Lives | HasLevel | Joined | JoinedLately | InGroup | HasSteps | Did | WasActive | FirstSeen | Bought
LEAVES: Mapping[str, type[Leaf]] = {
    leaf.name: leaf
    for leaf in (Lives, HasLevel, Joined, JoinedLately, InGroup, HasSteps, Did, WasActive, FirstSeen, Bought)
}


@dataclass(frozen=True)
class Every:
    """All of them hold."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Some:
    """At least one of them holds."""

    parts: tuple[Condition, ...]


@dataclass(frozen=True)
class Not:
    part: Condition


Condition = Leaf | Every | Some | Not


def leaves(condition: Condition) -> Iterator[Leaf]:
    if isinstance(condition, Every | Some):
        for part in condition.parts:
            yield from leaves(part)
    elif isinstance(condition, Not):
        yield from leaves(condition.part)
    else:
        yield condition


ABOUT_PEOPLE = (Lives, HasLevel, Joined, JoinedLately)


def tells_on_people(condition: Condition) -> bool:
    """Whether it asks for what a shop doesn't know of its customers from their orders."""
    return any(isinstance(leaf, ABOUT_PEOPLE) for leaf in leaves(condition))


# ---- JSON -------------------------------------------------------------------------------------------------------


def written(condition: Condition) -> dict[str, Any]:
    """The JSON of a condition; what stands at its default is left out."""
    if isinstance(condition, Every):
        return {"all": [written(part) for part in condition.parts]}
    if isinstance(condition, Some):
        return {"any": [written(part) for part in condition.parts]}
    if isinstance(condition, Not):
        return {"not": written(condition.part)}
    values = {one.name: (getattr(condition, one.name), one.default) for one in fields(condition)}
    return {"is": condition.name} | {name: _plain(value) for name, (value, usual) in values.items() if value != usual}


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def read(data: object) -> Condition:
    """The condition of some JSON, or BadCondition."""
    condition = _read(data, 1)
    if sum(1 for _leaf in leaves(condition)) > MOST_LEAVES:
        raise BadCondition(why=_("at most %(most)s conditions fit into one segment.") % {"most": MOST_LEAVES})
    return condition


def _read(data: object, depth: int) -> Condition:
    if depth > DEEPEST:
        raise BadCondition(why=_("it is nested too deep."))
    if not isinstance(data, dict):
        raise _unreadable()
    match data:
        case {"all": list(parts), **rest} if parts and not rest:
            return Every(tuple(_read(part, depth + 1) for part in parts))
        case {"any": list(parts), **rest} if parts and not rest:
            return Some(tuple(_read(part, depth + 1) for part in parts))
        case {"not": part, **rest} if not rest:
            return Not(_read(part, depth + 1))
        case {"is": str(name), **rest} if name in LEAVES:
            return _leaf(name, rest)
    raise _unreadable()


def _leaf(name: str, values: dict[str, Any]) -> Leaf:
    kind = LEAVES[name]
    known = {one.name for one in fields(kind)}
    if set(values) - known:
        raise _unreadable()
    try:
        leaf = kind(**{key: _value(key, value) for key, value in values.items()})
    except (TypeError, ValueError) as wrong:
        raise _unreadable() from wrong
    _CHECKS[name](leaf)
    return leaf


def _value(key: str, value: Any) -> Any:
    if key in {"start", "end"}:
        return date.fromisoformat(value)
    if isinstance(value, list):
        return tuple(value)
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError(key)
    return value


def _unreadable() -> BadCondition:
    return BadCondition(why=_("it is of no kind that is known here."))


# ---- what a leaf may say ----------------------------------------------------------------------------------------


def _need(is_right: bool, why: str, **field: str) -> None:
    if not is_right:
        raise BadCondition(why=why, **field)


def _whole(value: object, low: int, high: int, field: str) -> None:
    said = _("a number from %(low)s to %(high)s belongs here.") % {"low": low, "high": high}
    _need(isinstance(value, int) and low <= value <= high, said, field=field)


def _days(start: date | None, end: date | None) -> None:
    if start and end:
        _need(start < end, _("the last day lies before the first one."), field="end")


def _lives(leaf: Any) -> None:
    place = region(leaf.code) if isinstance(leaf.code, str) else None
    _need(place is not None and leaf.code.endswith("00"), _("choose a province or a city."), field="code")


def _among(values: object, known: set[str]) -> bool:
    return isinstance(values, tuple) and bool(values) and all(isinstance(one, str) and one in known for one in values)


def _level(leaf: Any) -> None:
    _need(_among(leaf.levels, {level.name for level in LEVELS}), _("choose a level."), field="levels")


def _group(leaf: Any) -> None:
    _need(_among(leaf.groups, set(Group.values)), _("choose a group of customers."), field="groups")


def _joined(leaf: Any) -> None:
    _need(leaf.start is not None or leaf.end is not None, _("choose at least one of the days."), field="start")
    _days(leaf.start, leaf.end)


def _steps(leaf: Any) -> None:
    for name in ("recency", "worth"):
        span = getattr(leaf, name)
        is_span = isinstance(span, tuple) and len(span) == 2 and all(isinstance(one, int) for one in span)
        _need(is_span and 1 <= span[0] <= span[1] <= 5, _("steps go from 1 to 5."), field=name)


def _did(leaf: Any) -> None:
    _need(isinstance(leaf.event, str) and leaf.event in BY_NAME, _("choose what they did."), field="event")
    _window(leaf)
    _need(isinstance(leaf.object_kind, str) and isinstance(leaf.object_id, int), _("choose one thing."), field="event")


def _window(leaf: Any) -> None:
    _whole(leaf.times, 1, MOST_TIMES, "times")
    if leaf.days is not None:
        _whole(leaf.days, 1, MOST_DAYS, "days")
        _need(leaf.start is None and leaf.end is None, _("give days, or a start and an end, not both."), field="days")
    _days(leaf.start, leaf.end)


def _first_seen(leaf: Any) -> None:
    _days(leaf.start, leaf.end)


def _bought(leaf: Any) -> None:
    _need(leaf.measure in MEASURES and leaf.operator in OPERATORS, _("choose what to measure."), field="measure")
    _whole(leaf.value, 0, MOST_DAYS if leaf.measure == "last" else MOST_VALUE, "value")
    if leaf.days is not None:
        _whole(leaf.days, 1, MOST_DAYS, "days")
        _need(leaf.measure != "last", _("“last order” has no window of its own."), field="days")


def _lately(leaf: Any) -> None:
    _whole(leaf.days, 1, MOST_DAYS, "days")


_CHECKS: Mapping[str, Callable[[Any], None]] = {
    "lives": _lives,
    "level": _level,
    "joined": _joined,
    "joined_lately": _lately,
    "group": _group,
    "steps": _steps,
    "did": _did,
    "active": _window,
    "first_seen": _first_seen,
    "bought": _bought,
}
