"""The room: light, scent, flowers."""

from __future__ import annotations

import random

from config.kernel.illustrations.palette import Draw, Palette


def lamp(c: Palette, r: random.Random) -> str:
    dome = r.random() < 0.5
    shade = "M52 100Q54 44 100 44T148 100Z" if dome else "M74 40H126L150 104H50Z"
    return (
        c.glow(100, 116, 96, 76)
        + f'<rect x="96" y="96" width="8" height="76" fill="{c.line}" opacity=".85"/>'
        + c.shaded("M66 172Q66 164 100 164T134 172V176Q134 180 100 180T66 176Z", c.shade)
        + '<ellipse cx="100" cy="102" rx="47" ry="7" fill="#fff3c9"/>'
        + c.shaded(shade, c.body)
        + f'<path d="M132 102v26" stroke="{c.line}" stroke-width="2" opacity=".7"/><circle cx="132" cy="130" r="3.5" fill="{c.line}" opacity=".8"/>'
    )


def vase(c: Palette, r: random.Random) -> str:
    body = "M86 96Q88 112 72 128Q56 150 78 180H122Q144 150 128 128Q112 112 114 96Z"
    if r.random() < 0.6:
        petals = "".join(
            f'<path d="M0 0C-15 -16 -13 -40 0 -52C13 -40 15 -16 0 0Z" transform="translate(104 48) rotate({a}) scale({s})" fill="{f}"/>'
            for a, s, f in [
                (-62, 0.78, "#e9a0a5"),
                (62, 0.78, "#e08f97"),
                (-34, 0.92, "#f0b3b4"),
                (34, 0.92, "#e9a0a5"),
                (0, 1, "#f8d0cd"),
            ]
        )
        plant = f'<path d="M100 98Q98 70 104 46" stroke="#4c7a5f" stroke-width="4" fill="none"/>{petals}<path d="M98 98Q80 70 48 66" stroke="#4c7a5f" stroke-width="3.5" fill="none"/><ellipse cx="42" cy="62" rx="28" ry="13" transform="rotate(-16 42 62)" fill="#7ba487"/><path d="M42 62L66 58M42 62L18 70M42 62L34 50" stroke="#4c7a5f" stroke-width="1.6"/>'
    else:
        leaves = "".join(
            f'<ellipse cx="0" cy="-16" rx="7" ry="16" transform="translate({x} {y}) rotate({a})" fill="{f}"/>'
            for x, y, a, f in [
                (98, 66, -50, "#7ba487"),
                (103, 52, 40, "#5f8c70"),
                (106, 34, -38, "#7ba487"),
                (112, 26, 34, "#5f8c70"),
                (92, 80, 52, "#5f8c70"),
                (110, 20, 0, "#8db496"),
            ]
        )
        plant = f'<path d="M100 98Q94 60 112 14" stroke="#4c7a5f" stroke-width="3.5" fill="none"/>{leaves}'
    return plant + c.shaded(body, c.body, side=106) + f'<ellipse cx="100" cy="96" rx="14" ry="4" fill="{c.shade}"/>'


def candle(c: Palette, r: random.Random) -> str:
    body = "M62 96H138V170Q138 180 128 180H72Q62 180 62 170Z"
    return (
        c.glow(100, 72, 58, 58)
        + c.shaded(
            body,
            c.body,
            extra=f'<rect x="74" y="122" width="52" height="36" rx="3" fill="{c.second}"/><path d="M84 134h32M84 144h20" stroke="{c.shade}" stroke-width="3" stroke-linecap="round"/>',
        )
        + f'<ellipse cx="100" cy="96" rx="38" ry="8" fill="{c.light}"/><path d="M100 96V84" stroke="{c.line}" stroke-width="3"/><path d="M100 54C110 68 110 84 100 86C90 84 90 68 100 54Z" fill="#f2b64a"/><path d="M100 68C105 75 105 83 100 84C95 83 95 75 100 68Z" fill="#fff3c9"/>'
    )


def soap(c: Palette, r: random.Random) -> str:
    def bar(x: float, y: float, fill: str, edge: str) -> str:
        return c.shaded(
            f"M{x} {y + 12}Q{x} {y} {x + 12} {y}H{x + 88}Q{x + 100} {y} {x + 100} {y + 12}V{y + 32}Q{x + 100} {y + 42} {x + 88} {y + 42}H{x + 12}Q{x} {y + 42} {x} {y + 32}Z",
            fill,
            side=x + 66,
            extra=f'<path d="M{x + 30} {y}h28v44h-28z" fill="{edge}"/>',
        )

    return (
        bar(58, 92, c.second, c.body)
        + bar(42, 136, c.body, c.light)
        + '<path d="M120 92q14-22 34-14q-8 20-34 14" fill="#7ba487"/>'
    )


def pond(c: Palette, r: random.Random) -> str:
    """A whole scene for notes and shop banners: leaves on water, one flower."""

    def leaf(x: float, y: float, s: float, f: str) -> str:
        return f'<g transform="translate({x} {y}) scale({s} {s * 0.46})"><path d="M0 0L34 -40A52 52 0 1 1 -6 -52Z" fill="{f}"/><path d="M0 0L-40 -20M0 0L-46 18M0 0L-16 46M0 0L26 42M0 0L50 8" stroke="#fff" stroke-width="2" opacity=".3"/></g>'

    petals = "".join(
        f'<path d="M0 0C-15 -16 -13 -40 0 -52C13 -40 15 -16 0 0Z" transform="translate(112 108) rotate({a}) scale({s})" fill="{f}"/>'
        for a, s, f in [
            (-76, 0.8, "#e9a0a5"),
            (76, 0.8, "#dc8791"),
            (-44, 0.95, "#f0b3b4"),
            (44, 0.95, "#e9a0a5"),
            (0, 1.05, "#f9d5d1"),
            (-20, 0.8, "#fae0da"),
            (20, 0.8, "#f3bdbb"),
        ]
    )
    return (
        leaf(40, 70, 0.7, "#8db496")
        + leaf(176, 62, 0.6, "#a3c4a6")
        + leaf(160, 140, 1.15, "#5f8c70")
        + leaf(38, 160, 1.2, "#6f9a7c")
        + '<path d="M112 160V104" stroke="#4c7a5f" stroke-width="4"/>'
        + petals
    )


KINDS: dict[str, Draw] = {
    "lamp": lamp,
    "vase": vase,
    "candle": candle,
    "soap": soap,
    "pond": pond,
}
