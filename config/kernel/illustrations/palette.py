"""Colours of the drawings, and the two strokes every object is made with."""

from __future__ import annotations

import itertools
import random
from collections.abc import Callable, Iterator

#         wall       table      body       shade      second     light      line
TONES: dict[str, tuple[str, ...]] = {
    "lotus": ("#f6dcd6", "#ecc4bb", "#d9808a", "#b95a6b", "#f8ebe0", "#fff4ee", "#7c3441"),
    "leaf": ("#d9e4d3", "#bdcfb6", "#6f9a7c", "#4c7a5f", "#f3ead6", "#f2f8ee", "#28503c"),
    "sand": ("#efe3d0", "#dcc9ad", "#c69c6d", "#9c7347", "#f9f2e6", "#fffaf0", "#5d4123"),
    "sky": ("#d6e2e8", "#b7cad4", "#6d94ab", "#48708a", "#f4ecdf", "#f3f9fb", "#22455a"),
    "clay": ("#f0d8c5", "#ddb89c", "#c4704b", "#98502f", "#f7e8d8", "#fff3e8", "#5c2a14"),
    "dusk": ("#ddd6e3", "#c3b8cd", "#8d7ba3", "#685780", "#f3e6dc", "#f8f4fb", "#3a2c4e"),
    "butter": ("#f8ebc4", "#ead49a", "#dda83f", "#b07f22", "#fbf5e4", "#fffbea", "#5f430c"),
    "mist": ("#e8e8e2", "#cfcfc6", "#f4f1e9", "#cfcabd", "#9aa79c", "#ffffff", "#4f564e"),
    "ink": ("#c9c6bd", "#a9a59a", "#4b4f4d", "#2f3331", "#e9dfce", "#f3f0ea", "#191b1a"),
}


class Palette:
    """The seven colours of a tone; `shaded` and `glow` draw with them and keep ids apart within one picture."""

    def __init__(self, tone: str, ids: Iterator[str]) -> None:
        self.wall, self.table, self.body, self.shade, self.second, self.light, self.line = TONES[tone]
        self.ids = ids

    def next_id(self) -> str:
        return next(self.ids)

    def shaded(self, path: str, fill: str, *, side: float = 112, depth: float = 0.1, extra: str = "") -> str:
        """A body whose right part lies in soft shade and whose left edge catches light. `extra` stays inside its outline."""
        name = self.next_id()
        return (
            f'<clipPath id="{name}"><path d="{path}"/></clipPath><path d="{path}" fill="{fill}"/><g clip-path="url(#{name})">{extra}'
            f'<path d="M{side} -20H260V240H{side}Q{side + 16} 110 {side} -20Z" fill="#000" opacity="{depth}"/>'
            f'<path d="M-60 -20H{side - 52}Q{side - 40} 110 {side - 52} 240H-60Z" fill="#fff" opacity=".16"/></g>'
        )

    def glow(self, x: float, y: float, rx: float, ry: float) -> str:
        name = self.next_id()
        return (
            f'<radialGradient id="{name}"><stop stop-color="#fff0bd" stop-opacity=".95"/><stop offset=".55" stop-color="#fff0bd" stop-opacity=".32"/>'
            f'<stop offset="1" stop-color="#fff0bd" stop-opacity="0"/></radialGradient><ellipse cx="{x}" cy="{y}" rx="{rx}" ry="{ry}" fill="url(#{name})"/>'
        )


def line(path: str, colour: str, width: float, *, opacity: float = 1, extra: str = "") -> str:
    """A stroke with round ends."""
    return f'<path d="{path}" fill="none" stroke="{colour}" stroke-width="{width}" stroke-linecap="round" stroke-linejoin="round" opacity="{opacity}" {extra}/>'


def oval(x: float, y: float, wide: float, high: float, fill: str, *, opacity: float = 1) -> str:
    return f'<ellipse cx="{x}" cy="{y}" rx="{wide}" ry="{high}" fill="{fill}" opacity="{opacity}"/>'


def box(x: float, y: float, wide: float, high: float, fill: str, *, round_: float = 0, opacity: float = 1) -> str:
    return f'<rect x="{x}" y="{y}" width="{wide}" height="{high}" rx="{round_}" fill="{fill}" opacity="{opacity}"/>'


def shape(path: str, fill: str, *, opacity: float = 1, at: str = "") -> str:
    """A flat form; `at` is an SVG transform."""
    placed = f' transform="{at}"' if at else ""
    return f'<path d="{path}" fill="{fill}" opacity="{opacity}"{placed}/>'


def leaf(x: float, y: float, turn: float, size: float = 1, fill: str = "#6f9a7c", vein: str = "#4c7a5f") -> str:
    """A leaf growing from (x, y) upwards, turned by degrees."""
    return (
        f'<g transform="translate({x} {y}) rotate({turn}) scale({size})"><path d="M0 0C-13 -12 -12 -32 0 -44C12 -32 13 -12 0 0Z" fill="{fill}"/>'
        f'<path d="M0 0V-36" stroke="{vein}" stroke-width="1.6" opacity=".7"/></g>'
    )


def moved(drawn: str, x: float, y: float, size: float = 1, turn: float = 0) -> str:
    return f'<g transform="translate({x} {y}) rotate({turn}) scale({size})">{drawn}</g>'


Draw = Callable[[Palette, random.Random], str]


def numbered(prefix: str) -> Iterator[str]:
    """Ids that are the same for the same picture and differ between pictures on one page."""
    return (f"{prefix}{count}" for count in itertools.count(1))
