"""Children, pets, music, the weekend."""

from __future__ import annotations

import random

from config.kernel.illustrations.palette import Draw, Palette, box, line, moved, oval, shape


def train(c: Palette, r: random.Random) -> str:
    """A wooden toy train."""

    def wheel(x: float, size: float = 15) -> str:
        return oval(x, 180 - size, size, size, c.shade) + oval(x, 180 - size, size * 0.42, size * 0.42, c.second)

    cargo = (
        "".join(
            oval(x, 120 - (n % 2) * 5, 12, 12, f)
            for n, (x, f) in enumerate(((134, "#d9636b"), (154, "#e2a63a"), (172, "#6d94ab")))
        )
        if r.random() < 0.6
        else c.shaded("M124 104H180V136H124Z", "#d9ab72", side=160)
    )
    return (
        cargo
        + c.shaded("M120 126H186V164H120Z", c.second, side=166)
        + c.shaded("M20 104Q20 98 26 98H66V76H108V164H20Z", c.body, side=96)
        + box(60, 64, 54, 13, c.shade, round_=4)
        + box(76, 86, 22, 22, c.light, round_=3)
        + c.shaded("M30 72H52L48 98H34Z", c.shade, side=46)
        + box(26, 64, 30, 10, c.line, round_=4, opacity=0.8)
        + line("M108 152H122", c.line, 5)
        + wheel(40)
        + wheel(84, 20)
        + wheel(136)
        + wheel(172)
    )


def kite(c: Palette, r: random.Random) -> str:
    """A kite with its tail."""
    tail = line("M84 138Q66 150 84 162T76 184T100 196", c.line, 2.5, opacity=0.7) + "".join(
        shape("M0 0L-11 -7V7ZM0 0L11 -7V7Z", f, at=f"translate({x} {y}) rotate({t})")
        for x, y, t, f in ((76, 152, 20, c.shade), (82, 168, -20, c.second), (80, 184, 10, c.body))
    )
    return (
        tail
        + c.shaded(
            "M112 6L164 60L84 138L52 66Z",
            c.body,
            side=120,
            extra=shape("M112 6L164 60L104 68Z", c.second)
            + shape("M104 68L84 138L52 66Z", c.second)
            + (oval(104, 68, 14, 14, c.light) if r.random() < 0.5 else ""),
        )
        + line("M112 6L84 138M52 66L164 60", c.line, 2.5, opacity=0.55)
    )


def guitar(c: Palette, r: random.Random) -> str:
    """A guitar leaning a little."""
    body = "M100 92Q124 84 130 102Q132 118 126 126Q146 138 144 158Q140 182 100 182T56 158Q54 138 74 126Q68 118 70 102Q76 84 100 92Z"
    return (
        f'<g transform="rotate({r.choice((-8, 7, 10))} 100 180)">'
        + box(94, 16, 12, 96, c.line, opacity=0.9)
        + shape("M90 2H110L113 24H87Z", c.shade)
        + "".join(oval(x, y, 3, 3, c.light) for x in (85, 115) for y in (8, 17))
        + c.shaded(body, c.body)
        + oval(100, 128, 16, 16, c.line)
        + f'<circle cx="100" cy="128" r="20" fill="none" stroke="{c.second}" stroke-width="3"/>'
        + box(84, 156, 32, 7, c.line, round_=2)
        + line("M96 20V158M100 20V158M104 20V158", c.light, 1, opacity=0.85)
        + "</g>"
    )


def ball(c: Palette, r: random.Random) -> str:
    """A ball: for football, for the basket, or striped."""
    kind = r.randrange(3)
    if kind == 0:
        marks = "".join(
            shape("M0 -16L15 -5L9 13H-9L-15 -5Z", c.line, at=f"translate({x} {y}) rotate({t}) scale({s})")
            for x, y, t, s in (
                (100, 112, 0, 1.15),
                (52, 92, 30, 0.9),
                (148, 92, -30, 0.9),
                (70, 160, 10, 0.9),
                (132, 160, -10, 0.9),
                (100, 54, 0, 0.8),
            )
        )
        fill, lines = (
            "#fbf8f1",
            line("M100 94V62M117 106L136 98M83 106L64 98M91 128L80 148M109 128L120 148", c.line, 2.5, opacity=0.7),
        )
    elif kind == 1:
        marks, fill, lines = (
            "",
            "#d9782a",
            line("M100 46V178M34 112H166M54 64Q88 112 54 160M146 64Q112 112 146 160", "#5c2a14", 3.5, opacity=0.8),
        )
    else:
        marks, fill = (
            shape("M100 46Q60 112 100 178Q76 178 60 164Q30 112 60 60Q76 46 100 46Z", c.body)
            + shape("M100 46Q140 112 100 178Q124 178 140 164Q170 112 140 60Q124 46 100 46Z", c.shade),
            c.second,
        )
        lines = oval(100, 48, 9, 5, c.light)
    return c.shaded("M100 46A67 67 0 1 1 99.900 46Z", fill, side=122, extra=marks + lines)


def tent(c: Palette, r: random.Random) -> str:
    """A tent with its door open."""
    return (
        line("M20 180L4 186M180 180L196 186M100 40V28", c.line, 3)
        + c.shaded("M100 40L184 180H16Z", c.body, side=108)
        + shape("M100 40L146 180H120Z", c.second, opacity=0.9)
        + shape("M100 66L128 180H72Z", c.line, opacity=0.85)
        + shape("M100 66L72 180H58Q84 130 100 66Z", c.light)
        + (shape("M100 28L124 34L100 40Z", "#d9636b") if r.random() < 0.6 else "")
        + line("M60 108L44 136M148 122L156 136", c.second, 4, opacity=0.7)
    )


def blocks(c: Palette, r: random.Random) -> str:
    """Wooden building blocks."""
    letters = r.sample(["A", "B", "山", "水", "木", "M"], 3)

    def cube(x: float, y: float, fill: str, letter: str) -> str:
        return (
            c.shaded(f"M{x} {y}H{x + 52}V{y + 52}H{x}Z", fill, side=x + 40, depth=0.12)
            + box(x + 6, y + 6, 40, 40, "#fff", round_=4, opacity=0.22)
            + f'<text x="{x + 26}" y="{y + 28}" text-anchor="middle" dominant-baseline="central" font-size="28" font-weight="600" font-family="Georgia, Songti SC, Noto Serif CJK SC, serif" fill="{c.line}">{letter}</text>'
        )

    return (
        cube(28, 128, c.body, letters[0])
        + cube(116, 128, c.second, letters[1])
        + cube(72, 76, c.shade, letters[2])
        + c.shaded("M70 76L98 34L126 76Z", "#d9636b", side=104)
        + box(82, 160, 32, 20, c.light, round_=2)
    )


def cat_bed(c: Palette, r: random.Random) -> str:
    """A cat asleep in its bed."""
    fur, dark = r.choice(
        (("#e2a766", "#c4813f"), ("#5a5652", "#3c3936"), ("#f3ece0", "#d9cdbb"), ("#b9b2a6", "#918a7f"))
    )
    return (
        oval(100, 148, 84, 30, c.shade)
        + oval(100, 142, 68, 22, c.light)
        + shape("M52 146Q52 106 100 106T152 146Q138 164 100 164T52 146Z", fur)
        + line("M148 146Q156 164 124 162", dark, 10)
        + line("M100 108Q96 118 100 128M114 110Q112 120 116 130M128 116Q126 124 130 134", dark, 4, opacity=0.6)
        + shape("M52 134Q50 106 56 102L66 114Q76 110 86 114L96 102Q100 118 96 136Q90 150 74 150T52 134Z", fur)
        + shape("M58 108L64 114L58 120ZM94 108L88 114L93 120Z", "#e9a0a5", opacity=0.8)
        + line("M60 130q5 4 9 0M80 130q5 4 9 0", "#3c3936", 2.2)
        + line("M73 137l2 2l2 -2", "#b95a6b", 2.4)
        + c.shaded(
            "M16 146Q20 180 100 180T184 146Q184 132 170 138Q140 164 100 164T30 138Q16 132 16 146Z",
            c.body,
            extra=line("M20 160Q100 196 180 160", c.second, 4, opacity=0.7),
        )
    )


def dog_toy(c: Palette, r: random.Random) -> str:
    """A bone and a ball for the dog."""
    bone = "M-44 -9H44A14 14 0 1 1 58 3A14 14 0 1 1 44 17V9H-44V17A14 14 0 1 1 -58 3A14 14 0 1 1 -44 -9Z"
    rope = (
        line("M30 150Q60 128 90 148T150 140", c.second, 15)
        + line("M34 146l6 8M52 138l4 10M70 138l2 11M90 144l-2 10M110 148l0 -12M130 144l-4 -10", c.shade, 3, opacity=0.7)
        + oval(28, 152, 14, 14, c.shade)
        + oval(154, 138, 14, 14, c.shade)
    )
    play = c.shaded(
        "M136 106A36 36 0 1 1 135.900 106Z",
        c.second,
        side=150,
        extra=line("M100 130Q136 156 172 130", c.shade, 5) + line("M106 168Q136 146 170 168", c.shade, 5),
    )
    return play + (
        moved(shape(bone, c.body) + line("M-40 -4H40", "#fff", 4, opacity=0.3), 82, 150, 1.02, -10)
        if r.random() < 0.6
        else moved(rope, 0, 16)
    )


def bear(c: Palette, r: random.Random) -> str:
    """A teddy bear sitting."""
    tie = (
        shape("M0 0L-16 -9V9ZM0 0L16 -9V9Z", "#d9636b", at="translate(100 108)") + oval(100, 108, 4, 4, "#b94a58")
        if r.random() < 0.6
        else line("M74 104Q100 118 126 104", c.second, 8)
    )
    return (
        oval(64, 56, 17, 17, c.shade)
        + oval(136, 56, 17, 17, c.shade)
        + oval(64, 58, 9, 9, c.second)
        + oval(136, 58, 9, 9, c.second)
        + oval(56, 130, 16, 26, c.shade)
        + oval(144, 130, 16, 26, c.shade)
        + c.shaded("M100 96Q146 100 146 142Q146 178 100 178T54 142Q54 100 100 96Z", c.body)
        + oval(100, 144, 26, 26, c.second)
        + oval(62, 168, 21, 15, c.body)
        + oval(138, 168, 21, 15, c.shade)
        + oval(60, 170, 10, 8, c.second)
        + oval(140, 170, 10, 8, c.second)
        + c.shaded("M100 36Q150 38 148 78Q146 112 100 112T52 78Q50 38 100 36Z", c.body)
        + oval(100, 88, 21, 16, c.light)
        + oval(100, 81, 7, 5, c.line)
        + line("M100 86V92M94 96Q100 100 106 96", c.line, 2.4)
        + oval(80, 72, 4, 4.5, c.line)
        + oval(120, 72, 4, 4.5, c.line)
        + tie
    )


def skateboard(c: Palette, r: random.Random) -> str:
    """A skateboard leaning on its tail, or flat."""
    art = r.choice(
        (
            oval(100, 142, 16, 5, c.second) + oval(64, 142, 10, 4, c.second) + oval(136, 142, 10, 4, c.second),
            line("M50 142H150", c.second, 6),
        )
    )
    return (
        "".join(
            box(x - 3, 150, 26, 9, c.line, round_=3)
            + oval(x, 168, 12, 12, c.second)
            + oval(x, 168, 5, 5, c.shade)
            + oval(x + 22, 168, 12, 12, c.light)
            + oval(x + 22, 168, 5, 5, c.shade)
            for x in (42, 134)
        )
        + c.shaded(
            "M8 128Q14 136 34 136H166Q186 136 192 128L194 134Q188 150 168 152H32Q12 150 6 134Z",
            c.body,
            side=140,
            extra=art,
        )
        + line("M12 130Q20 136 34 136H166Q180 136 188 130", c.line, 2.5, opacity=0.6)
    )


KINDS: dict[str, Draw] = {
    "train": train,
    "kite": kite,
    "guitar": guitar,
    "ball": ball,
    "tent": tent,
    "blocks": blocks,
    "cat_bed": cat_bed,
    "dog_toy": dog_toy,
    "bear": bear,
    "skateboard": skateboard,
}
