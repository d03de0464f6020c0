"""Cells of a chart's table as the page writes them and as a file does."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.translation import gettext as _

from analytics.dashboards.frame import Cell, Chart, Column, Display, Kind
from catalog.bulk.columns import DANGEROUS
from config.kernel.templatetags.hetang import cents

NOTHING = "–"
DEEP, DEEPEST = 0.45, 0.85


@dataclass(frozen=True)
class Shown:
    """A cell of the page."""

    text: str
    column: Column
    url: str = ""
    is_star: bool = False


def shown_rows(chart: Chart) -> list[list[Shown]]:
    stars, urls = set(chart.stars), {(one.row, one.column): one.url for one in chart.links}
    return [
        [
            Shown(
                written(value, chart.columns[column].kind, chart.currency),
                chart.columns[column],
                urls.get((row, column), ""),
                (row, column) in stars,
            )
            for column, value in enumerate(cells)
        ]
        for row, cells in enumerate(chart.rows)
    ]


def written(value: Cell, kind: Kind, currency: str) -> str:
    if value is None:
        return NOTHING
    if isinstance(value, str):
        return value
    if kind is Kind.MONEY:
        return cents(round(value), currency)
    if kind is Kind.SHARE:
        return f"{value:.1%}"
    return f"{value:,.2f}" if kind is Kind.NUMBER else f"{round(value):,}"


def csv_text(chart: Chart) -> str:
    """What the table counts, under the definition it was counted by; with a mark that tells spreadsheets it is UTF-8.

    Money is whole units with two decimals, shares are 0 to 1, a star marks what is not final.
    """
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([guarded(f"{chart.title}: {chart.definition}")])
    at = chart.as_of_instant
    local = timezone.localtime(at).strftime("%Y-%m-%d %H:%M %z") if at else NOTHING
    writer.writerow([_("Data up to %(at)s") % {"at": local}])
    writer.writerow([guarded(column.label) for column in chart.columns])
    stars = set(chart.stars)
    for row, cells in enumerate(chart.rows):
        writer.writerow(
            [
                _plain(value, chart.columns[column].kind) + ("*" if (row, column) in stars else "")
                for column, value in enumerate(cells)
            ]
        )
    return "\ufeff" + out.getvalue()


def _plain(value: Cell, kind: Kind) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return guarded(value)
    if kind is Kind.MONEY:
        return f"{value / 100:.2f}"
    return f"{value:.6f}" if isinstance(value, float) else str(value)


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


@dataclass(frozen=True)
class Heat:
    """A cell of a cohort table: the share written in, shaded by it."""

    text: str
    shade: str
    is_deep: bool
    url: str = ""
    is_star: bool = False


@dataclass(frozen=True)
class HeatRow:
    name: str
    size: str
    cells: list[Heat]


def heat_rows(chart: Chart) -> list[HeatRow]:
    """Columns 0 and 1 are the cohort and its size; the others are counts of it. Money is shown as it is."""
    if chart.display is not Display.HEAT:
        return []
    highest = max((_share(row, value) for row in chart.rows for value in row[2:]), default=0) or 1
    shown = shown_rows(chart)
    return [
        HeatRow(
            cells[0].text,
            cells[1].text,
            [_heat(cell, row, value, highest) for cell, value in zip(cells[2:], row[2:], strict=True)],
        )
        for cells, row in zip(shown, chart.rows, strict=True)
    ]


def _share(row: Sequence[Cell], value: Cell) -> float:
    size = row[1]
    return value / size if isinstance(value, int | float) and isinstance(size, int | float) and size else 0.0


def _heat(cell: Shown, row: Sequence[Cell], value: Cell, highest: float) -> Heat:
    if value is None or (cell.is_star and not value):  # nobody yet, and nobody can be counted out
        return Heat("", "0", is_deep=False)
    share = _share(row, value)
    shade = DEEPEST * share / highest
    shade = min(shade, DEEP) if shade < 0.75 else 0.9
    text = f"{share:.0%}" if cell.column.kind is Kind.COUNT else cents(round(share))
    return Heat(text, f"{shade:.2f}", shade > DEEP, cell.url, cell.is_star)


@dataclass(frozen=True)
class Bar:
    """A line of a funnel: width in per cent of the longest."""

    name: str
    value: str
    width: int
    more: str


def bars(chart: Chart) -> list[Bar]:
    """Column 0 names, column 1 is the length, what column 2 says stands beside it."""
    if chart.display is not Display.BARS:
        return []
    longest = max(chart.numbers(1), default=0) or 1
    return [
        Bar(
            cells[0].text,
            cells[1].text,
            round(100 * float(row[1] or 0) / longest),
            cells[2].text if len(cells) > 2 else "",
        )
        for cells, row in zip(shown_rows(chart), chart.rows, strict=True)
    ]
