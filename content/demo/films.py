"""Films drawn for the demo, a few seconds each: steam above a cup.

Every frame is a WebP, and what is inside a lossy WebP is a key frame of VP8: put into WebM one after the other they are a
film that browsers play, without a program for films.
"""

from __future__ import annotations

import io
import math
import struct
from collections.abc import Iterator, Sequence

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 360, 480
SECONDS, A_SECOND = 6, 8
BIG = 2  # what stands still is drawn larger and made smaller, for smooth edges
WISPS = ((150, 0.0), (180, 2.1), (210, 4.2))
SHORT = 127  # bytes: the size fits into one
WEBP_HEAD = 20  # RIFF, size, WEBP, VP8, size


def film(frames: Sequence[bytes]) -> bytes:
    """Frames of VP8 as a WebM. Each can be jumped to."""
    ticks = 1000 // A_SECOND
    clusters = [
        _part("1F43B675", _part("E7", _number(place * ticks)), _part("A3", b"\x81\0\0\x80", frame))
        for place, frame in enumerate(frames)
    ]
    info = _part(
        "1549A966",
        _part("2AD7B1", _number(1_000_000)),
        _part("4489", struct.pack(">d", len(frames) * ticks)),
        _part("4D80", b"hetang"),
        _part("5741", b"hetang"),
    )
    size = _part("E0", _part("B0", _number(WIDTH)), _part("BA", _number(HEIGHT)))
    tracks = _part(
        "1654AE6B",
        _part("AE", _part("D7", b"\1"), _part("73C5", b"\1"), _part("83", b"\1"), _part("86", b"V_VP8"), size),
    )
    before = len(info) + len(tracks)
    before += len(_cues([0] * len(clusters), ticks))
    starts = [before + sum(map(len, clusters[:place])) for place in range(len(clusters))]
    head = _part(
        "1A45DFA3",
        *(_part(name, b"\1") for name in ("4286", "42F7")),
        _part("42F2", b"\4"),
        _part("42F3", b"\x08"),
        _part("4282", b"webm"),
        *(_part(name, b"\2") for name in ("4287", "4285")),
    )
    return head + _part("18538067", info, tracks, _cues(starts, ticks), *clusters)


def _cues(starts: Sequence[int], ticks: int) -> bytes:
    """Where each moment begins."""
    points = (
        _part("BB", _part("B3", _number(place * ticks)), _part("B7", _part("F7", b"\1"), _part("F1", _number(start))))
        for place, start in enumerate(starts)
    )
    return _part("1C53BB6B", *points)


def _part(name: str, *content: bytes) -> bytes:
    """One element of EBML: its name, how long it is, and what it holds."""
    body = b"".join(content)
    size = bytes([len(body) | 1 << 7]) if len(body) < SHORT else struct.pack(">Q", len(body) | 1 << 56)
    return bytes.fromhex(name) + size + body


def _number(value: int) -> bytes:
    return struct.pack(">Q", value)


# ---- what is seen -----------------------------------------------------------------------------------------------


def steam(*, wall: str, table: str, shade: str, cup: str) -> list[bytes]:
    """The frames as WebP: a cup, and steam that rises and comes round again."""
    still = _still(wall, table, shade, cup)
    white = Image.new("RGB", (WIDTH, HEIGHT), "#ffffff")
    found = []
    for moment in range(SECONDS * A_SECOND):
        picture = still.copy()
        picture.paste(white, mask=_rising(2 * math.pi * moment / (SECONDS * A_SECOND)))
        buffer = io.BytesIO()
        picture.save(buffer, "WEBP", quality=70, method=0)
        found.append(buffer.getvalue())
    return found


def inside(frames: Sequence[bytes]) -> list[bytes]:
    """What VP8 there is in each."""
    sizes = (int.from_bytes(one[WEBP_HEAD - 4 : WEBP_HEAD], "little") for one in frames)
    return [one[WEBP_HEAD : WEBP_HEAD + size] for one, size in zip(frames, sizes, strict=True)]


def _still(wall: str, table: str, shade: str, cup: str) -> Image.Image:
    picture = Image.new("RGB", (WIDTH * BIG, HEIGHT * BIG), wall)
    pen = ImageDraw.Draw(picture)

    def box(left: int, top: int, right: int, bottom: int) -> list[int]:
        return [edge * BIG for edge in (left, top, right, bottom)]

    pen.rectangle(box(0, 350, WIDTH, HEIGHT), fill=table)
    pen.ellipse(box(95, 392, 265, 420), fill=shade)
    pen.ellipse(box(238, 300, 296, 360), outline=cup, width=11 * BIG)
    pen.rounded_rectangle(box(110, 280, 250, 405), radius=52 * BIG, fill=cup)
    pen.rectangle(box(110, 280, 250, 340), fill=cup)
    pen.ellipse(box(110, 262, 250, 298), fill=cup)
    pen.ellipse(box(118, 267, 242, 293), fill="#8f6a3a")
    return picture.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)


def _rising(turn: float) -> Image.Image:
    """How white each point is."""
    small = Image.new("L", (WIDTH // 2, HEIGHT // 2), 0)
    pen = ImageDraw.Draw(small)
    for foot, apart in WISPS:
        for x, y, strength in _wisp(foot, turn, apart):
            wide = 3 + (270 - y) / 18
            pen.ellipse([(x - wide) / 2, (y - wide) / 2, (x + wide) / 2, (y + wide) / 2], fill=strength)
    return small.filter(ImageFilter.GaussianBlur(4)).resize((WIDTH, HEIGHT), Image.Resampling.BILINEAR)


def _wisp(foot: int, turn: float, apart: float) -> Iterator[tuple[float, int, int]]:
    for y in range(265, 60, -3):
        high = (265 - y) / 205
        sway = math.sin(3 * turn - 5 * high + apart) * 22 * high
        breath = 0.65 + 0.35 * math.sin(turn + apart)
        yield foot + sway, y, round(210 * breath * (1 - high) ** 1.2)
