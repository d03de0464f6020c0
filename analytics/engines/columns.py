"""Columns of whole numbers that sources hand over and kernels count: people, days and instants.

Days are numbered from 1970-01-01, instants are microseconds since then, both without a zone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_DAY = EPOCH.date()
MICROSECOND = timedelta(microseconds=1)
DAY_BITS = 22


@dataclass(frozen=True)
class PersonDays:
    """Each person and day once, by person and day."""

    person: Ints
    day: Ints


@dataclass(frozen=True)
class PersonInstants:
    """By person and instant."""

    person: Ints
    at: Ints


@dataclass(frozen=True)
class Happenings:
    """What happened, by person, instant and event id.

    `name` and `subject` are places in `names` and `subjects`; −1 is a name that was not asked for.
    """

    person: Ints
    at: Ints
    name: Ints
    names: Sequence[str]
    subject: Ints
    subjects: Sequence[str]

    def only(self, rows: Ints | Flags) -> Happenings:
        return Happenings(
            self.person[rows], self.at[rows], self.name[rows], self.names, self.subject[rows], self.subjects
        )

    def named(self, names: frozenset[str]) -> Flags:
        """Which rows have one of these names."""
        wanted = np.array([*(name in names for name in self.names), False])
        return np.asarray(wanted[self.name], dtype=np.bool_)  # −1 is the last, False


def number_of(day: date) -> int:
    return (day - FIRST_DAY).days


def day_of_number(number: int) -> date:
    return FIRST_DAY + timedelta(days=number)


def micros(moment: datetime) -> int:
    return (moment - EPOCH) // MICROSECOND


def person_days(person: Ints, day: Ints) -> PersonDays:
    """Of pairs in any order, some perhaps twice."""
    pairs = np.unique((person << DAY_BITS) | day)
    return PersonDays(pairs >> DAY_BITS, pairs & ((1 << DAY_BITS) - 1))


def person_instants(person: Ints, at: Ints) -> PersonInstants:
    order = order_of(person, at)
    return PersonInstants(person[order], at[order])


def order_of(person: Ints, at: Ints) -> Ints:
    """The order by person and instant: of one packed number where both fit into it, which is several times faster."""
    if not len(person):
        return np.zeros(0, dtype=np.int64)
    earliest = int(at.min())
    bits = int(at.max() - earliest).bit_length()
    if bits + int(person.max()).bit_length() < 63:
        return np.argsort((person << bits) | (at - earliest)).astype(np.int64, copy=False)
    return np.lexsort((at, person)).astype(np.int64, copy=False)


def starts_of_runs(*columns: Ints) -> Flags:
    """Where one of the columns differs from the row before; the first row, too."""
    flags = np.ones(len(columns[0]), dtype=np.bool_)
    if len(flags):
        flags[1:] = False
    for column in columns:
        flags[1:] |= column[1:] != column[:-1]
    return flags


def counts_of(places: Ints, length: int) -> list[int]:
    """How often each of 0 … length − 1 stands there."""
    return [int(count) for count in np.bincount(places, minlength=length)]


def subjects_of(kinds: Sequence[str], columns: Sequence[Ints], rows: int) -> tuple[list[str], Ints]:
    """Objects by kind (a place in `kinds`) and number: their names, and each row's place among them."""
    if not kinds:
        return [""], np.zeros(rows, dtype=np.int64)
    kind, number = columns
    order = np.lexsort((number, kind))
    firsts = starts_of_runs(kind[order], number[order])
    place = np.empty(rows, dtype=np.int64)
    place[order] = np.cumsum(firsts) - 1
    named = zip(kind[order][firsts].tolist(), number[order][firsts].tolist(), strict=True)
    return [subject_name(kinds[which], number) for which, number in named], place


def subject_name(kind: str, number: int) -> str:
    """How an object is called in tables of counts."""
    return f"{kind}:{number}" if kind else ""
