"""One script for every page: the modules of `static/js/app.js` in one file, so that a first visit asks once.

The modules stay as they are written; a finder of static files makes `js/site.js` of them, in development and when files
are collected. Each becomes a function that is run at once, so what they call their own stays their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import BaseFinder
from django.core.files.storage import FileSystemStorage, Storage

NAME, ENTRY = "js/site.js", "app.js"
SOURCES = settings.BASE_DIR / "static" / "js"
IMPORT = re.compile(r'^import (\{[^}]+\}) from "\./(\w+)\.js";$', re.MULTILINE)
EXPORT = re.compile(r"^export (?=const (\w+))", re.MULTILINE)


def one_script(folder: Path = SOURCES, entry: str = ENTRY) -> str:
    """The entry with everything it imports, in that order."""
    said = (folder / entry).read_text("utf-8")
    parts = [_part(folder, name) for name in dict.fromkeys(name for _names, name in IMPORT.findall(said))]
    return "\n".join([*parts, IMPORT.sub(r"const \1 = of_\2;", said)])


def _part(folder: Path, name: str) -> str:
    said = (folder / f"{name}.js").read_text("utf-8")
    if IMPORT.search(said):
        raise ValueError(f"{name}.js imports, too; only {ENTRY} may")
    given = ", ".join(EXPORT.findall(said))
    return f"const of_{name} = (() => {{\n{EXPORT.sub('', said)}return {{ {given} }};\n}})();"


class Finder(BaseFinder):
    """Finds `js/site.js`, and nothing else."""

    storage = FileSystemStorage(settings.VAR_DIR / "scripts")

    def find(self, path: str, find_all: bool = False, **kwargs: Any) -> Any:
        if path != NAME:
            return []
        file = self._made()
        return [file] if find_all or kwargs.get("all") else file

    def list(self, ignore_patterns: Any) -> Iterator[tuple[str, Storage]]:
        self._made()
        yield NAME, self.storage

    def _made(self) -> str:
        """Its path; written anew only when a module has changed."""
        file, said = Path(self.storage.path(NAME)), one_script()
        if not file.exists() or file.read_text("utf-8") != said:
            file.parent.mkdir(parents=True, exist_ok=True)
            fresh = file.with_suffix(".new")
            fresh.write_text(said, "utf-8")
            fresh.replace(file)
        return str(file)
