"""Putting objects on a table in the light of a window."""

from __future__ import annotations

import random
from zlib import crc32

from django.utils.html import escape

from config.kernel.illustrations import (
    apparel,
    care,
    desk,
    devices,
    food,
    home,
    kitchen,
    pantry,
    play,
    rooms,
    study,
    tableware,
    wear,
)
from config.kernel.illustrations.backdrops import room
from config.kernel.illustrations.palette import TONES, Draw, Palette, numbered

RATIOS = {
    "1:1": (300, 300),
    "3:4": (300, 400),
    "4:5": (300, 375),
    "4:3": (400, 300),
    "16:9": (480, 270),
    "2:1": (480, 240),
}
MODULES = (tableware, kitchen, food, pantry, home, rooms, wear, apparel, care, devices, desk, study, play)
KINDS: dict[str, Draw] = {name: kind for module in MODULES for name, kind in module.KINDS.items()}
HANGING = frozenset({"shirt", "dress", "sweater", "bodysuit", "kite"})
SCENES: dict[
    str, list[tuple[str, float, float, float, str | None]]
] = {  # kind, x, y, scale, tone (None: the picture's own)
    "teatime": [("vase", -62, -6, 0.86, "mist"), ("teapot", 22, 0, 0.92, None), ("bowl", 92, 18, 0.5, "clay")],
    "desk": [("lamp", -56, -6, 1.02, None), ("notebook", 44, 0, 0.7, "clay"), ("mug", 92, 14, 0.5, "mist")],
    "breakfast": [("bread", -38, 0, 0.74, None), ("mug", 60, 0, 0.66, "mist"), ("bowl", 6, 30, 0.5, "leaf")],
    "outing": [("bag", -40, 0, 0.92, None), ("shoes", 62, 18, 0.6, "mist")],
    "quiet": [("candle", 66, 0, 0.62, "mist"), ("vase", -50, -4, 0.9, None), ("soap", 28, 22, 0.52, "leaf")],
    "harvest": [("peaches", 10, 4, 0.96, None), ("bag", -72, -8, 0.66, "sand")],
    "brunch": [("cake", -46, -4, 0.8, None), ("milk", 46, 4, 0.72, "mist"), ("strawberries", 94, 26, 0.4, "clay")],
    "market": [("vegetables", -36, 0, 0.86, None), ("tomatoes", 52, 12, 0.56, "sand"), ("honey", 92, 0, 0.5, "sand")],
    "study": [("books", -40, 0, 0.82, None), ("globe", 46, -6, 0.78, "sand"), ("pens", 96, 12, 0.5, "mist")],
    "playroom": [("bear", -46, -2, 0.86, "sand"), ("blocks", 38, 6, 0.62, None), ("ball", 94, 20, 0.36, "clay")],
    "morning": [("mocha", -52, -4, 0.78, None), ("mug", 30, 4, 0.66, "mist"), ("bread", 84, 22, 0.46, "sand")],
    "camping": [("tent", -34, -6, 1.0, None), ("thermos", 58, 4, 0.6, "mist"), ("backpack", 100, 14, 0.52, "clay")],
    "kitchen": [("pan", -40, 6, 0.8, "ink"), ("plates", 44, 0, 0.72, None), ("plant", 100, -2, 0.6, "mist")],
    "evening": [("stool", -50, -4, 0.86, "sand"), ("speaker", 30, 0, 0.66, None), ("plant", 92, 6, 0.74, "clay")],
    "dressing": [("perfume", -44, 0, 0.66, None), ("cream", 28, 8, 0.56, "mist"), ("vase", 92, -4, 0.72, "mist")],
    "supper": [("noodles", -34, 8, 0.78, None), ("dumplings", 52, 0, 0.62, "sand"), ("gaiwan", 98, 30, 0.4, "mist")],
}


def ground(tone: str) -> str:
    """The colour of the wall: the picture's placeholder."""
    return TONES[tone][0]


def picture(
    kind: str, *, tone: str = "sand", ratio: str = "1:1", seed: int = 1, alt: str = "", shift: float = 0
) -> str:
    """One standalone SVG. `shift` moves the still life sideways, in widths, to leave room for words."""
    width, height = RATIOS[ratio]
    chance = random.Random(f"{kind}{seed}")
    ids = numbered(f"d{crc32(f'{kind}{tone}{ratio}{seed}'.encode()):x}-")
    colours = Palette(tone, ids)
    parts = [
        _pond(colours, chance, width, height)
        if kind == "pond"
        else room(colours, chance, width, height, _edge(kind, width, height))
    ]
    for name, x, y, unit, own in _placed(kind, chance, width, height, shift):
        if name not in HANGING and name != "pond":
            parts.append(
                f'<ellipse cx="{x + 20 * unit:.0f}" cy="{y - 2 * unit:.0f}" rx="{84 * unit:.0f}" ry="{11 * unit:.0f}" fill="{colours.line}" opacity=".2"/>'
            )
        drawn = KINDS[name](Palette(own, ids) if own else colours, chance)
        parts.append(
            f'<g transform="translate({x - 100 * unit:.1f} {y - 180 * unit:.1f}) scale({unit:.3f})">{drawn}</g>'
        )
    label = f'role="img" aria-label="{escape(alt)}"' if alt else 'aria-hidden="true"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="art" width="{width * 2}" height="{height * 2}" viewBox="0 0 {width} {height}" '
        f'preserveAspectRatio="xMidYMid slice" {label}>{"".join(parts)}</svg>'
    )


def _placed(
    kind: str, chance: random.Random, width: int, height: int, shift: float
) -> list[tuple[str, float, float, float, str | None]]:
    """Where each object stands: name, x, base line, size, own tone."""
    wide = height <= width
    if kind == "pond":
        return [("pond", width / 2, height * 0.95, max(width, height) / 225, None)]
    room = (290 if wide else 262) if kind in SCENES else (245 if wide else 206)
    unit = min(width, height) / room
    middle = width * (0.5 + shift + chance.uniform(-0.02, 0.02))
    base = _edge(kind, width, height) + height * (0.15 if wide else 0.13)
    if kind in HANGING:
        base = height * 0.5 + 98 * unit
    things = SCENES.get(kind) or [(kind, 0.0, 0.0, 1.0, None)]
    return [(name, middle + dx * unit, base + dy * unit, unit * size, own) for name, dx, dy, size, own in things]


def _edge(kind: str, width: int, height: int) -> float:
    """Where the table meets the wall; what hangs has no table."""
    if kind in HANGING:
        return height * 1.2
    return height * (0.66 if height <= width else 0.7)


def _pond(c: Palette, chance: random.Random, width: int, height: int) -> str:
    ripples = "".join(
        f'<path d="M{chance.uniform(0, width):.0f} {height * y:.0f}h{chance.uniform(30, 90):.0f}" stroke="#fff" stroke-width="2" opacity=".5" stroke-linecap="round"/>'
        for y in (0.38, 0.5, 0.57, 0.74, 0.9)
    )
    return f'<rect width="{width}" height="{height}" fill="{c.wall}"/><rect y="{height * 0.3:.0f}" width="{width}" height="{height * 0.7:.0f}" fill="{c.table}" opacity=".55"/>{ripples}'
