"""Points from a file of two columns, `t,value`."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from math import isfinite

from django.utils.translation import gettext as _

from analytics.growth.errors import UnreadableTable
from analytics.growth.fitting import Points

MOST_ROWS = 100_000


def points_of(lines: Iterable[str]) -> Points:
    """All rows; a first row without numbers is a heading, empty rows are passed over."""
    times: list[float] = []
    values: list[float] = []
    reader = csv.reader(lines)
    try:
        for row in reader:
            if not any(cell.strip() for cell in row):
                continue
            pair = _numbers(row, reader.line_num, may_be_heading=not times)
            if pair is not None:
                times.append(pair[0])
                values.append(pair[1])
            if len(times) > MOST_ROWS:
                raise UnreadableTable(line=reader.line_num, why=_("more than 100,000 rows"))
    except csv.Error as trouble:
        raise UnreadableTable(line=reader.line_num, why=str(trouble)) from trouble
    return Points.of(times, values)


def _numbers(row: list[str], line: int, *, may_be_heading: bool) -> tuple[float, float] | None:
    if len(row) != 2:
        raise UnreadableTable(line=line, why=_("two columns are expected: t,value"))
    found = [_number(cell) for cell in row]
    time, value = found
    if time is not None and value is not None:
        return time, value
    if may_be_heading and time is None and value is None and line == 1:
        return None
    raise UnreadableTable(line=line, why=_("t and value must be numbers"))


def _number(cell: str) -> float | None:
    """A plain number; Python's `1_000`, `nan` and `inf` are none."""
    try:
        number = float(cell)
    except ValueError:
        return None
    return number if isfinite(number) and "_" not in cell else None
