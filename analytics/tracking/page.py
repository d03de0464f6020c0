"""The table of docs/tracking.md, made of the catalogue. `python -m analytics.tracking.page` writes it there."""

from __future__ import annotations

import re
from pathlib import Path

from analytics.tracking.catalogue import KINDS, VERSION, Kind

PAGE = Path(__file__).resolve().parents[2] / "docs" / "tracking.md"
BETWEEN = re.compile(r"(?<=<!-- catalogue -->\n).*(?=<!-- end of catalogue -->)", re.DOTALL)


def catalogue_table() -> str:
    head = [
        f"Version {VERSION}.",
        "",
        "| name | from | active | about | carries | means |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join([*head, *map(_line, KINDS)])


def _line(kind: Kind) -> str:
    carries = ", ".join(f"`{name}` {detail}" for name, detail in kind.details.items())
    about = ", ".join(kind.things)
    active = "yes" if kind.is_active else "no"
    return f"| `{kind.name}` | {kind.sender} | {active} | {about} | {carries} | {kind.says} |"


if __name__ == "__main__":
    PAGE.write_text(BETWEEN.sub(f"\n{catalogue_table()}\n\n", PAGE.read_text(encoding="utf-8")), encoding="utf-8")
