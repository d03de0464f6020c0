"""What one wears and carries."""

from __future__ import annotations

import random

from config.kernel.illustrations.palette import Draw, Palette


def shirt(c: Palette, r: random.Random) -> str:
    n = r.choice([0, 1, 2])
    weave = {
        0: "",
        1: "".join(
            f'<path d="M{x} 20V200" stroke="{c.shade}" stroke-width="2.5" opacity=".35"/>' for x in range(44, 168, 12)
        ),
        2: f'<rect x="0" y="112" width="200" height="16" fill="{c.second}" opacity=".8"/><rect x="0" y="136" width="200" height="6" fill="{c.second}" opacity=".8"/>',
    }[n]
    body = "M72 44Q100 60 128 44L160 58Q176 68 182 110L156 118L148 96V176Q100 186 52 176V96L44 118L18 110Q24 68 40 58Z"
    return (
        f'<path d="M100 38V26a9 9 0 1 1 9-9" fill="none" stroke="{c.line}" stroke-width="3.5" stroke-linecap="round" opacity=".7"/><path d="M70 48L100 34L130 48" fill="none" stroke="{c.line}" stroke-width="4" opacity=".6"/>'
        + f'<path d="{body}" transform="translate(9 9)" fill="#000" opacity=".08"/>'
        + c.shaded(body, c.body, side=118, depth=0.07, extra=weave)
        + f'<path d="M72 44Q100 60 128 44L118 66L100 60L82 66Z" fill="{c.light}"/><path d="M100 62V178M72 44L84 68L100 60L116 68L128 44" fill="none" stroke="{c.shade}" stroke-width="2.5" opacity=".8"/>'
        + "".join(f'<circle cx="104" cy="{y}" r="2.6" fill="{c.shade}"/>' for y in (84, 110, 136, 160))
        + f'<path d="M116 98h22v18q-11 8-22 0z" fill="none" stroke="{c.shade}" stroke-width="2.5" opacity=".7"/>'
    )


def shoes(c: Palette, r: random.Random) -> str:
    def one(dx: float, dy: float, s: float) -> str:
        upper = "M24 148Q26 112 48 112Q60 124 80 118Q108 142 150 146Q170 150 170 168H24Z"
        return (
            f'<g transform="translate({dx} {dy}) scale({s})">'
            + c.shaded(
                upper,
                c.body,
                side=120,
                depth=0.06,
                extra=f'<path d="M124 130Q150 138 180 150V172H132Q118 152 124 130Z" fill="{c.second}"/><path d="M20 100H50V172H20Z" fill="{c.shade}"/>',
            )
            + f'<path d="M72 126l18-10M84 134l18-10M97 140l17-9" stroke="{c.light}" stroke-width="5" stroke-linecap="round"/><path d="M20 164H172Q174 180 162 180H30Q20 180 20 164Z" fill="{c.light}"/><path d="M20 172H172" stroke="{c.shade}" stroke-width="2" opacity=".5"/></g>'
        )

    return one(34, -26, 0.86) + one(0, 0, 1)


def bag(c: Palette, r: random.Random) -> str:
    big = r.random() < 0.5
    body = "M40 92H160L170 166Q170 180 156 180H44Q30 180 30 166Z"
    front = (
        f'<path d="M20 132H180V190H20Z" fill="{c.second}"/>'
        if big
        else f'<path d="M60 118H140V190H60Z" fill="{c.shade}" opacity=".55"/>'
    )
    return (
        f'<path d="M70 96Q68 34 100 34T130 96" fill="none" stroke="{c.shade}" stroke-width="8"/>'
        + c.shaded(body, c.body, side=124, extra=front)
        + f'<path d="M44 101H156" stroke="{c.light}" stroke-width="2" stroke-dasharray="5 5" opacity=".6"/><path d="M80 96Q78 50 106 50T138 96" fill="none" stroke="{c.body}" stroke-width="8"/><path d="M80 96Q78 50 106 50T138 96" fill="none" stroke="#000" stroke-width="8" opacity=".06"/>'
    )


KINDS: dict[str, Draw] = {
    "shirt": shirt,
    "shoes": shoes,
    "bag": bag,
}
