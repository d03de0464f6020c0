"""Reading a CSV or XLSX file row by row, never whole. Encodings and separators are found out; formulas stay text."""

from __future__ import annotations

import codecs
import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from catalog.bulk.columns import COLUMNS, DANGEROUS, OTHER_NAMES, REQUIRED
from catalog.bulk.errors import FileTooLarge, UnreadableFile, WrongHeader

MOST_BYTES = 20 * 1024 * 1024
MOST_UNPACKED = 400 * 1024 * 1024
MOST_ROWS = 100_000
MOST_CELL = 25_000
CHUNK = 1 << 16
csv.field_size_limit(MOST_CELL * 4)


@dataclass(frozen=True)
class Row:
    """One line of the file by column; `line` is what a spreadsheet shows beside it."""

    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


def read_rows(file: BinaryIO) -> Iterator[Row]:
    """The rows below the header. Raises UnreadableFile, WrongHeader or FileTooLarge."""
    file.seek(0, io.SEEK_END)
    if file.tell() > MOST_BYTES:
        raise FileTooLarge
    file.seek(0)
    is_zip = file.read(4) == b"PK\x03\x04"
    file.seek(0)
    lines = _xlsx(file) if is_zip else _csv(file)
    try:
        header = _header(next(lines, []))
        yield from _with_names(lines, header)
    except (csv.Error, UnicodeDecodeError) as trouble:
        raise UnreadableFile from trouble


def _with_names(lines: Iterable[list[str]], header: list[str]) -> Iterator[Row]:
    for count, cells in enumerate(lines, start=1):
        if count > MOST_ROWS:
            raise FileTooLarge
        if any(cells):
            yield Row(count + 1, dict(zip(header, map(_typed, cells), strict=False)))


def _typed(cell: str) -> str:
    """Without the apostrophe by which an export kept it from being a formula."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(DANGEROUS) else cell


def _header(cells: list[str]) -> list[str]:
    names = [OTHER_NAMES.get(name, name) for name in (cell.strip().lower().replace(" ", "") for cell in cells)]
    while names and not names[-1]:
        names.pop()
    problems = []
    if unknown := [name or "?" for name in names if name not in COLUMNS]:
        problems.append(_("Unknown: %(names)s.") % {"names": ", ".join(unknown)[:200]})
    if doubled := sorted({name for name in names if name and names.count(name) > 1}):
        problems.append(_("Twice: %(names)s.") % {"names": ", ".join(doubled)[:200]})
    if missing := [name for name in REQUIRED if name not in names]:
        problems.append(_("Missing: %(names)s.") % {"names": ", ".join(missing)})
    if problems:
        raise WrongHeader(details=" ".join(problems))
    return names


def _csv(file: BinaryIO) -> Iterator[list[str]]:
    encoding = _encoding(file)
    file.seek(0)
    text = codecs.getreader(encoding)(file)
    first = text.readline()
    if "\x00" in first:
        raise UnreadableFile
    separator = max(",;\t", key=first.count)
    file.seek(0)
    text = codecs.getreader(encoding)(file)
    for cells in csv.reader(text, delimiter=separator):
        if any("\x00" in cell for cell in cells):
            raise UnreadableFile
        yield [cell.strip()[:MOST_CELL] for cell in cells]


def _encoding(file: BinaryIO) -> str:
    """By its byte order mark, else the first of UTF-8 and GB 18030 that reads the whole file without a fault."""
    start = file.read(4)
    if start.startswith(codecs.BOM_UTF8):
        return "utf-8-sig"
    if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    for encoding in ("utf-8", "gb18030"):
        if _decodes(file, encoding):
            return encoding
    raise UnreadableFile


def _decodes(file: BinaryIO, encoding: str) -> bool:
    decoder = codecs.getincrementaldecoder(encoding)()
    file.seek(0)
    try:
        while chunk := file.read(CHUNK):
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _xlsx(file: BinaryIO) -> Iterator[list[str]]:
    try:
        with zipfile.ZipFile(file) as packed:
            if sum(part.file_size for part in packed.infolist()) > MOST_UNPACKED:
                raise FileTooLarge
        book = load_workbook(file, read_only=True, data_only=False, keep_links=False)
        sheet = book.worksheets[0]
    except (zipfile.BadZipFile, InvalidFileException, KeyError, ValueError, OSError, IndexError) as trouble:
        raise UnreadableFile from trouble
    try:
        for values in sheet.iter_rows(values_only=True, max_col=len(COLUMNS) * 2):
            yield [_text(value) for value in values]
    except (zipfile.BadZipFile, ValueError, KeyError, SyntaxError) as trouble:
        raise UnreadableFile from trouble
    finally:
        book.close()


def _text(value: object) -> str:
    """A cell as it was typed: 58.0 is 58, and a formula is its own text."""
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).replace("\x00", "").strip()[:MOST_CELL]
