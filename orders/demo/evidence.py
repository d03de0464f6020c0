"""Pictures of what was wrong, drawn as a phone would show them: a cup on a table, and its flaw."""

from __future__ import annotations

import io
from enum import StrEnum
from random import Random

from django.core.files.base import ContentFile
from PIL import Image, ImageDraw, ImageFilter

from config.kernel.files import private_files

SIZE = 900
WALLS = ("#d9d2c4", "#cdd3cb", "#d8c9bd", "#c9ced6")
CUPS = ("#e9e4d8", "#7f9a8c", "#b9c8c4", "#d7b59a")


class Flaw(StrEnum):
    CRACK = "crack"
    STAIN = "stain"
    DENT = "dent"
    EMPTY = "empty"  # a box with nothing in it


def draw(flaw: Flaw, dice: Random, *, name: str) -> tuple[str, int, int]:
    """A picture in the private files: its path, width and height."""
    image = Image.new("RGB", (SIZE, SIZE), dice.choice(WALLS))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 560, SIZE, SIZE), fill="#a98d6f")
    for line in range(580, SIZE, 40):
        pen.line((0, line, SIZE, line + dice.randint(-4, 4)), fill="#9c8163", width=2)
    if flaw == Flaw.EMPTY:
        _box(pen)
    else:
        _cup(pen, dice.choice(CUPS))
        {Flaw.CRACK: _crack, Flaw.STAIN: _stain, Flaw.DENT: _dent}[flaw](pen, dice)
    buffer = io.BytesIO()
    image.filter(ImageFilter.GaussianBlur(1.2)).save(buffer, "WEBP", quality=80)
    return private_files().save(f"aftersales/{name[:2]}/{name}.webp", ContentFile(buffer.getvalue())), SIZE, SIZE


def _cup(pen: ImageDraw.ImageDraw, colour: str) -> None:
    pen.ellipse((230, 690, 700, 790), fill="#8a7158")
    pen.ellipse((620, 380, 790, 590), outline=colour, width=34)
    pen.polygon(((240, 330), (680, 330), (610, 720), (310, 720)), fill=colour)
    pen.ellipse((310, 680, 610, 760), fill=colour)
    pen.ellipse((240, 280, 680, 380), fill=colour, outline="#ffffff", width=6)
    pen.ellipse((275, 300, 645, 362), fill="#5b4636")


def _crack(pen: ImageDraw.ImageDraw, dice: Random) -> None:
    x, y = dice.randint(330, 560), 372
    points = [(x, y)]
    while y < 640:
        x, y = x + dice.randint(-34, 34), y + dice.randint(24, 46)
        points.append((x, y))
    pen.line(points, fill="#3c332b", width=6)
    pen.line([(left + 3, top) for left, top in points], fill="#f4efe6", width=2)


def _stain(pen: ImageDraw.ImageDraw, dice: Random) -> None:
    for _ in range(14):
        x, y, size = dice.randint(330, 560), dice.randint(420, 640), dice.randint(16, 58)
        pen.ellipse((x, y, x + size, y + size * 0.7), fill=dice.choice(("#8b6a46", "#7a5a3a", "#9b7a55")))


def _dent(pen: ImageDraw.ImageDraw, dice: Random) -> None:
    x, y = dice.randint(360, 500), dice.randint(460, 560)
    pen.ellipse((x, y, x + 130, y + 96), fill="#6f8376")
    pen.arc((x - 6, y - 6, x + 138, y + 104), 200, 350, fill="#ffffff", width=6)


def _box(pen: ImageDraw.ImageDraw) -> None:
    pen.polygon(((180, 420), (720, 420), (800, 560), (100, 560)), fill="#6b4d31")
    pen.polygon(((100, 560), (800, 560), (760, 820), (140, 820)), fill="#c39a6b")
    pen.polygon(((180, 420), (100, 560), (20, 470), (110, 350)), fill="#d3ad80")
    pen.polygon(((720, 420), (800, 560), (880, 470), (790, 350)), fill="#d3ad80")
    pen.line((450, 560, 450, 820), fill="#b58c5d", width=40)
