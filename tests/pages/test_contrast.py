"""Every pair of colours that meets on a page can be told apart (WCAG 2.2), by day and by night."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

TEXT, SHAPE = 4.5, 3.0
SURFACES = ("base-100", "base-200")
INKS = ("base-content", "ink-2", "ink-3", "price", "primary", "secondary", "info", "success", "warning", "error")
FILLED = ("primary", "secondary", "accent", "neutral", "info", "success", "warning", "error")
PAIRS = [  # foreground, background, least contrast
    *((ink, surface, TEXT) for ink in INKS for surface in SURFACES),
    *((f"{colour}-content", colour, TEXT) for colour in FILLED),
    *((f"on-{wash}", f"wash-{wash}", TEXT) for wash in ("lotus", "leaf", "gold", "pond")),
    *((ink, "wash-ink", TEXT) for ink in ("base-content", "ink-2", "ink-3")),
    ("ink-2", "wash-leaf", TEXT),
    ("price", "wash-lotus", TEXT),
    *(("line-strong", surface, SHAPE) for surface in SURFACES),
    *((f"viz-{number}", "base-100", SHAPE) for number in range(1, 7)),
]
BLOCKS = {"light": r':root, \[data-theme="hetang"\] \{(.*?)\n\}', "night": r'\[data-theme="hetang-night"\] \{(.*?)\n\}'}


def colours(theme: str) -> dict[str, str]:
    css = Path("static/src/tokens.css").read_text("utf-8")
    block = re.search(BLOCKS[theme], css, re.DOTALL)
    assert block, theme
    return {name.removeprefix("color-"): value for name, value in re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", block[1])}


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("theme", BLOCKS)
def test_pairs_can_be_told_apart(theme: str) -> None:
    found = colours(theme)
    short = []
    for fore, back, least in PAIRS:
        low, high = sorted((luminance(found[fore]), luminance(found[back])))
        contrast = (high + 0.05) / (low + 0.05)
        if contrast < least:
            short.append(f"{fore} on {back}: {contrast:.2f} < {least}")
    assert short == []
