"""Clothes and what goes with them."""

from __future__ import annotations

import random

from config.kernel.illustrations.palette import Draw, Palette, box, line, moved, oval, shape


def dress(c: Palette, r: random.Random) -> str:
    """A summer dress on a hanger."""
    flowers = "".join(
        oval(x, y, 4, 4, c.second) + oval(x, y, 1.6, 1.6, c.shade)
        for x, y in (
            (78, 96),
            (104, 84),
            (122, 104),
            (92, 122),
            (66, 138),
            (116, 134),
            (140, 150),
            (88, 152),
            (110, 164),
            (60, 170),
            (136, 176),
        )
    )
    dots = "".join(
        oval(x, y, 2.4, 2.4, c.second) for y in range(76, 184, 14) for x in range(44 + (y // 14 % 2) * 8, 164, 16)
    )
    pattern = r.choice((flowers, dots, box(10, 150, 180, 9, c.second) + box(10, 164, 180, 4, c.second), ""))
    return (
        line("M100 36V26a9 9 0 1 1 9 -9", c.line, 3.5, opacity=0.7)
        + line("M72 48L100 35L128 48", c.line, 4, opacity=0.6)
        + c.shaded(
            "M74 46Q82 64 100 64T126 46L134 52Q130 72 132 90L166 168Q134 184 100 184T34 168L68 90Q70 72 66 52Z",
            c.body,
            side=116,
            depth=0.07,
            extra=pattern,
        )
        + shape("M67 90Q100 98 133 90L135 98Q100 106 65 98Z", c.shade)
        + line("M100 104L92 180M118 104L138 176M82 104L62 174", c.shade, 2, opacity=0.4)
    )


def sweater(c: Palette, r: random.Random) -> str:
    """A knitted sweater laid flat."""
    stars = "".join(shape("M0 -7L6 0L0 7L-6 0Z", c.second, at=f"translate({x} 92)") for x in range(58, 150, 14)) + line(
        "M40 76H160M40 108H160", c.second, 3
    )
    stripes = "".join(box(10, y, 180, 9, c.second) for y in (78, 100, 122, 144))
    cable = "".join(line(f"M{x} 60q8 8 0 16t0 16t0 16t0 16t0 16t0 16", c.shade, 3, opacity=0.6) for x in (84, 100, 116))
    return (
        c.shaded("M60 52L34 66Q18 104 14 150L38 156L54 108Z", c.body, side=200)
        + c.shaded("M140 52L166 66Q182 104 186 150L162 156L146 108Z", c.body, side=150)
        + c.shaded(
            "M66 46Q100 60 134 46L150 62V164Q100 174 50 164V62Z",
            c.body,
            side=120,
            depth=0.07,
            extra=r.choice((stars, stripes, cable)),
        )
        + shape("M50 158Q100 168 150 158V172Q100 182 50 172Z", c.shade)
        + shape("M13 146L39 152L37 164L12 158ZM187 146L161 152L163 164L188 158Z", c.shade)
        + shape("M66 46Q100 60 134 46L130 38Q100 50 70 38Z", c.shade)
    )


def hat(c: Palette, r: random.Random) -> str:
    """A sun hat or a knitted one."""
    if r.random() < 0.6:
        return (
            oval(100, 158, 84, 20, c.body)
            + oval(104, 162, 78, 15, c.shade, opacity=0.35)
            + c.shaded(
                "M56 154Q54 92 100 88T144 154Q122 166 100 166T56 154Z",
                c.body,
                extra="".join(
                    line(f"M30 {y}Q100 {y + 12} 170 {y}", c.shade, 1.6, opacity=0.4) for y in range(96, 140, 9)
                ),
            )
            + shape("M55 138Q100 152 145 138L144 156Q100 170 56 156Z", c.shade)
            + shape("M142 146l22 10l-14 4l-2 10z", c.shade)
        )
    ribs = "".join(line(f"M{x} 140V178", c.light, 2.4, opacity=0.5) for x in range(48, 156, 9))
    return (
        oval(100, 66, 20, 19, c.second)
        + "".join(
            line(f"M100 66L{100 + dx} {66 + dy}", c.light, 2.5)
            for dx, dy in ((-16, -8), (14, -10), (0, -18), (-12, 12), (12, 12))
        )
        + c.shaded("M44 142Q40 78 100 78T156 142Z", c.body, extra=box(10, 112, 180, 10, c.second, opacity=0.85))
        + c.shaded("M38 140Q38 134 100 134T162 140V172Q162 180 100 180T38 172Z", c.shade, extra=ribs)
    )


def scarf(c: Palette, r: random.Random) -> str:
    """A scarf, knotted."""
    check = "".join(line(f"M{x} 0V220", c.second, 6, opacity=0.6) for x in range(30, 180, 26)) + "".join(
        line(f"M0 {y}H200", c.second, 6, opacity=0.6) for y in range(30, 200, 26)
    )
    stripe = "".join(line(f"M0 {y}L200 {y - 30}", c.second, 9, opacity=0.7) for y in range(40, 240, 26))
    pattern = r.choice((check, stripe))
    fringe = "".join(line(f"M{x} 172v10", c.shade, 3) for x in range(106, 156, 8)) + "".join(
        line(f"M{x} 150v10", c.shade, 3) for x in range(58, 98, 8)
    )
    return (
        fringe
        + c.shaded("M56 96L98 90L98 150H54Z", c.shade, side=150, extra=pattern)
        + c.shaded("M92 92L142 84L160 172H102Z", c.body, side=138, extra=pattern)
        + c.shaded("M34 76Q40 48 100 48T166 76Q168 104 128 108Q100 112 72 108Q32 104 34 76Z", c.body, extra=pattern)
        + oval(100, 70, 44, 13, c.line, opacity=0.5)
        + c.shaded("M80 84Q100 74 124 86Q130 108 112 114Q88 116 80 104Z", c.body, side=112, extra=pattern)
    )


def socks(c: Palette, r: random.Random) -> str:
    """A pair of socks."""
    stripes = "".join(box(-10, y, 220, 6, c.second) for y in range(66, 150, 15))
    dots = "".join(oval(x, y, 3.4, 3.4, c.second) for y in range(66, 180, 15) for x in range(14 + (y % 2) * 9, 160, 18))
    pattern = r.choice((stripes, dots, ""))
    one = "M66 44H104V122Q106 138 84 160L64 176Q44 186 34 170Q26 156 44 146L62 132Q66 126 66 116Z"

    def sock() -> str:
        return (
            c.shaded(one, c.body, side=96, extra=pattern)
            + shape("M64 40H106V60H64Z", c.shade)
            + shape("M34 170Q26 156 44 146L62 158Q66 170 64 176Q44 186 34 170Z", c.shade)
            + shape("M104 112Q106 132 90 152Q82 132 104 112Z", c.shade)
        )

    return moved(sock(), 62, 2, 0.96) + moved(sock(), 8, 4, 1)


def backpack(c: Palette, r: random.Random) -> str:
    """A backpack with a pocket."""
    flap = r.random() < 0.5
    return (
        line("M78 44Q78 22 100 22T122 44", c.line, 7)
        + c.shaded("M46 82Q46 38 100 38T154 82V164Q154 180 138 180H62Q46 180 46 164Z", c.body)
        + c.shaded(
            "M60 122H140V166Q140 174 130 174H70Q60 174 60 166Z", c.second if r.random() < 0.5 else c.shade, side=122
        )
        + line("M60 132H140", c.line, 2.5, opacity=0.5)
        + (
            c.shaded("M44 84Q44 40 100 38T156 84Q156 104 140 104H60Q44 104 44 84Z", c.shade)
            + box(90, 92, 20, 24, c.second, round_=4)
            + oval(100, 104, 4, 4, c.line)
            if flap
            else line("M60 84Q100 72 140 84", c.line, 3, opacity=0.5) + box(84, 56, 32, 14, c.second, round_=3)
        )
        + line("M46 108Q32 116 36 152M154 108Q168 116 164 152", c.shade, 9)
    )


def umbrella(c: Palette, r: random.Random) -> str:
    """An open umbrella standing on its tip of handle."""
    rim = "M16 104Q20 30 100 30T184 104Q170 92 156 104Q142 92 128 104Q114 92 100 104Q86 92 72 104Q58 92 44 104Q30 92 16 104Z"
    ribs = (
        shape("M100 30Q58 46 44 104Q58 92 72 104Q76 60 100 30Z", c.second)
        + shape("M100 30Q142 46 156 104Q142 92 128 104Q124 60 100 30Z", c.second)
        if r.random() < 0.6
        else "".join(
            oval(x, y, 4, 4, c.second)
            for x, y in ((56, 70), (84, 56), (116, 54), (140, 72), (70, 88), (102, 82), (128, 90), (160, 90), (38, 90))
        )
    )
    return (
        line("M100 96V166Q100 180 114 180T128 166", c.line, 6)
        + c.shaded(rim, c.body, side=124, extra=ribs)
        + line("M100 30V18", c.line, 5)
    )


def sunglasses(c: Palette, r: random.Random) -> str:
    """Sunglasses on their case."""
    lens = r.choice(("M0 0H54Q58 30 34 38Q8 40 0 14Z", "M27 -4A27 25 0 1 1 26.900 -4Z"))

    def eye(x: float) -> str:
        return moved(
            c.shaded(lens, c.line, side=40, depth=0.2)
            + line("M10 10L24 28", "#fff", 4, opacity=0.35)
            + f'<path d="{lens}" fill="none" stroke="{c.body}" stroke-width="6"/>',
            x,
            112,
        )

    case = c.shaded(
        "M36 152Q36 142 50 142H158Q172 142 172 154V170Q172 180 160 180H48Q36 180 36 170Z",
        c.second,
        extra=box(20, 158, 170, 3, c.shade, opacity=0.6),
    )
    return (
        case
        + line("M34 112Q22 96 40 84M168 112Q182 96 164 84", c.body, 5)
        + eye(30)
        + moved(eye(0), 115, 0)
        + line("M84 114Q100 104 115 114", c.body, 6)
    )


def watch(c: Palette, r: random.Random) -> str:
    """A wrist watch, strap up."""
    square = r.random() < 0.4
    face = box(64, 76, 72, 72, c.light, round_=14) if square else oval(100, 112, 38, 38, c.light)
    rim = box(56, 68, 88, 88, c.line, round_=20) if square else oval(100, 112, 46, 46, c.line)
    return (
        c.shaded("M78 20H122L126 76H74Z", c.body)
        + c.shaded("M74 148H126L122 184H78Z", c.body)
        + line("M84 28V70M116 28V70M84 154V180M116 154V180", c.second, 2, opacity=0.7)
        + box(143, 104, 9, 16, c.line, round_=3)
        + rim
        + face
        + "".join(
            line("M0 -32V-27", c.line, 3, extra=f'transform="translate(100 112) rotate({a})"')
            for a in range(0, 360, 90 if square else 30)
        )
        + line("M100 112L84 100", c.line, 4.5)
        + line("M100 112L116 88", c.line, 3.5)
        + line("M100 118L100 84", c.shade, 1.8)
        + oval(100, 112, 3.5, 3.5, c.shade)
    )


def bodysuit(c: Palette, r: random.Random) -> str:
    """A baby's bodysuit."""
    bear = (
        oval(100, 96, 19, 17, c.second)
        + oval(85, 82, 7, 7, c.second)
        + oval(115, 82, 7, 7, c.second)
        + oval(94, 94, 2.2, 2.2, c.line)
        + oval(106, 94, 2.2, 2.2, c.line)
        + oval(100, 101, 4, 2.8, c.line)
    )
    moon = shape("M108 76A22 22 0 1 0 118 108A26 26 0 0 1 108 76Z", c.second)
    stripes = "".join(box(10, y, 180, 6, c.second) for y in range(72, 170, 16))
    return (
        c.shaded("M62 50L30 72L44 102L64 88Z", c.body, side=200)
        + c.shaded("M138 50L170 72L156 102L136 88Z", c.body, side=150)
        + shape("M30 72L44 102L38 106L24 76ZM170 72L156 102L162 106L176 76Z", c.shade)
        + c.shaded(
            "M62 50Q100 72 138 50L142 64L140 136Q120 142 116 176Q100 182 84 176Q80 142 60 136L58 64Z",
            c.body,
            side=122,
            depth=0.06,
            extra=r.choice((bear, moon, stripes)),
        )
        + line("M62 50Q100 74 138 50", c.shade, 6)
        + line("M61 136Q80 142 84 176M139 136Q120 142 116 176", c.shade, 4, opacity=0.8)
        + "".join(oval(x, 174, 2.6, 2.6, c.shade) for x in (92, 100, 108))
    )


KINDS: dict[str, Draw] = {
    "dress": dress,
    "sweater": sweater,
    "hat": hat,
    "scarf": scarf,
    "socks": socks,
    "backpack": backpack,
    "umbrella": umbrella,
    "sunglasses": sunglasses,
    "watch": watch,
    "bodysuit": bodysuit,
}
