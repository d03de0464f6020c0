"""Rows of a file of sales, one at a time: CSV, gzipped CSV or XLSX."""

from __future__ import annotations

import csv
import gzip
import io
from collections.abc import Callable, Iterator
from datetime import datetime
from operator import itemgetter
from pathlib import Path
from typing import Any, NamedTuple
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from orders.history.errors import UnreadableHistory


class Columns(NamedTuple):
    """What a file calls the eight things a row tells; the order in which `read` gives them."""

    invoice: str
    sku: str
    title: str
    quantity: str
    at: str
    price: str
    customer: str
    country: str


COLUMNS = {
    "online-retail": Columns(
        "InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID", "Country"
    ),
    "online-retail-ii": Columns(
        "Invoice", "StockCode", "Description", "Quantity", "InvoiceDate", "Price", "Customer ID", "Country"
    ),
    "plain": Columns("invoice", "sku", "title", "quantity", "at", "price", "customer", "country"),
}


class Line(NamedTuple):
    number: int  # in the file, counted from 1; the header is 1
    cells: tuple[str, ...] | None  # none when the row is too short or too long


def read(path: Path, columns: Columns, encoding: str = "utf-8-sig") -> Iterator[Line]:
    """Every row that is not blank. The file is never held whole."""
    try:
        lines = _sheet(path) if path.suffix == ".xlsx" else _text(path, encoding)
        header = [cell.strip() for cell in next(lines, [])]
        pick, width = _picker(path, header, columns), len(header)
        for number, cells in enumerate(lines, 2):
            if len(cells) == width:
                yield Line(number, pick(cells))
            elif cells:
                yield Line(number, None)
    except UnicodeDecodeError as trouble:
        raise UnreadableHistory(
            file=path.name, why=f"it is not {trouble.encoding}; name its encoding with --encoding"
        ) from trouble
    except (OSError, EOFError, csv.Error, BadZipFile, InvalidFileException) as trouble:
        raise UnreadableHistory(file=path.name, why=str(trouble)) from trouble


def _picker(path: Path, header: list[str], columns: Columns) -> Callable[[list[str]], tuple[str, ...]]:
    missing = [name for name in columns if name not in header]
    twice = [name for name in columns if header.count(name) > 1]
    if missing or twice:
        why = f"column missing: {', '.join(missing)}" if missing else f"column there twice: {', '.join(twice)}"
        raise UnreadableHistory(file=path.name, why=why)
    places: list[Any] = [header.index(name) for name in columns]
    return itemgetter(*places)


def _text(path: Path, encoding: str) -> Iterator[list[str]]:
    with path.open("rb") as raw:
        unpacked = gzip.GzipFile(fileobj=raw) if path.suffix == ".gz" else raw
        yield from csv.reader(io.TextIOWrapper(io.BufferedReader(unpacked), encoding, newline=""))


def _sheet(path: Path) -> Iterator[list[str]]:
    book = load_workbook(path, read_only=True, data_only=True)
    try:
        for cells in book.worksheets[0].iter_rows(values_only=True):
            if any(cell is not None for cell in cells):
                yield [_as_text(cell) for cell in cells]
    finally:
        book.close()


def _as_text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat(sep=" ") if isinstance(cell, datetime) else str(cell)
