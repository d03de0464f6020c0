"""The room: what is soft, what grows, what tells the time."""

from __future__ import annotations

import random

from config.kernel.illustrations.palette import Draw, Palette, box, leaf, line, moved, oval, shape


def quilt(c: Palette, r: random.Random) -> str:
    """A folded quilt and a pillow."""
    dots = "".join(oval(x, y, 3, 3, c.second) for y in (128, 144, 160) for x in range(34 + (y % 3) * 6, 172, 20))
    check = "".join(line(f"M{x} 110V190", c.second, 5, opacity=0.55) for x in range(30, 180, 22)) + "".join(
        line(f"M10 {y}H190", c.second, 5, opacity=0.55) for y in (126, 148, 170)
    )
    pattern = r.choice(
        (dots, check, line("M10 140Q60 126 100 140T190 140M10 160Q60 146 100 160T190 160", c.second, 5, opacity=0.7))
    )
    return (
        c.shaded(
            "M42 78Q38 60 62 62Q100 70 138 62Q162 60 158 78Q166 100 154 112Q100 104 46 112Q34 100 42 78Z",
            c.light,
            depth=0.06,
        )
        + c.shaded(
            "M28 110Q20 110 20 122V168Q20 180 32 180H168Q180 180 180 168V122Q180 110 172 110Z",
            c.body,
            side=130,
            extra=pattern,
        )
        + line("M24 146Q100 156 176 146", c.shade, 3, opacity=0.6)
        + line("M22 130Q100 140 178 130", c.shade, 2, opacity=0.35)
    )


def towel(c: Palette, r: random.Random) -> str:
    """Three rolled or folded towels."""
    if r.random() < 0.5:

        def fold(y: float, fill: str, band: str) -> str:
            return c.shaded(
                f"M40 {y}H152Q164 {y} 164 {y + 14}T152 {y + 28}H40Q32 {y + 28} 32 {y + 20}V{y + 8}Q32 {y} 40 {y}Z",
                fill,
                side=128,
                depth=0.07,
                extra=box(58, y - 2, 10, 34, band) + box(72, y - 2, 3, 34, band),
            ) + line(f"M40 {y + 14}H150", "#000", 1.5, opacity=0.12)

        return (
            fold(152, c.body, c.second)
            + fold(122, c.second, c.body)
            + fold(92, c.shade, c.light)
            + leaf(104, 92, 40, 0.8)
            + leaf(104, 92, -10, 0.9)
        )

    def roll(x: float, y: float, fill: str) -> str:
        return (
            oval(x, y, 32, 32, fill)
            + "".join(
                f'<circle cx="{x}" cy="{y}" r="{n}" fill="none" stroke="#000" stroke-width="2.5" opacity=".16"/>'
                for n in (6, 14, 22)
            )
            + line(f"M{x + 6} {y}Q{x + 12} {y + 4} {x + 14} {y}M{x + 22} {y}L{x + 32} {y}", "#000", 2.5, opacity=0.16)
            + oval(x - 10, y - 14, 10, 6, "#fff", opacity=0.2)
        )

    return roll(66, 148, c.body) + roll(134, 148, c.shade) + roll(100, 94, c.second) + leaf(128, 66, 40, 0.8)


def plant(c: Palette, r: random.Random) -> str:
    """A plant in a pot: broad leaves, long ones, or a cactus."""
    kind = r.randrange(3)
    if kind == 0:
        green = "".join(
            line(f"M100 124Q{100 + x / 2:.0f} {y + 40} {100 + x} {y + 20}", "#4c7a5f", 3.5)
            + moved(
                shape("M0 0C-26 -8 -30 -40 0 -56C30 -40 26 -8 0 0Z", f)
                + line("M0 -4V-46M0 -20L-12 -30M0 -20L12 -30", "#4c7a5f", 1.8, opacity=0.6),
                100 + x,
                y + 22,
                s,
                t,
            )
            for x, y, s, t, f in (
                (-34, 56, 0.95, -40, "#7ba487"),
                (36, 50, 0.95, 38, "#6f9a7c"),
                (0, 28, 1.05, 0, "#8db496"),
                (-18, 84, 0.7, -74, "#5f8c70"),
                (22, 82, 0.7, 72, "#5f8c70"),
            )
        )
    elif kind == 1:
        green = "".join(
            shape(
                f"M{100 + x * 0.25:.0f} 126Q{100 + x * 0.2:.0f} 70 {100 + x} {y}Q{108 + x * 0.5:.0f} 80 {108 + x * 0.25:.0f} 126Z",
                f,
            )
            for x, y, f in (
                (-46, 52, "#7ba487"),
                (44, 46, "#6f9a7c"),
                (-22, 26, "#8db496"),
                (24, 20, "#5f8c70"),
                (0, 10, "#7ba487"),
            )
        )
    else:
        green = (
            c.shaded("M82 126V66Q82 46 100 46T118 66V126Z", "#6f9a7c")
            + line("M84 96Q62 98 62 72", "#6f9a7c", 15)
            + line("M116 104Q140 102 138 82", "#5f8c70", 14)
            + line("M92 60V120M100 56V122M108 60V120", "#4c7a5f", 1.6, opacity=0.6)
            + "".join(
                shape("M0 0C-6 -4 -6 -14 0 -18C6 -14 6 -4 0 0Z", "#e9a0a5", at=f"translate(100 48) rotate({a})")
                for a in (-45, 0, 45)
            )
        )
    return (
        green
        + c.shaded(
            "M58 124H142L134 172Q132 180 124 180H76Q68 180 66 172Z",
            c.body,
            extra=box(40, 146, 120, 9, c.second) if r.random() < 0.5 else "",
        )
        + box(54, 116, 92, 14, c.shade, round_=5)
    )


def cushion(c: Palette, r: random.Random) -> str:
    """A plump cushion."""
    mark = r.choice(
        (
            "".join(line(f"M{x} 20V200", c.second, 7, opacity=0.75) for x in range(40, 180, 24)),
            oval(100, 118, 30, 30, c.second) + shape("M100 118L100 88A30 30 0 0 1 130 118Z", c.shade, opacity=0.5),
            "".join(
                shape("M0 0C-9 -10 -9 -24 0 -32C9 -24 9 -10 0 0Z", c.second, at=f"translate(100 118) rotate({a})")
                for a in range(0, 360, 45)
            ),
        )
    )
    return c.shaded(
        "M30 68Q24 56 40 56Q100 66 160 56Q176 56 170 68Q161 118 170 166Q176 178 160 178Q100 170 40 178Q24 178 30 166Q39 118 30 68Z",
        c.body,
        extra=mark,
        side=126,
    )


def basket(c: Palette, r: random.Random) -> str:
    """A woven basket with a cloth or yarn in it."""
    rows = "".join(
        line(f"M10 {y}q9 -7 18 0t18 0t18 0t18 0t18 0t18 0t18 0t18 0t18 0t18 0", c.shade, 3, opacity=0.5)
        for y in range(118, 182, 11)
    )
    inside = (
        (
            oval(76, 100, 26, 24, "#d9808a")
            + line("M58 92Q76 80 94 96M56 104Q78 92 98 108", "#b95a6b", 2.5)
            + oval(122, 102, 24, 22, "#6d94ab")
            + line("M106 94Q122 84 138 98M104 106Q124 96 142 108", "#48708a", 2.5)
        )
        if r.random() < 0.5
        else shape("M44 112Q50 82 78 90Q96 76 116 90Q146 80 158 112Z", c.light)
        + line("M78 92Q84 102 82 112M116 92Q112 102 116 112", c.table, 2.5)
    )
    return (
        line("M46 108Q48 42 100 42T154 108", c.shade, 9)
        + inside
        + c.shaded("M32 108H168L158 170Q156 180 146 180H54Q44 180 42 170Z", c.body, extra=rows)
        + box(28, 104, 144, 12, c.shade, round_=6)
    )


def clock(c: Palette, r: random.Random) -> str:
    """An alarm clock."""
    hour, minute = r.choice(((300, 60), (30, 210), (270, 0), (330, 120)))
    return (
        line("M68 164L56 180M132 164L144 180", c.line, 8)
        + oval(64, 66, 20, 15, c.shade)
        + oval(136, 66, 20, 15, c.shade)
        + line("M86 46Q100 34 114 46", c.line, 5)
        + oval(100, 118, 60, 60, c.body)
        + shape("M122 62A60 60 0 0 1 122 174Q138 118 122 62Z", "#000", opacity=0.1)
        + oval(100, 118, 47, 47, c.light)
        + "".join(
            line("M0 -42V-36", c.line, 3, opacity=0.7, extra=f'transform="translate(100 118) rotate({a})"')
            for a in range(0, 360, 30)
        )
        + line("M0 2V-22", c.line, 5, extra=f'transform="translate(100 118) rotate({hour})"')
        + line("M0 4V-33", c.line, 3.5, extra=f'transform="translate(100 118) rotate({minute})"')
        + oval(100, 118, 4.5, 4.5, c.shade)
    )


def watering_can(c: Palette, r: random.Random) -> str:
    """A watering can, sometimes with flowers in it."""
    flowers = "".join(
        line(f"M{x} 92L{x + d} {y}", "#4c7a5f", 3)
        + "".join(
            oval(0, -8, 5, 8, f).replace("<ellipse", f'<ellipse transform="translate({x + d} {y}) rotate({a})"')
            for a in range(0, 360, 72)
        )
        + oval(x + d, y, 5, 5, "#e2a63a")
        for x, d, y, f in ((84, -10, 50, "#fff4ee"), (100, 4, 36, "#e9a0a5"), (114, 16, 56, "#fff4ee"))
    )
    return (
        (flowers if r.random() < 0.55 else "")
        + line("M136 110Q184 104 172 148Q166 164 138 162", c.shade, 9)
        + shape("M66 128L28 78L38 70L76 110Z", c.body)
        + shape("M14 84L44 60L48 68L22 90Z", c.shade)
        + c.shaded(
            "M62 96H138L146 168Q146 180 134 180H66Q54 180 54 168Z", c.body, extra=box(40, 140, 120, 12, c.second)
        )
        + oval(100, 96, 38, 8, c.shade)
        + line("M66 92Q70 62 100 62T134 92", c.shade, 7)
    )


def stool(c: Palette, r: random.Random) -> str:
    """A wooden stool with books or a pot on it."""
    on_top = (
        box(66, 70, 62, 10, c.body, round_=2) + box(72, 59, 52, 11, c.second, round_=2)
        if r.random() < 0.5
        else c.shaded("M84 52H118L114 80H88Z", c.body)
        + leaf(96, 54, -34, 0.9)
        + leaf(104, 54, 30, 0.9)
        + leaf(100, 52, 0, 1.05)
    )
    return (
        on_top
        + line("M64 94L44 178M136 94L156 178", c.shade, 11)
        + line("M84 96L78 172M116 96L122 172", c.shade, 8, opacity=0.75)
        + line("M56 136H144", c.shade, 7)
        + c.shaded("M40 82Q40 78 100 78T160 82V92Q160 100 100 100T40 92Z", c.body)
    )


KINDS: dict[str, Draw] = {
    "quilt": quilt,
    "towel": towel,
    "plant": plant,
    "cushion": cushion,
    "basket": basket,
    "clock": clock,
    "watering_can": watering_can,
    "stool": stool,
}
