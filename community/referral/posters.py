"""Posters as PNG: picture, words, price and a code to scan. Drawn once for what they show, then kept for a month.

Words need a font that knows Chinese. Without one the poster shows the picture, the price and the code, and no word it
can't draw: a square where a letter should be is worse than none (docs/decisions/0036).
"""

from __future__ import annotations

import hashlib
import io
import re
import time
from collections.abc import Iterable
from contextlib import suppress
from functools import cache
from pathlib import Path

import segno
from django.conf import settings
from django.core.files.base import ContentFile
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from PIL import Image, ImageDraw, ImageFont, ImageOps

from community.referral.faces import Face, face_of
from community.referral.models import ShareLink
from config.kernel.files import private_files
from config.kernel.templatetags.hetang import cents

WIDTH, EDGE, CODE, RADIUS = 750, 48, 208, 32
GROUND, INK, QUIET, PRICE, LEAF = "#f8f4ed", "#24211d", "#5c554b", "#c02c43", "#2c6a4f"
LAYOUT = 1  # raise it when the drawing changes: old posters are then drawn anew
KEPT_S = 30 * 86400
FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/System/Library/Fonts/PingFang.ttc",
    "C:/Windows/Fonts/msyh.ttc",
)
Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


def poster_of(link: ShareLink) -> tuple[str, bytes]:
    """The poster and what it is known by; the same bytes until something on it changes."""
    face = face_of(link)
    name = f"posters/{_mark(link, face)}.png"
    files = private_files()
    if not files.exists(name):
        files.save(name, ContentFile(_png(link, face)))
    with files.open(name) as kept:
        return name[8:-4], kept.read()


def _mark(link: ShareLink, face: Face) -> str:
    picture = face.picture.file if face.picture else ""
    said = [LAYOUT, link.code, get_language(), picture, str(_font_file()), *_said(face)]
    return hashlib.sha256(repr(said).encode()).hexdigest()[:40]


def _said(face: Face) -> Iterable[object]:
    return [value for name, value in vars(face).items() if name != "picture"]


def forget_old_posters() -> int:
    """Those nobody made for a month are drawn again when somebody asks."""
    files, gone = private_files(), 0
    with suppress(FileNotFoundError):
        for name in files.listdir("posters")[1]:
            if time.time() - files.get_modified_time(f"posters/{name}").timestamp() > KEPT_S:
                files.delete(f"posters/{name}")
                gone += 1
    return gone


# ---- drawing ----------------------------------------------------------------------------------------------------


@cache
def _font_file() -> tuple[str, int] | None:
    """The first font here that knows Chinese, and which face of the file is the simplified one."""
    for path in FONTS:
        if not Path(path).exists():
            continue
        for index in range(10):
            with suppress(OSError):
                if "SC" in str(ImageFont.truetype(path, 12, index=index).getname()[0]):
                    return path, index
        return path, 0
    return None


@cache
def _font(size: int) -> Font:
    found = _font_file()
    return ImageFont.truetype(found[0], size, index=found[1]) if found else ImageFont.load_default(size)


def _can_say(text: str) -> bool:
    return _font_file() is not None or text.isascii() or text.replace("¥", "").isascii()


def _png(link: ShareLink, face: Face) -> bytes:
    wide = WIDTH - 2 * EDGE
    title = _rows(face.title, _font(40), wide, 2)
    line = _rows(face.line, _font(27), wide - CODE - 24, 2)
    foot = EDGE + wide + 36 + len(title) * 56 + 24
    poster = Image.new("RGB", (WIDTH, foot + 260 + EDGE), GROUND)
    pen = ImageDraw.Draw(poster)
    _place_picture(poster, face, wide)
    for place, row in enumerate(title):
        pen.text((EDGE, EDGE + wide + 30 + place * 56), row, fill=INK, font=_font(40))
    top = foot
    if face.cents is not None:
        pen.text((EDGE, top), cents(face.cents, face.currency), fill=PRICE, font=_font(60))
        top += 84
    for place, row in enumerate(line):
        pen.text((EDGE, top + place * 38), row, fill=QUIET, font=_font(27))
    if face.of:
        _seats(pen, EDGE, top + len(line) * 38 + 16, face.done, face.of)
    brand = _("Hetang") if _can_say(_("Hetang")) else "Hetang"
    pen.text((EDGE, foot + 224), brand, fill=LEAF, font=_font(30))
    _place_code(poster, link, foot)
    out = io.BytesIO()
    poster.save(out, "PNG", optimize=False, compress_level=6)
    return out.getvalue()


def _place_picture(poster: Image.Image, face: Face, wide: int) -> None:
    """Cut to a square with round corners; drawings and lost files are their colour with a letter."""
    mask = Image.new("L", (wide, wide), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, wide - 1, wide - 1), RADIUS, fill=255)
    poster.paste(_picture(face, wide), (EDGE, EDGE), mask)


def _picture(face: Face, wide: int) -> Image.Image:
    if face.picture and not face.picture.file.endswith(".svg"):
        with suppress(OSError), Image.open(Path(settings.MEDIA_ROOT) / face.picture.file) as opened:
            return ImageOps.fit(opened.convert("RGB"), (wide, wide), Image.Resampling.LANCZOS)
    ground = Image.new("RGB", (wide, wide), face.picture.colour if face.picture else "#dfe7dc")
    letter = face.title[:1]
    if letter and _can_say(letter):
        pen = ImageDraw.Draw(ground)
        pen.text((wide / 2, wide / 2), letter, fill=LEAF, font=_font(260), anchor="mm")
    return ground


def _place_code(poster: Image.Image, link: ShareLink, foot: int) -> None:
    """Black on white, with the quiet zone a camera needs."""
    left = WIDTH - EDGE - CODE
    pen = ImageDraw.Draw(poster)
    pen.rounded_rectangle((left, foot, left + CODE, foot + CODE), 20, fill="#ffffff")
    address = settings.SITE_URL + reverse("community:share", args=[link.code])
    code = segno.make(address, error="m", micro=False)
    modules = code.symbol_size(border=2)[0]
    out = io.BytesIO()
    code.save(out, kind="png", scale=max(1, CODE // modules), border=2, light="#fff", dark="#111")
    with Image.open(out) as drawn:
        inset = (CODE - drawn.width) // 2  # whole dots for each module: nothing is scaled
        poster.paste(drawn.convert("RGB"), (left + inset, foot + inset))
    words = _("Scan to see it")
    if _can_say(words):
        pen.text((left + CODE / 2, foot + CODE + 28), words, fill=QUIET, font=_font(22), anchor="mm")


def _seats(pen: ImageDraw.ImageDraw, left: int, top: int, done: int, of: int) -> None:
    """Who is in, and the places still open."""
    size = min(44, 380 // of - 8)
    for place in range(min(of, 20)):
        x = left + place * (size + 8)
        box = (x, top, x + size, top + size)
        pen.ellipse(box, fill=LEAF) if place < done else pen.ellipse(box, outline=PRICE, width=3)


def _rows(text: str, font: Font, width: int, most: int) -> list[str]:
    """Words broken where they may break: between Chinese letters, and at spaces. What is too long ends in …"""
    text = " ".join(text.split())
    if not text or not _can_say(text):
        return []
    rows = [""]
    for piece in _pieces(text):
        if font.getlength((rows[-1] + piece).rstrip()) <= width:
            rows[-1] += piece
        elif len(rows) == most:
            return [*rows[:-1], _cut(rows[-1] + piece, font, width)]
        else:
            rows.append(_cut(piece.lstrip(), font, width))
    return rows


def _pieces(text: str) -> list[str]:
    """Latin words whole, Chinese letters one by one; a space goes with what stands before it."""
    return re.findall(r"[!-~]+ ?|\S ?", text)


def _cut(text: str, font: Font, width: int) -> str:
    if font.getlength(text.rstrip()) <= width:
        return text
    while text and font.getlength(f"{text}…") > width:
        text = text[:-1]
    return f"{text}…"
