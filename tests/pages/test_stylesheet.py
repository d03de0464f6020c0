"""The committed stylesheet is the one its sources build (`npm run css`), and small enough for a phone."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

BUILT = Path("static/css/app.css")
SOURCES = Path("static/src")
MOST_BYTES = 35_000


def classes(css: str) -> set[str]:
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    selectors = " ".join(re.findall(r"([^{};]*)\{", css))
    return set(re.findall(r"\.([a-z][a-z0-9-]*)", selectors))


def test_every_class_of_the_sources_is_in_the_built_stylesheet() -> None:
    built = classes(BUILT.read_text("utf-8"))
    for source in sorted(SOURCES.glob("components/*.css")):
        missing = classes(source.read_text("utf-8")) - built
        assert not missing, f"{source}: {missing}; run `npm run css`"


def test_every_token_is_in_the_built_stylesheet() -> None:
    built = BUILT.read_text("utf-8")
    for name, value in re.findall(r"(--[\w-]+):\s*(#[0-9a-f]{6})", (SOURCES / "tokens.css").read_text("utf-8")):
        assert re.search(rf"{name}:\s*{value}\b", built), f"{name} is not {value}; run `npm run css`"


def test_it_stays_small_and_asks_for_no_map() -> None:
    css = BUILT.read_bytes()
    assert len(gzip.compress(css, 9)) <= MOST_BYTES
    assert b"sourceMappingURL" not in css


def test_source_files_stay_readable() -> None:
    for source in SOURCES.rglob("*.css"):
        assert len(source.read_text("utf-8").splitlines()) < 400, source
