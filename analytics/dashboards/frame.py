"""A chart as one object. The page's figure, its table, its CSV and its Plotly JSON are all made of it.

A chart is plain data in the language it was made in, so that it can be kept and served again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

Cell = str | int | float | None


class State(StrEnum):
    OK = "ok"
    EMPTY = "empty"  # nothing happened
    FEW = "few"  # something did, too little to read anything from it
    IMMATURE = "immature"  # nobody has had the time the question asks for
    WAITING = "waiting"  # being worked out
    ERROR = "error"


class Kind(StrEnum):
    """What a column holds. Money is whole cents, shares are 0 to 1."""

    TEXT = "text"
    THEIRS = "theirs"  # people's own words
    COUNT = "count"
    MONEY = "money"
    SHARE = "share"
    NUMBER = "number"

    @property
    def is_number(self) -> bool:
        return self not in {Kind.TEXT, Kind.THEIRS}


class Display(StrEnum):
    PLOT = "plot"
    HEAT = "heat"  # first columns: cohort and size; then counts of it, shaded by share
    BARS = "bars"  # the first number column as horizontal bars
    TABLE = "table"


class Look(StrEnum):
    LINE = "line"
    DASH = "dash"
    BAR = "bar"
    UNDER = "under"  # a bar below zero
    LOW = "low"  # the lower edge of a band
    HIGH = "high"


@dataclass(frozen=True)
class Column:
    label: str
    kind: Kind = Kind.COUNT
    is_extra: bool = False  # left out on phones


@dataclass(frozen=True)
class Series:
    """A column drawn; `colour` is one of viz-1 to viz-6."""

    column: int
    look: Look = Look.LINE
    colour: int = 2


@dataclass(frozen=True)
class Link:
    """Where the people behind a cell can be had as a segment."""

    row: int
    column: int
    url: str


@dataclass(frozen=True)
class Chart:
    """`stars`: cells (row, column) that are not final. `note` says what must be known beside the definition."""

    key: str
    title: str
    definition: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    summary: str = ""
    note: str = ""
    display: Display = Display.PLOT
    series: Sequence[Series] = ()
    stars: Sequence[tuple[int, int]] = ()
    links: Sequence[Link] = ()
    state: State = State.OK
    as_of: str = ""
    currency: str = "CNY"

    @property
    def is_shown(self) -> bool:
        return self.state is State.OK and bool(self.rows)

    @property
    def as_of_instant(self) -> datetime | None:
        return datetime.fromisoformat(self.as_of) if self.as_of else None

    def column(self, place: int) -> list[Cell]:
        return [row[place] for row in self.rows]

    def numbers(self, place: int) -> list[float]:
        """A column's numbers; what is missing is nothing."""
        return [value for value in self.column(place) if isinstance(value, int | float)]

    def told(self, state: State, note: str) -> Chart:
        """The same, in another state, with the sentence that says so."""
        return replace(self, state=state, note=note)


def packed(chart: Chart) -> dict[str, Any]:
    """Plain JSON."""
    return asdict(chart)


def unpacked(data: Mapping[str, Any]) -> Chart:
    return Chart(
        **{
            **data,
            "columns": [Column(one["label"], Kind(one["kind"]), one["is_extra"]) for one in data["columns"]],
            "series": [Series(one["column"], Look(one["look"]), one["colour"]) for one in data["series"]],
            "stars": [(row, column) for row, column in data["stars"]],
            "links": [Link(**one) for one in data["links"]],
            "display": Display(data["display"]),
            "state": State(data["state"]),
        }
    )
