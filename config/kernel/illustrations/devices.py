"""What has a plug, and a bicycle."""

from __future__ import annotations

import random

from config.kernel.illustrations.palette import Draw, Palette, box, line, oval, shape


def headphones(c: Palette, r: random.Random) -> str:
    """Headphones on a stand, or standing by themselves."""
    return (
        line("M40 134Q32 38 100 38T160 134", c.shade, 13)
        + line("M52 96Q54 54 100 52T148 96", c.second, 5, opacity=0.8)
        + c.shaded("M28 116Q28 104 42 104Q62 106 62 120V164Q62 178 44 180Q28 178 28 166Z", c.body, side=50)
        + c.shaded("M172 116Q172 104 158 104Q138 106 138 120V164Q138 178 156 180Q172 178 172 166Z", c.body, side=160)
        + box(58, 108, 13, 68, c.line, round_=6)
        + box(129, 108, 13, 68, c.line, round_=6)
        + oval(42, 142, 6, 18, c.second, opacity=0.75)
        + oval(158, 142, 6, 18, c.second, opacity=0.75)
    )


def keyboard(c: Palette, r: random.Random) -> str:
    """A mechanical keyboard."""
    accents = {r.randrange(30) for _ in range(5)} | {0}

    def key(n: int) -> str:
        row, place = divmod(n, 10)
        x, y = 24 + place * 15.4 - row * 2.2, 126 + row * 13
        return box(round(x, 1), y, 13, 11, c.shade if n in accents else c.light, round_=2.5) + box(
            round(x + 1.5, 1), y + 1, 10, 7, "#fff", round_=2, opacity=0.35
        )

    return (
        c.shaded(
            "M22 116H182Q188 116 188 122L182 172Q181 180 172 180H24Q14 180 13 172L16 122Q17 116 22 116Z",
            c.body,
            side=140,
            depth=0.06,
        )
        + "".join(key(n) for n in range(30))
        + box(66, 166, 66, 9, c.light, round_=3)
        + line("M150 116Q150 92 168 84T186 60", c.line, 4, opacity=0.7)
    )


def camera(c: Palette, r: random.Random) -> str:
    """A camera with a strap."""
    return (
        line("M30 104Q4 60 60 40T154 52T172 104", c.shade, 7, opacity=0.8)
        + box(44, 80, 26, 14, c.line, round_=3)
        + box(130, 76, 22, 16, c.shade, round_=4)
        + shape("M78 92L86 70H116L124 92Z", c.line)
        + c.shaded(
            "M30 90H170Q180 90 180 100V170Q180 180 170 180H30Q20 180 20 170V100Q20 90 30 90Z",
            c.line,
            side=140,
            extra=box(10, 108, 190, 50, c.body),
        )
        + box(92, 76, 18, 12, c.light, round_=2)
        + oval(100, 136, 40, 40, c.line)
        + oval(100, 136, 34, 34, c.second)
        + oval(100, 136, 27, 27, "#2a2f33")
        + oval(100, 136, 16, 16, "#48708a")
        + oval(93, 129, 7, 6, "#fff", opacity=0.65)
        + oval(156, 102, 5, 5, "#d9636b")
    )


def speaker(c: Palette, r: random.Random) -> str:
    """A small loudspeaker."""
    dots = "".join(oval(x, y, 2.2, 2.2, c.line, opacity=0.6) for y in range(60, 120, 10) for x in range(68, 138, 10))
    return (
        line("M76 40Q76 22 100 22T124 40", c.line, 6)
        + c.shaded(
            "M50 52Q50 38 64 38H136Q150 38 150 52V166Q150 180 136 180H64Q50 180 50 166Z",
            c.body,
            extra=(oval(100, 82, 19, 19, c.shade) + oval(100, 82, 9, 9, c.second)) if r.random() < 0.5 else dots,
        )
        + oval(100, 138, 33, 33, c.shade)
        + oval(100, 138, 24, 24, c.second)
        + oval(100, 138, 10, 10, c.shade)
        + oval(92, 128, 8, 6, "#fff", opacity=0.25)
    )


def bicycle(c: Palette, r: random.Random) -> str:
    """A city bicycle, perhaps with a basket."""

    def wheel(x: float) -> str:
        return (
            f'<circle cx="{x}" cy="142" r="36" fill="none" stroke="{c.line}" stroke-width="6"/><circle cx="{x}" cy="142" r="31" fill="none" stroke="{c.light}" stroke-width="2"/>'
            + "".join(
                line("M0 0V-31", c.line, 1, opacity=0.4, extra=f'transform="translate({x} 142) rotate({a})"')
                for a in range(0, 360, 30)
            )
            + oval(x, 142, 4, 4, c.line)
        )

    basket = (
        c.shaded("M150 72H186L180 100H154Z", c.second, side=176)
        + line("M158 74V98M168 74V98M178 74V98M152 84H184", c.shade, 1.6, opacity=0.6)
        if r.random() < 0.6
        else ""
    )
    return (
        wheel(42)
        + wheel(158)
        + line("M42 142L72 86H136L96 142H42M96 142L68 74M158 142L138 66", c.body, 7)
        + line("M56 70H82", c.line, 9)
        + line("M138 66Q138 54 122 56", c.line, 6)
        + basket
        + oval(96, 142, 10, 10, c.shade)
        + line("M96 142L106 160M100 160H112", c.line, 4)
    )


def fan(c: Palette, r: random.Random) -> str:
    """A desk fan."""
    blades = "".join(
        shape("M0 0C-24 -8 -26 -36 -6 -40C12 -36 10 -12 0 0Z", c.body, at=f"translate(100 86) rotate({a + 20})")
        for a in range(0, 360, 90 if r.random() < 0.5 else 120)
    )
    return (
        box(94, 130, 12, 40, c.shade)
        + c.shaded("M62 172Q62 160 100 160T138 172V176Q138 180 100 180T62 176Z", c.shade)
        + oval(100, 86, 54, 54, c.light, opacity=0.7)
        + blades
        + f'<g fill="none" stroke="{c.line}"><circle cx="100" cy="86" r="54" stroke-width="5"/><circle cx="100" cy="86" r="38" stroke-width="1.5" opacity=".5"/><circle cx="100" cy="86" r="24" stroke-width="1.5" opacity=".5"/></g>'
        + "".join(
            line("M0 -10V-52", c.line, 1.4, opacity=0.4, extra=f'transform="translate(100 86) rotate({a})"')
            for a in range(0, 360, 24)
        )
        + oval(100, 86, 12, 12, c.shade)
        + oval(97, 83, 4, 3, "#fff", opacity=0.4)
    )


KINDS: dict[str, Draw] = {
    "headphones": headphones,
    "keyboard": keyboard,
    "camera": camera,
    "speaker": speaker,
    "bicycle": bicycle,
    "fan": fan,
}
