"""The kitchen: tea things, pans, knives."""

from __future__ import annotations

import random

from config.kernel.illustrations.palette import Draw, Palette, box, leaf, line, moved, oval, shape


def gaiwan(c: Palette, r: random.Random) -> str:
    """A lidded cup on its saucer."""
    body = "M56 96H144Q142 150 118 162V168H82V162Q58 150 56 96Z"
    flower = "".join(
        f'<ellipse cx="100" cy="118" rx="6" ry="13" fill="{c.shade}" opacity=".75" transform="rotate({a} 100 128)"/>'
        for a in range(0, 360, 60)
    ) + oval(100, 128, 5, 5, c.light)
    band = f'<path d="M40 108H160" stroke="{c.shade}" stroke-width="4" opacity=".6"/><path d="M40 116H160" stroke="{c.shade}" stroke-width="1.5" opacity=".6"/>'
    return (
        shape("M40 166Q100 158 160 166Q152 180 100 180T40 166Z", c.shade)
        + oval(100, 166, 60, 7, c.second)
        + c.shaded(body, c.second, extra=flower if r.random() < 0.6 else band)
        + c.shaded("M58 94Q64 66 100 64T142 94Q100 102 58 94Z", c.body)
        + oval(100, 62, 13, 5, c.shade)
        + oval(100, 60, 11, 3.5, c.body)
    )


def pouch(c: Palette, r: random.Random) -> str:
    """A standing bag of tea or coffee."""
    label = r.choice(
        [
            oval(98, 124, 26, 26, c.second) + leaf(98, 144, 0, 0.9, c.body, c.shade),
            box(66, 104, 64, 46, c.second, round_=4) + line("M78 120H118M78 132H106", c.shade, 4),
            shape("M40 140Q80 112 110 136T170 128V190H40Z", c.second) + oval(92, 108, 12, 12, c.light),
        ]
    )
    return (
        c.shaded("M56 46H142L150 168Q148 180 138 180H60Q50 180 48 168Z", c.body, extra=label)
        + box(54, 34, 90, 16, c.shade, round_=3)
        + line("M58 58H140", c.light, 1.5, opacity=0.6, extra='stroke-dasharray="3 4"')
        + oval(99, 74, 5, 5, c.shade)
    )


def pan(c: Palette, r: random.Random) -> str:
    """A frying pan, sometimes with an egg."""
    egg = oval(78, 142, 34, 10, "#fffaf0") + oval(80, 139, 12, 6, "#f2b64a") + oval(77, 137, 4, 2, "#fff", opacity=0.7)
    herbs = leaf(66, 146, 70, 0.6) + leaf(96, 144, -60, 0.6) + oval(84, 142, 8, 4, "#d9636b")
    return (
        line("M140 146L192 118", c.line, 12)
        + line("M168 131L190 119", c.second, 5, opacity=0.55)
        + c.shaded("M14 142H146Q144 172 118 178H42Q16 172 14 142Z", c.body)
        + oval(80, 142, 66, 17, c.shade)
        + oval(80, 143, 57, 13, c.line, opacity=0.55)
        + (egg if r.random() < 0.6 else herbs)
    )


def knife(c: Palette, r: random.Random) -> str:
    """A kitchen knife on a board, with something green."""
    board = c.shaded(
        "M30 128H162Q172 128 172 138V170Q172 180 162 180H30Q20 180 20 170V138Q20 128 30 128Z",
        c.body,
        depth=0.06,
        extra="".join(line(f"M10 {y}Q80 {y - 5} 190 {y + 1}", c.shade, 1.6, opacity=0.5) for y in (140, 151, 162, 172)),
    )
    green = (
        leaf(44, 132, -30, 0.8) + leaf(52, 132, 8, 1) + leaf(60, 132, 40, 0.8)
        if r.random() < 0.6
        else moved(
            oval(0, 0, 14, 14, "#d9636b") + oval(-4, -5, 4, 3, "#fff", opacity=0.5) + leaf(0, -12, 20, 0.4), 48, 116
        )
    )
    return (
        board
        + oval(160, 140, 4.5, 4.5, c.wall)
        + green
        + moved(
            shape("M0 0H78Q84 0 84 -5L80 -30H8Q0 -16 0 0Z", "#e9ecea")
            + shape("M0 0H78Q84 0 84 -5L83 -9H2Z", "#fff", opacity=0.8)
            + box(82, -31, 44, 14, c.line, round_=6)
            + oval(94, -24, 2, 2, c.light)
            + oval(110, -24, 2, 2, c.light),
            64,
            126,
            0.95,
            -14,
        )
    )


def thermos(c: Palette, r: random.Random) -> str:
    """A flask for the road."""
    ring = r.choice(
        [
            box(40, 120, 120, 14, c.second),
            shape("M40 150L160 118V140L40 172Z", c.second, opacity=0.85),
            oval(98, 124, 16, 16, c.second),
        ]
    )
    return (
        c.shaded("M66 76H134Q138 80 138 90V168Q138 180 126 180H74Q62 180 62 168V90Q62 80 66 76Z", c.body, extra=ring)
        + box(66, 66, 68, 12, c.light)
        + c.shaded("M70 30Q70 22 100 22T130 30V66H70Z", c.shade)
        + line("M130 36Q150 36 150 52T130 62", c.line, 5, opacity=0.8)
    )


def mocha(c: Palette, r: random.Random) -> str:
    """A stove-top coffee pot."""
    return (
        line("M134 74Q166 76 160 120", c.line, 10)
        + c.shaded("M62 118L52 168Q52 180 64 180H136Q148 180 148 168L138 118Z", c.body)
        + box(58, 108, 84, 12, c.shade, round_=3)
        + c.shaded("M50 58L66 108H134L146 52Z", c.body)
        + shape("M50 58L36 46L70 54Z", c.shade)
        + shape("M58 54Q100 34 144 52L146 56Q100 62 52 60Z", c.shade)
        + oval(100, 38, 8, 7, c.line)
        + "".join(line(f"M{x} 66L{x + (x - 100) * -0.12:.0f} 104", c.shade, 2, opacity=0.5) for x in (78, 100, 122))
        + (line("M32 40q-8 -8 0 -16t0 -14", c.light, 4, opacity=0.8) if r.random() < 0.7 else "")
    )


def plates(c: Palette, r: random.Random) -> str:
    """A stack of plates and a bowl on top."""
    rows = "".join(
        shape(
            f"M{30 + n} {168 - n * 11}H{170 - n}Q{166 - n} {180 - n * 11} 130 {180 - n * 11}H70Q{34 + n} {180 - n * 11} {30 + n} {168 - n * 11}Z",
            (c.body, c.second, c.shade, c.second)[n % 4],
        )
        + line(f"M{34 + n} {168 - n * 11}H{166 - n}", c.light, 2, opacity=0.5)
        for n in range(4)
    )
    cup = c.shaded(
        "M66 92H134Q132 124 112 128V132H88V128Q68 124 66 92Z", c.body, extra=box(40, 92, 120, 9, c.second)
    ) + oval(100, 92, 34, 6, c.shade)
    sticks = line("M44 128L168 84", c.line, 4, opacity=0.85) + line("M48 134L172 92", c.line, 4, opacity=0.85)
    return rows + cup + (sticks if r.random() < 0.6 else "")


KINDS: dict[str, Draw] = {
    "gaiwan": gaiwan,
    "pouch": pouch,
    "pan": pan,
    "knife": knife,
    "thermos": thermos,
    "mocha": mocha,
    "plates": plates,
}
