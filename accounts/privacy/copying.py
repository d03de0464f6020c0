"""A copy of what is known about one person: JSON for machines, a table (CSV) for each kind of thing, in one file."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

from accounts.identity.models import User
from accounts.privacy.registry import exported

RISKY = ("=", "+", "-", "@", "\t", "\r")
README = Path(settings.BASE_DIR) / "templates" / "accounts" / "privacy" / "copy_readme.txt"


def write_copy(user: User, tell: Callable[[int, int], None]) -> IO[bytes]:
    """The whole file, open at its beginning. `tell(done, total)` hears how far it is."""
    tables = exported()
    everything: dict[str, list[dict[str, Any]]] = {}
    file: IO[bytes] = TemporaryFile()  # noqa: SIM115 - the caller closes it
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for done, one in enumerate(tables):
            tell(done, len(tables))
            rows = [dict(row) for row in one.rows(user).values(*one.export)]
            everything[one.name] = rows
            packed.writestr(f"csv/{one.name}.csv", _table(one.export, rows))
        packed.writestr("data.json", json.dumps(everything, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1))
        packed.writestr("README.txt", README.read_text("utf-8"))
    tell(len(tables), len(tables))
    file.seek(0)
    return file


def _table(columns: tuple[str, ...], rows: list[dict[str, Any]]) -> str:
    """With a mark that tells spreadsheets it is UTF-8; no cell can act as a formula."""
    out = io.StringIO()
    sheet = csv.writer(out)
    sheet.writerow(columns)
    sheet.writerows([_plain(row[column]) for column in columns] for row in rows)
    return "\ufeff" + out.getvalue()


def _plain(value: Any) -> Any:
    if value is None or isinstance(value, bool | int | float):
        return value
    text = value.isoformat() if hasattr(value, "isoformat") else str(value)
    return f"'{text}" if text.startswith(RISKY) else text
