"""Tea and the table: what stands in a kitchen."""

from __future__ import annotations

import random

from config.kernel.illustrations.palette import Draw, Palette


def tin(c: Palette, r: random.Random) -> str:
    band = r.choice([0, 1, 2])
    body = "M56 74Q100 84 144 74V168Q144 180 100 180T56 168Z"
    mark = {
        0: f'<circle cx="92" cy="130" r="21" fill="{c.second}"/><path d="M82 138Q82 122 100 118Q104 136 88 141M84 143L96 126" fill="none" stroke="{c.shade}" stroke-width="3" stroke-linecap="round"/>',
        1: f'<rect x="40" y="104" width="120" height="44" fill="{c.second}"/><path d="M70 120H114M70 131H98" stroke="{c.shade}" stroke-width="4" stroke-linecap="round"/>',
        2: f'<rect x="76" y="98" width="32" height="66" rx="3" fill="{c.second}"/><path d="M87 108V150M97 114V138" stroke="{c.shade}" stroke-width="4" stroke-linecap="round"/>',
    }[band]
    lid = "M54 52Q54 40 100 40T146 52V74Q146 84 100 84T54 74Z"
    return (
        c.shaded(body, c.body, extra=mark)
        + c.shaded(lid, c.shade)
        + f'<ellipse cx="100" cy="51" rx="46" ry="10" fill="{c.body}"/><ellipse cx="94" cy="49" rx="34" ry="6" fill="#fff" opacity=".18"/>'
    )


def mug(c: Palette, r: random.Random) -> str:
    y = r.choice([112, 120, 128])
    body = "M54 88H138V150Q138 180 108 180H84Q54 180 54 150Z"
    glaze = f'<path d="M40 {y}Q70 {y + 14} 96 {y}T150 {y + 2}V200H40Z" fill="{c.second}"/>'
    return (
        f'<path d="M134 106Q168 100 166 128Q164 156 132 156" fill="none" stroke="{c.shade}" stroke-width="11" stroke-linecap="round"/>'
        + c.shaded(body, c.body, extra=glaze)
        + f'<ellipse cx="96" cy="88" rx="42" ry="9" fill="{c.shade}"/><ellipse cx="96" cy="90" rx="36" ry="6" fill="{c.line}" opacity=".75"/>'
        + f'<path d="M84 70q-7-9 0-17t0-17M104 68q-6-8 0-15t0-14" fill="none" stroke="{c.light}" stroke-width="4" stroke-linecap="round" opacity=".75"/>'
    )


def teapot(c: Palette, r: random.Random) -> str:
    body = "M44 140Q44 98 100 98T156 140Q156 180 118 180H82Q44 180 44 140Z"
    dots = (
        "".join(
            f'<circle cx="{x}" cy="{y}" r="3.4" fill="{c.second}"/>'
            for x, y in [(70, 134), (84, 150), (98, 132), (112, 150), (126, 134)]
        )
        if r.random() < 0.5
        else f'<path d="M30 142Q100 160 170 142" stroke="{c.second}" stroke-width="7" fill="none"/>'
    )
    return (
        f'<path d="M146 122Q176 118 184 96" fill="none" stroke="{c.shade}" stroke-width="13" stroke-linecap="round"/><path d="M56 104Q52 46 100 46T144 104" fill="none" stroke="{c.line}" stroke-width="6" opacity=".8"/>'
        + c.shaded(body, c.body, extra=dots)
        + f'<ellipse cx="100" cy="101" rx="34" ry="9" fill="{c.shade}"/><circle cx="100" cy="86" r="8" fill="{c.shade}"/>'
    )


def bowl(c: Palette, r: random.Random) -> str:
    body = "M34 118H166Q164 166 124 172V180H76V172Q36 166 34 118Z"
    rim = f'<path d="M20 118H180V132H20Z" fill="{c.second}"/>'
    fill = (
        "".join(
            f'<circle cx="{x}" cy="{y}" r="{s}" fill="{f}"/>'
            for x, y, s, f in [
                (72, 108, 15, "#d9636b"),
                (128, 108, 15, "#c9525d"),
                (100, 102, 17, "#e27d7f"),
                (88, 116, 12, "#e99b94"),
                (114, 116, 12, "#d9636b"),
            ]
        )
        if r.random() < 0.5
        else f'<ellipse cx="100" cy="112" rx="54" ry="22" fill="{c.light}"/><ellipse cx="92" cy="104" rx="26" ry="10" fill="#fff" opacity=".7"/>'
    )
    return f'<ellipse cx="100" cy="118" rx="66" ry="13" fill="{c.shade}"/>{fill}' + c.shaded(body, c.body, extra=rim)


KINDS: dict[str, Draw] = {
    "tin": tin,
    "mug": mug,
    "teapot": teapot,
    "bowl": bowl,
}
