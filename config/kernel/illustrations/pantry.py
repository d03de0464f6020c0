"""What one eats: fruit, vegetables, jars, things that steam."""

from __future__ import annotations

import random

from config.kernel.illustrations.palette import Draw, Palette, box, leaf, line, moved, oval, shape


def oranges(c: Palette, r: random.Random) -> str:
    """Three oranges, one cut."""

    def whole(x: float, y: float) -> str:
        name = c.next_id()
        return (
            f'<radialGradient id="{name}" cx=".35" cy=".32" r=".85"><stop stop-color="#ffd08a"/><stop offset=".5" stop-color="#f3a13f"/><stop offset="1" stop-color="#d9782a"/></radialGradient><circle cx="{x}" cy="{y}" r="34" fill="url(#{name})"/>'
            + "".join(
                oval(x + a, y + b, 1.3, 1.3, "#b95f1c", opacity=0.4)
                for a, b in ((-12, 8), (4, 14), (14, -4), (-2, -6), (10, 10))
            )
            + oval(x + 2, y - 28, 4, 2.5, "#4c7a5f")
        )

    half = (
        oval(0, 0, 34, 34, "#f3a13f")
        + oval(0, 0, 30, 30, "#fff2d6")
        + "".join(shape("M0 -4L-9 -24Q0 -29 9 -24Z", "#f7b45a", at=f"rotate({a})") for a in range(0, 360, 45))
        + oval(0, 0, 3, 3, "#fff2d6")
    )
    return (
        whole(66, 110)
        + leaf(72, 82, 48, 0.8)
        + whole(134, 144)
        + moved(half, 68, 147, 0.95)
        + (leaf(140, 114, 30, 0.7) if r.random() < 0.6 else "")
    )


def strawberries(c: Palette, r: random.Random) -> str:
    """A punnet of strawberries."""

    def berry(x: float, y: float, turn: float) -> str:
        seeds = "".join(
            oval(a, b, 1.2, 1.8, "#f7d08a") for a, b in ((-8, -4), (0, -7), (8, -4), (-5, 4), (5, 4), (0, 12))
        )
        return moved(
            shape("M0 26C-16 16 -22 2 -18 -10C-14 -18 -4 -17 0 -14C4 -17 14 -18 18 -10C22 2 16 16 0 26Z", "#d8485a")
            + shape("M-10 -8Q-14 6 -4 18", "#fff", opacity=0.14)
            + seeds
            + shape("M0 -12L-14 -18L-6 -20L-4 -28L2 -20L12 -22L8 -14Z", "#6f9a7c"),
            x,
            y,
            1,
            turn,
        )

    top = "".join(
        berry(x, y, t + r.randint(-8, 8))
        for x, y, t in ((62, 112, -18), (138, 112, 14), (100, 106, 0), (80, 126, 12), (120, 128, -10))
    )
    return (
        shape("M34 118H166L158 134H42Z", c.shade)
        + top
        + c.shaded(
            "M32 132H168L158 172Q156 180 146 180H54Q44 180 42 172Z",
            c.body,
            extra="".join(
                line(f"M{x} 132L{x + (100 - x) * 0.12:.0f} 184", c.shade, 3, opacity=0.4) for x in range(44, 168, 16)
            )
            + box(20, 146, 160, 8, c.second, opacity=0.8),
        )
    )


def vegetables(c: Palette, r: random.Random) -> str:
    """A basket of greens, carrots and a tomato."""
    greens = "".join(
        shape("M0 0C-22 -20 -20 -56 0 -72C20 -56 22 -20 0 0Z", f, at=f"translate({x} 122) rotate({a}) scale({s})")
        + line("M0 0V-58", "#eef4e4", 2.4, opacity=0.8, extra=f'transform="translate({x} 122) rotate({a}) scale({s})"')
        for x, a, s, f in ((60, -24, 1, "#6f9a7c"), (76, 2, 1.12, "#8db496"), (92, -8, 0.95, "#5f8c70"))
    )
    carrots = "".join(
        moved(
            shape("M-9 0Q0 -6 9 0L2 58Q0 62 -2 58Z", "#e88a3c")
            + line("M-5 14h5M0 28h5M-4 40h4", "#c4661f", 2, opacity=0.6)
            + leaf(0, 0, -20, 0.6)
            + leaf(0, 0, 14, 0.75),
            x,
            y,
            1,
            t,
        )
        for x, y, t in ((124, 78, 12), (142, 84, 28))
    )
    tomato = (
        oval(0, 0, 21, 19, "#d9534f")
        + oval(-7, -7, 5, 3.5, "#fff", opacity=0.4)
        + shape("M0 -14L-12 -20L-4 -22L0 -28L5 -22L13 -20Z", "#4c7a5f")
    )
    weave = "".join(line(f"M20 {y}H180", c.shade, 3, opacity=0.45) for y in (134, 146, 158, 170)) + "".join(
        line(f"M{x} 110V190", c.shade, 2, opacity=0.35) for x in range(34, 180, 14)
    )
    return (
        greens
        + carrots
        + moved(tomato, 112, 116)
        + c.shaded("M26 122H174L162 170Q160 180 150 180H50Q40 180 38 170Z", c.body, extra=weave)
        + box(22, 116, 156, 11, c.shade, round_=5)
    )


def tomatoes(c: Palette, r: random.Random) -> str:
    """Tomatoes on the vine."""

    def one(x: float, y: float, s: float) -> str:
        name = c.next_id()
        return moved(
            f'<radialGradient id="{name}" cx=".34" cy=".32" r=".85"><stop stop-color="#f29a7a"/><stop offset=".55" stop-color="#d9534f"/><stop offset="1" stop-color="#a93238"/></radialGradient><ellipse rx="30" ry="27" fill="url(#{name})"/>'
            + shape("M0 -20L-16 -24L-7 -28L-3 -36L4 -29L16 -27L8 -21Z", "#4c7a5f"),
            x,
            y,
            s,
        )

    vine = line("M22 92Q70 70 110 88T184 74", "#5f8c70", 6) + line(
        "M62 82Q60 96 58 104M104 86Q108 98 110 106M148 84Q150 92 150 98", "#5f8c70", 4
    )
    fruit = one(56, 132, 1) + one(150, 126, 0.95) + one(104, 144, 1.2)
    return moved(vine + fruit + leaf(30, 92, -60, 0.8) + (leaf(176, 76, 62, 0.7) if r.random() < 0.6 else ""), 0, 12)


def honey(c: Palette, r: random.Random) -> str:
    """A jar of honey with its dipper."""
    body = "M56 84Q52 90 52 100V166Q52 180 66 180H134Q148 180 148 166V100Q148 90 144 84Z"
    label = box(66, 112, 62, 44, c.second, round_=4) + (
        shape("M97 120L109 127V141L97 148L85 141V127Z", "none")
        + line("M97 120L109 127V141L97 148L85 141V127Z", c.shade, 3.5)
        if r.random() < 0.5
        else line("M78 128H116M78 140H104", c.shade, 4)
    )
    cloth = shape(
        "M48 66Q52 44 100 44T152 66L158 86Q146 78 136 88Q124 78 112 88Q100 78 88 88Q76 78 64 88Q54 78 42 86Z", c.body
    ) + line("M52 72Q100 80 148 72", c.shade, 3)
    dots = "".join(
        oval(x, y, 2.6, 2.6, c.second, opacity=0.9) for x, y in ((66, 60), (84, 54), (104, 60), (124, 54), (138, 64))
    )
    return (
        c.shaded(body, "#e9a63a", extra=shape("M40 84H160V98Q100 108 40 98Z", "#f6cf7c") + label)
        + cloth
        + dots
        + moved(
            line("M0 0L44 -62", "#a97640", 6)
            + "".join(oval(-2 + n * -3.2, 3 + n * 4.4, 9, 4.5, "#c08a4e") for n in range(4)),
            168,
            164,
            0.9,
            -24,
        )
    )


def dumplings(c: Palette, r: random.Random) -> str:
    """Dumplings in a bamboo steamer."""

    def one(x: float, y: float) -> str:
        return moved(
            shape("M-24 10Q-26 -14 0 -18Q26 -14 24 10Q0 18 -24 10Z", "#fbf3e4")
            + shape("M6 -16Q26 -12 24 10Q14 14 6 14Z", "#000", opacity=0.06)
            + line("M0 -17Q-10 -8 -12 2M0 -17Q-2 -6 -2 4M0 -17Q8 -8 10 2", "#d8c6a8", 2),
            x,
            y,
        )

    rim = oval(100, 112, 80, 20, "#b98a54") + oval(100, 112, 70, 15, "#8a6238")
    steam = line(
        "M70 66q-9 -10 0 -20t0 -20M104 60q-9 -10 0 -20t0 -20M136 66q-8 -9 0 -18t0 -16", c.light, 5, opacity=0.8
    )
    side = c.shaded(
        "M20 112V164Q24 180 100 180T180 164V112Q176 132 100 132T20 112Z",
        "#d3a76c",
        extra=line("M10 150Q100 176 190 150", "#a97640", 4) + line("M10 162Q100 188 190 162", c.body, 7),
    )
    return steam + rim + one(62, 104) + one(138, 104) + one(100, 96) + one(82, 114) + one(122, 115) + side


def noodles(c: Palette, r: random.Random) -> str:
    """A bowl of noodles with chopsticks."""
    strands = "".join(
        line(f"M{x} 114Q{x + 10} {96 + (x % 3) * 3} {x + 22} 112T{x + 40} 110", "#f0cf8e", 5)
        for x in range(40, 130, 11)
    )
    top = (
        oval(128, 102, 18, 12, "#fffaf0")
        + oval(128, 101, 8, 6, "#f2a13f")
        + leaf(74, 112, -64, 0.7)
        + leaf(78, 110, -30, 0.6)
        + (oval(94, 104, 14, 8, "#d98b74") + oval(96, 103, 7, 4, "#f2c4b2") if r.random() < 0.6 else "")
    )
    return (
        line("M122 96L178 28", c.line, 5)
        + line("M112 98L164 24", c.line, 5)
        + oval(100, 112, 74, 18, c.shade)
        + oval(100, 114, 66, 14, "#c98e4e")
        + strands
        + top
        + c.shaded(
            "M24 112H176Q174 166 126 172V180H74V172Q26 166 24 112Z",
            c.body,
            extra=box(10, 112, 180, 10, c.second)
            + line(
                "M20 134l12 10l12 -10l12 10l12 -10l12 10l12 -10l12 10l12 -10l12 10l12 -10l12 10l12 -10",
                c.second,
                3,
                opacity=0.75,
            ),
        )
    )


def rice(c: Palette, r: random.Random) -> str:
    """A tied bag of rice or grain."""
    ear = line("M100 166Q96 132 108 104", c.shade, 3) + "".join(
        oval(x, y, 4, 8, c.shade) for x, y in ((100, 116), (112, 118), (98, 130), (110, 132), (96, 144))
    )
    label = oval(100, 134, 34, 36, c.second) + (
        ear if r.random() < 0.6 else line("M82 124H118M82 138H108M82 152H114", c.shade, 4.5)
    )
    return (
        c.shaded("M70 66Q34 92 38 150Q40 180 62 180H138Q160 180 162 150Q166 92 130 66Z", c.body, extra=label)
        + shape(
            "M70 66Q62 48 56 36Q78 44 86 34Q96 44 104 32Q112 44 124 36Q134 40 144 34Q136 50 130 66Q100 74 70 66Z",
            c.body,
        )
        + line("M70 66Q100 76 130 66", c.line, 5, opacity=0.8)
        + line("M118 70q18 6 16 22", c.line, 3.5, opacity=0.8)
    )


def cake(c: Palette, r: random.Random) -> str:
    """A slice-ready cake on a stand."""
    drip = "M48 96Q100 84 152 96V112Q146 124 138 114Q130 104 122 120Q114 134 106 116Q98 104 90 122Q82 132 74 114Q64 104 58 118Q52 124 48 112Z"
    berries = (
        "".join(
            oval(x, y, 9, 9, "#d8485a") + oval(x - 3, y - 3, 2.4, 2, "#fff", opacity=0.6)
            for x, y in ((72, 86), (100, 80), (128, 86))
        )
        if r.random() < 0.6
        else leaf(96, 88, -24, 0.6) + leaf(104, 88, 24, 0.6) + oval(100, 84, 8, 8, c.shade)
    )
    return (
        box(92, 156, 16, 18, c.shade)
        + oval(100, 176, 36, 5, c.shade)
        + shape("M24 150H176Q172 162 100 162T24 150Z", c.second)
        + oval(100, 150, 76, 8, c.light)
        + c.shaded("M48 96V146Q100 158 152 146V96Z", c.light, extra=box(40, 118, 120, 10, c.body, opacity=0.7))
        + oval(100, 96, 52, 10, c.body)
        + shape(drip, c.body)
        + berries
    )


def milk(c: Palette, r: random.Random) -> str:
    """A bottle of milk and a glass."""
    bottle = c.shaded(
        "M62 72Q62 60 70 52V36H102V52Q110 60 110 72V168Q110 180 98 180H74Q62 180 62 168Z",
        "#fbf8f1",
        extra=box(50, 104, 80, 42, c.body)
        + (oval(86, 125, 13, 13, c.second) if r.random() < 0.5 else line("M74 118H98M74 130H90", c.second, 4)),
        side=94,
    )
    return (
        bottle
        + box(67, 28, 38, 12, c.shade, round_=4)
        + c.shaded(
            "M126 112H172L167 172Q166 180 158 180H140Q132 180 131 172Z",
            "#ffffff",
            depth=0.06,
            side=156,
            extra=box(120, 130, 60, 60, "#f6efdf"),
        )
        + oval(149, 112, 23, 5, "#fff", opacity=0.9)
        + oval(149, 130, 21, 4, "#fbf6ea")
    )


def nuts(c: Palette, r: random.Random) -> str:
    """A glass jar of nuts or dried fruit with a wooden lid."""
    colours = r.choice(
        (("#c08a4e", "#a9703a", "#d9ab72"), ("#b5473c", "#8f3430", "#d2695a"), ("#8d9a5b", "#6f7d45", "#aab77c"))
    )
    inside = "".join(
        f'<ellipse cx="{x}" cy="{y}" rx="11" ry="7.500" fill="{colours[(x + y) % 3]}" transform="rotate({(x * 7 + y * 3) % 90 - 45} {x} {y})"/>'
        for y in range(100, 186, 11)
        for x in range(56 + (y % 2) * 8, 150, 18)
    )
    return (
        c.shaded(
            "M56 74Q48 82 48 94V166Q48 180 62 180H138Q152 180 152 166V94Q152 82 144 74Z",
            "#f8f4ea",
            extra=inside + box(68, 116, 60, 36, c.second, round_=4) + line("M80 128H114M80 140H102", c.shade, 4),
        )
        + box(50, 56, 100, 20, "#c79a63", round_=6)
        + line("M56 66H144", "#a97640", 2, opacity=0.6)
    )


KINDS: dict[str, Draw] = {
    "oranges": oranges,
    "strawberries": strawberries,
    "vegetables": vegetables,
    "tomatoes": tomatoes,
    "honey": honey,
    "dumplings": dumplings,
    "noodles": noodles,
    "rice": rice,
    "cake": cake,
    "milk": milk,
    "nuts": nuts,
}
