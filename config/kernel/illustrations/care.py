"""The dressing table."""

from __future__ import annotations

import random

from config.kernel.illustrations.palette import Draw, Palette, box, line, oval, shape


def perfume(c: Palette, r: random.Random) -> str:
    """A bottle of scent."""
    flask = r.choice(
        (
            "M52 100Q52 88 64 88H136Q148 88 148 100V168Q148 180 136 180H64Q52 180 52 168Z",
            "M100 86Q150 90 150 134Q150 180 100 180T50 134Q50 90 100 86Z",
            "M70 88H130L152 168Q154 180 142 180H58Q46 180 48 168Z",
        )
    )
    return (
        c.shaded(
            flask,
            c.light,
            depth=0.07,
            extra=box(20, 116, 160, 80, c.body, opacity=0.55) + oval(100, 116, 70, 5, c.body, opacity=0.5),
        )
        + box(76, 126, 48, 34, c.second, round_=3)
        + line("M86 138H114M90 148H110", c.shade, 3)
        + box(86, 72, 28, 18, c.line, round_=2, opacity=0.85)
        + c.shaded("M80 34Q80 28 88 28H112Q120 28 120 34V72H80Z", c.shade, side=106)
    )


def lipstick(c: Palette, r: random.Random) -> str:
    """Two lipsticks, one open."""
    colour = r.choice(("#c8324a", "#d9636b", "#b4524a", "#a93a5e"))
    return (
        c.shaded("M60 66L92 46V104H60Z", colour, side=82)
        + c.shaded("M54 100H98V132H54Z", "#d9b978", side=84)
        + c.shaded("M46 130H106V180H46Z", c.body, side=88, extra=box(40, 150, 80, 5, c.second))
        + c.shaded("M118 96Q118 88 126 88H154Q162 88 162 96V150H118Z", c.body, side=146)
        + box(116, 148, 48, 7, "#d9b978")
        + c.shaded("M118 154H162V180H118Z", c.shade, side=146)
    )


def cream(c: Palette, r: random.Random) -> str:
    """A jar of cream and a tube."""
    tube = (
        c.shaded("M116 48H164L156 152H124Z", c.body, side=146, extra=box(110, 84, 60, 26, c.second))
        + box(116, 42, 48, 8, c.shade)
        + c.shaded("M126 152H154V174Q154 180 148 180H132Q126 180 126 174Z", c.light, side=146)
    )
    lid = (
        box(36, 106, 76, 22, c.shade, round_=5)
        if r.random() < 0.5
        else shape("M44 128Q48 100 64 108Q72 92 84 106Q102 100 106 128Z", c.light)
        + box(40, 122, 70, 8, c.light, round_=3)
    )
    return (
        tube
        + lid
        + c.shaded(
            "M32 128H116V166Q116 180 102 180H46Q32 180 32 166Z",
            c.body,
            side=96,
            extra=box(50, 142, 48, 24, c.second, round_=3) + line("M58 152H88", c.shade, 3),
        )
    )


KINDS: dict[str, Draw] = {
    "perfume": perfume,
    "lipstick": lipstick,
    "cream": cream,
}
