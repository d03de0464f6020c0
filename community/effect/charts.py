"""A line over days, as SVG."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import ceil

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDE, HIGH, LEFT, TOP, BOTTOM = 640, 200, 44, 12, 24


def line_chart(points: Sequence[tuple[date, float]], *, label: str) -> SafeString:
    """Shares from 0 on, with the first and the last day below. Nothing for fewer than two points."""
    if len(points) < 2:
        return SafeString("")
    highest = ceil(5 * max(0.05, *(value for _day, value in points))) / 5  # 20%, 40%, …
    first, last = points[0][0], points[-1][0]
    days = (last - first).days or 1

    def at(day: date, value: float) -> tuple[float, float]:
        across = LEFT + (WIDE - LEFT - 8) * (day - first).days / days
        return across, TOP + (HIGH - TOP - BOTTOM) * (1 - value / highest)

    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in (at(day, value) for day, value in points))
    ticks = [(share, at(first, highest * share)[1]) for share in (0, 0.5, 1)]
    grid = format_html_join(
        "",
        '<path class="grid" d="M{0} {1}H{2}"/><text x="{3}" y="{4}" text-anchor="end">{5}%</text>',
        ((LEFT, f"{y:.1f}", WIDE, LEFT - 6, f"{y + 4:.1f}", f"{100 * highest * share:.0f}") for share, y in ticks),
    )
    x, y = at(*points[-1])
    return format_html(
        '<svg class="broad" viewBox="0 0 {} {}" role="img" aria-label="{}">{}'
        '<text x="{}" y="{}">{}</text><text x="{}" y="{}" text-anchor="end">{}</text>'
        '<path d="M{}" fill="none" stroke="var(--viz-2)" stroke-width="2.25"/>'
        '<circle cx="{}" cy="{}" r="3.5" fill="var(--viz-2)"/></svg>',
        WIDE,
        HIGH,
        label,
        grid,
        LEFT,
        HIGH - 4,
        f"{first:%m-%d}",
        WIDE,
        HIGH - 4,
        f"{last:%m-%d}",
        path,
        f"{x:.1f}",
        f"{y:.1f}",
    )
