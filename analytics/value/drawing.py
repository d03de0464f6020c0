"""The hold-out as a picture: what came, and what was foretold."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

WIDTH, HEIGHT, FLOOR, TOP, LEFT = 560, 190, 160, 12, 48


def hold_out_chart(points: Sequence[Sequence[float]], *, name: str) -> SafeString:
    """Two lines over the weeks of the second half; `name` says it all in words."""
    most = max((max(row[1], row[2]) for row in points), default=0) or 1
    weeks = points[-1][0] if points else 1

    def line(column: int) -> str:
        spots = [(0.0, 0.0), *((row[0], row[column]) for row in points)]
        return "L".join(
            f"{LEFT + (WIDTH - LEFT) * week / weeks:.1f} {FLOOR - (FLOOR - TOP) * value / most:.1f}"
            for week, value in spots
        )

    grid = format_html_join(
        "",
        '<path class="grid" d="M{} {}H{}"/><text x="{}" y="{}" text-anchor="end">{}</text>',
        [
            (LEFT, y := round(FLOOR - (FLOOR - TOP) * part / 2), WIDTH, LEFT - 6, y + 4, f"{most * part / 2:,.0f}")
            for part in range(3)
        ],
    )
    ticks = format_html_join(
        "",
        '<text x="{}" y="{}" text-anchor="middle">{}</text>',
        [
            (round(LEFT + (WIDTH - LEFT) * row[0] / weeks), HEIGHT - 10, f"{row[0]:.0f}")
            for place, row in enumerate(points)
            if place % 3 == 2
        ],
    )
    return format_html(
        '<svg class="broad" viewBox="0 0 {} {}" role="img" aria-label="{}">{}{}'
        '<path d="M{}" fill="none" stroke="var(--viz-2)" stroke-width="2.25" stroke-linejoin="round"/>'
        '<path d="M{}" fill="none" stroke="var(--viz-6)" stroke-width="1.75" stroke-dasharray="5 4"/></svg>',
        WIDTH + 12,
        HEIGHT,
        name,
        grid,
        ticks,
        line(1),
        line(2),
    )
