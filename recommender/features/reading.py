"""Pairs of whole numbers from text files: `user item` or `user user`, one pair a line."""

from __future__ import annotations

from array import array
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recommender.features.errors import MissingFile, NoPairs, UnreadablePairs

Ids = NDArray[np.int64]
SEPARATORS = str.maketrans(",;\t", "   ")
MOST_DIGITS = 19


@dataclass(frozen=True)
class Pairs:
    """Two columns of ids as they stand in the file, in its order. Ids are names: gaps and huge numbers mean nothing."""

    left: Ids
    right: Ids

    def __len__(self) -> int:
        return len(self.left)

    @classmethod
    def none(cls) -> Pairs:
        return cls(np.empty(0, np.int64), np.empty(0, np.int64))

    def chosen(self, which: NDArray[np.bool_]) -> Pairs:
        return Pairs(self.left[which], self.right[which])


def pairs_of(path: Path) -> Pairs:
    """All pairs, split at blanks, tabs, commas or semicolons. Further columns, empty lines, a heading don't matter."""
    left, right = array("q"), array("q")
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                cells = line.translate(SEPARATORS).split(maxsplit=2)
                if not cells or (number == 1 and _is_heading(cells)):
                    continue
                if len(cells) < 2:
                    raise UnreadablePairs(file=path.name, line=number)
                left.append(_id_of(cells[0], path, number))
                right.append(_id_of(cells[1], path, number))
    except (OSError, UnicodeDecodeError) as trouble:
        raise MissingFile(file=path) from trouble
    if not left:
        raise NoPairs(file=path.name)
    return Pairs(np.frombuffer(left, np.int64), np.frombuffer(right, np.int64))


def ids_of(path: Path) -> Ids:
    """The first column alone: a catalogue of things."""
    found = array("q")
    try:
        with path.open(encoding="utf-8-sig") as lines:
            for number, line in enumerate(lines, 1):
                cells = line.translate(SEPARATORS).split(maxsplit=1)
                if cells and not (number == 1 and _is_heading(cells)):
                    found.append(_id_of(cells[0], path, number))
    except (OSError, UnicodeDecodeError) as trouble:
        raise MissingFile(file=path) from trouble
    if not found:
        raise NoPairs(file=path.name)
    return np.unique(np.frombuffer(found, np.int64))


def _is_heading(cells: list[str]) -> bool:
    """Words where numbers are expected, in the very first line."""
    return all(not any(sign.isdigit() for sign in cell) for cell in cells)


def _id_of(cell: str, path: Path, line: int) -> int:
    """Up to nineteen digits that a database would take; Python's `1_000` and other scripts' digits are none."""
    digits = cell.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS):
        raise UnreadablePairs(file=path.name, line=line)
    number = int(cell)
    if not -(2**63) <= number < 2**63:
        raise UnreadablePairs(file=path.name, line=line)
    return number
