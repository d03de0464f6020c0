"""What one eats."""

from __future__ import annotations

import random

from config.kernel.illustrations.palette import Draw, Palette


def peaches(c: Palette, r: random.Random) -> str:
    def one(x: float, y: float, s: float, turn: float) -> str:
        n = c.next_id()
        p = "M0 -34C26 -48 46 -24 38 8C32 32 12 40 0 42C-12 40 -32 32 -38 8C-46 -24 -26 -48 0 -34Z"
        return (
            f'<g transform="translate({x} {y}) rotate({turn}) scale({s})"><radialGradient id="{n}" cx=".34" cy=".34" r=".85"><stop stop-color="#fbd9b4"/><stop offset=".5" stop-color="#f2a58c"/><stop offset="1" stop-color="#d9636b"/></radialGradient>'
            f'<path d="{p}" fill="url(#{n})"/><path d="M0 -34Q-12 2 0 42" fill="none" stroke="#b94a58" stroke-width="2.5" opacity=".45"/><path d="M2 -36Q12 -58 38 -54Q30 -34 2 -36Z" fill="#6f9a7c"/><path d="M2 -36Q18 -46 38 -54" stroke="#4c7a5f" stroke-width="2" fill="none"/></g>'
        )

    tray = f'<path d="M20 168Q100 196 180 168L168 180Q100 196 32 180Z" fill="{c.shade}"/><ellipse cx="100" cy="168" rx="80" ry="13" fill="{c.second}"/>'
    return tray + one(140, 130, 0.92, 14) + one(62, 132, 0.95, -12) + one(102, 128, 1.08, r.randint(-6, 6))


def bread(c: Palette, r: random.Random) -> str:
    loaf = "M30 132Q24 92 66 92H140Q178 92 170 132V172Q170 180 160 180H40Q30 180 30 172Z"
    return (
        c.shaded(
            loaf,
            "#d59a58",
            side=126,
            extra='<path d="M58 86Q70 112 58 134M90 86Q102 112 90 134M122 86Q134 112 122 134" stroke="#f1cf9c" stroke-width="9" fill="none" stroke-linecap="round"/>',
        )
        + f'<path d="M30 158H170V172Q170 180 160 180H40Q30 180 30 172Z" fill="{c.second}"/><path d="M30 158H170" stroke="{c.shade}" stroke-width="2"/>'
    )


KINDS: dict[str, Draw] = {
    "peaches": peaches,
    "bread": bread,
}
