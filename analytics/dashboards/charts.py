"""Charts drawn on the server as SVG, in the colours of the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

WIDTH, HEIGHT = 590, 250
LEFT, RIGHT, TOP, BOTTOM = 48, 580, 14, 214
STEPS = (1, 2, 2.5, 3, 4, 5, 10)


@dataclass(frozen=True)
class Line:
    values: Sequence[float]
    is_dashed: bool = False


def nice_top(highest: float, *, parts: int = 4) -> float:
    """The end of an axis of so many round steps that holds the highest value."""
    if highest <= 0:
        return float(parts)
    raw = highest / parts
    size: float = 1
    while size * 10 <= raw:
        size *= 10
    while size > raw:
        size /= 10
    step = next(size * one for one in STEPS if size * one >= raw)
    return step * parts


def line_chart(
    *, lines: Sequence[Line], labels: Sequence[str], tick: Callable[[float], str], peak: str, name: str
) -> SafeString:
    """Lines over the same days, the first one filled; `peak` names its highest point, `name` says it all in words."""
    top = nice_top(max((value for line in lines for value in line.values), default=0))
    drawn = [*_grid(top, tick), *_days(labels)]
    drawn += [_path(line, top) for line in reversed(lines[1:])]
    drawn += [_area(lines[0], top), _path(lines[0], top), _mark(lines[0], top, peak)]
    return format_html(
        '<svg class="broad" viewBox="0 0 {} {}" role="img" aria-label="{}">{}</svg>',
        WIDTH,
        HEIGHT,
        name,
        mark_safe("".join(drawn)),  # noqa: S308 - parts made by format_html
    )


def _y(value: float, top: float) -> float:
    return BOTTOM - (BOTTOM - TOP) * value / top


def _points(line: Line, top: float) -> list[tuple[float, float]]:
    step = (RIGHT - LEFT) / max(1, len(line.values) - 1)
    return [(LEFT + place * step, _y(value, top)) for place, value in enumerate(line.values)]


def _joined(points: Sequence[tuple[float, float]]) -> str:
    return "L".join(f"{x:.1f} {y:.1f}" for x, y in points)


def _grid(top: float, tick: Callable[[float], str]) -> list[SafeString]:
    values = [top * part / 4 for part in range(5)]
    return [
        format_html(
            '<path class="grid" d="M{} {}H{}"/><text x="{}" y="{}" text-anchor="end">{}</text>',
            LEFT,
            f"{_y(value, top):.1f}",
            RIGHT,
            LEFT - 8,
            f"{_y(value, top) + 4:.1f}",
            tick(value),
        )
        for value in values
    ]


def _days(labels: Sequence[str]) -> list[SafeString]:
    step = (RIGHT - LEFT) / max(1, len(labels) - 1)
    shown = [(f"{LEFT + place * step:.0f}", label) for place, label in enumerate(labels) if place % 3 == 0]
    return [format_html_join("", '<text x="{}" y="238" text-anchor="middle">{}</text>', shown)]


def _path(line: Line, top: float) -> SafeString:
    style = (
        'stroke="var(--viz-6)" stroke-width="1.5" stroke-dasharray="4 4"'
        if line.is_dashed
        else 'stroke="var(--viz-2)" stroke-width="2.25" stroke-linejoin="round"'
    )
    return format_html(
        '<path d="M{}" fill="none" {}/>',
        _joined(_points(line, top)),
        mark_safe(style),  # noqa: S308 - one of the two above
    )


def _area(line: Line, top: float) -> SafeString:
    outline = _joined(_points(line, top))
    return format_html(
        '<path d="M{}L{} {}L{} {}Z" fill="var(--viz-2)" opacity=".09"/>', outline, RIGHT, BOTTOM, LEFT, BOTTOM
    )


def _mark(line: Line, top: float, words: str) -> SafeString:
    if not any(line.values):
        return SafeString("")
    place = max(range(len(line.values)), key=lambda one: line.values[one])
    x, y = _points(line, top)[place]
    anchor, shift = ("end", -10) if x > (LEFT + RIGHT) / 2 else ("start", 10)
    return format_html(
        '<circle cx="{}" cy="{}" r="4.5" fill="var(--viz-2)" stroke="var(--color-base-100)" stroke-width="2"/>'
        '<text class="strong" x="{}" y="{}" text-anchor="{}">{}</text>',
        f"{x:.1f}",
        f"{y:.1f}",
        f"{x + shift:.1f}",
        f"{max(y - 4, 10):.1f}",
        anchor,
        words,
    )
