"""Paper, reading, drawing."""

from __future__ import annotations

import random

from config.kernel.illustrations.palette import Draw, Palette, box, leaf, line, moved, oval, shape


def books(c: Palette, r: random.Random) -> str:
    """A stack of books, one leaning."""

    def lying(y: float, x: float, wide: float, fill: str, band: str) -> str:
        return (
            box(x, y, wide, 22, fill, round_=3)
            + box(x + wide - 8, y + 3, 6, 16, c.light)
            + box(x + 14, y, 5, 22, band)
            + box(x + 34, y + 9, wide * 0.4, 4, band, round_=2)
            + box(x, y + 17, wide, 5, "#000", round_=2, opacity=0.08)
        )

    top = (
        oval(116, 96, 20, 7, c.line, opacity=0.3)
        + c.shaded("M100 70H134L130 94Q128 100 117 100T104 94Z", "#f4f1e9", side=122)
        + line("M132 76q14 0 10 12t-14 6", "#f4f1e9", 5)
        if r.random() < 0.5
        else moved(
            shape("M-34 0Q-18 -10 0 0Q18 -10 34 0V-8Q18 -18 0 -8Q-18 -18 -34 -8Z", c.light)
            + line("M0 -8V0", c.shade, 2),
            100,
            112,
            1.5,
        )
    )
    return (
        top
        + lying(112, 40, 116, c.shade, c.second)
        + lying(135, 28, 140, c.second, c.shade)
        + lying(158, 34, 130, c.body, c.light)
    )


def pens(c: Palette, r: random.Random) -> str:
    """A cup of pens and brushes."""
    colours = r.sample(["#d9636b", "#e2a63a", "#6d94ab", "#6f9a7c", "#8d7ba3", "#c4704b"], 4)
    sticks = "".join(
        line(f"M{x} 120L{x + d} {y}", f, 9) + line(f"M{x + d * 0.9:.0f} {y + 9}L{x + d} {y}", c.line, 5)
        for (x, d, y), f in zip(((78, -18, 40), (94, -4, 26), (108, 8, 34), (122, 22, 48)), colours, strict=True)
    )
    ruler = (
        shape("M100 118L106 26L122 28L116 120Z", c.light)
        + "".join(line(f"M{107 + n * -0.6:.1f} {36 + n * 10}h6", c.shade, 1.6) for n in range(8))
        if r.random() < 0.5
        else line("M100 120L104 40", "#a97640", 6) + shape("M99 42Q98 22 105 10Q112 24 109 43Z", c.line)
    )
    return (
        sticks
        + ruler
        + c.shaded(
            "M58 100H142L136 172Q135 180 126 180H74Q65 180 64 172Z",
            c.body,
            extra=r.choice((box(40, 128, 120, 14, c.second), oval(98, 140, 17, 17, c.second), "")),
        )
        + oval(100, 100, 42, 8, c.shade)
        + oval(100, 102, 36, 5, c.line, opacity=0.5)
    )


def letter(c: Palette, r: random.Random) -> str:
    """Cards and an envelope."""
    stamp = (
        box(136, 104, 22, 26, c.second, round_=1) + leaf(147, 126, 0, 0.4)
        if r.random() < 0.5
        else oval(100, 146, 13, 13, "#c8324a") + oval(97, 143, 4, 3, "#fff", opacity=0.4)
    )
    return (
        moved(
            c.shaded(
                "M0 0H96V116H0Z",
                c.light,
                side=70,
                depth=0.05,
                extra=oval(48, 40, 24, 24, c.body)
                + leaf(48, 62, 0, 0.9, c.second, c.shade)
                + line("M22 82H74M30 94H66", c.shade, 3),
            ),
            62,
            44,
            1,
            -7,
        )
        + c.shaded("M24 96H176V180H24Z", c.body, side=134)
        + shape("M24 96L100 150L176 96Z", c.shade)
        + line("M24 180L84 138M176 180L116 138", c.shade, 2, opacity=0.5)
        + stamp
    )


def globe(c: Palette, r: random.Random) -> str:
    """A globe on its foot."""
    land = (
        shape("M70 66Q92 54 104 70Q98 88 84 84Q74 96 62 92Q58 76 70 66Z", "#8db496")
        + shape("M108 92Q128 84 138 100Q134 124 116 130Q104 116 108 92Z", "#8db496")
        + shape("M68 112Q82 108 88 122Q82 140 72 134Q62 122 68 112Z", "#8db496")
    )
    return (
        line("M138 44Q172 96 128 146", c.line, 6)
        + box(94, 152, 12, 18, c.shade)
        + c.shaded("M60 174Q60 166 100 166T140 174V178Q140 180 100 180T60 178Z", c.shade)
        + c.shaded("M100 44A54 54 0 1 1 99.900 44Z", c.body if r.random() < 0.5 else "#8fb3c7", extra=land, side=118)
        + oval(84, 74, 13, 9, "#fff", opacity=0.25)
        + oval(140, 46, 5, 5, c.line)
    )


KINDS: dict[str, Draw] = {
    "books": books,
    "pens": pens,
    "letter": letter,
    "globe": globe,
}
