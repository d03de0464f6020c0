"""What a file really is and how long it plays, read from its bytes; its name is only a wish.

Only as much is read as is needed for that: the boxes of MP4, the header of WebM and WAV, a frame of MP3, the last page
of OGG. What pretends to be one of them is served as that and nothing else, so a web page inside it stays words.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO

from content.clips.models import ClipKind

HEAD = 64 * 1024
MOST_BOXES = 4_000
PICTURE_BRANDS = {b"heic", b"heix", b"mif1", b"msf1", b"avif", b"avis", b"crx "}
SOUND_BRANDS = {b"M4A ", b"M4B "}
INSIDE = {b"moov", b"trak", b"mdia"}
PRIVATE = {b"udta", b"meta"}  # where phones write the place a film was taken at
BITRATES = (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
BITRATES_2 = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
RATES = (44_100, 48_000, 32_000)


@dataclass(frozen=True)
class Found:
    """A kind of file we take."""

    kind: ClipKind
    mime: str
    ending: str
    duration_ms: int | None = None


@dataclass(frozen=True)
class Box:
    """A part of an MP4 file: its name, where that stands, where its content begins, and where the next one does."""

    name: bytes
    place: int
    start: int
    end: int


def sniff(file: IO[bytes]) -> Found | None:
    """What this is, or None: nothing we take, or broken."""
    file.seek(0)
    head = file.read(HEAD)
    try:
        return _found(file, head)
    except (struct.error, ValueError, IndexError, OverflowError, ZeroDivisionError):
        return None


def _found(file: IO[bytes], head: bytes) -> Found | None:
    if head[4:8] == b"ftyp":
        return _mp4(file, head[8:12])
    if head[:4] == b"\x1a\x45\xdf\xa3" and b"webm" in head[:64]:
        return _webm(head)
    if head[:4] == b"OggS":
        return _ogg(file, head)
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return _wav(file)
    return _mp3(file, head)


# ---- MP4 --------------------------------------------------------------------------------------------------------


def boxes(file: IO[bytes]) -> Iterator[Box]:
    """All parts, those inside others after them. Sizes that lead nowhere end it."""
    whole = file.seek(0, os.SEEK_END)
    waiting = [(0, whole)]
    for _number in range(MOST_BOXES):
        while waiting and waiting[-1][0] + 8 > waiting[-1][1]:
            waiting.pop()
        if not waiting:
            return
        place, edge = waiting.pop()
        file.seek(place)
        size, name = struct.unpack(">I4s", file.read(8))
        start = place + 8
        if size == 1:
            size, start = struct.unpack(">Q", file.read(8))[0], place + 16
        end = place + size if size else edge
        if not start <= end <= edge:
            raise ValueError("a part larger than the whole")
        waiting.append((end, edge))
        if name in INSIDE:
            waiting.append((start, end))
        yield Box(name, place + 4, start, end)


def _mp4(file: IO[bytes], brand: bytes) -> Found | None:
    if brand in PICTURE_BRANDS:
        return None
    duration, tracks = None, set()
    for box in list(boxes(file)):
        if box.name == b"mvhd":
            duration = _mvhd(file, box)
        elif box.name == b"hdlr":
            file.seek(box.start + 8)
            tracks.add(file.read(4))
    if duration is None or not tracks & {b"vide", b"soun"}:
        return None
    if brand == b"qt  " and b"vide" in tracks:
        return Found(ClipKind.VIDEO, "video/quicktime", "mov", duration)
    if b"vide" in tracks and brand not in SOUND_BRANDS:
        return Found(ClipKind.VIDEO, "video/mp4", "mp4", duration)
    return Found(ClipKind.SOUND, "audio/mp4", "m4a", duration)


def _mvhd(file: IO[bytes], box: Box) -> int:
    file.seek(box.start)
    data = file.read(32)
    scale, length = struct.unpack(">IQ", data[20:32]) if data[0] == 1 else struct.unpack(">II", data[12:20])
    milliseconds: int = round(1000 * length / scale)
    return milliseconds  # 0 in films that were recorded piece by piece


def forget_origin(file: IO[bytes]) -> int:
    """Wipe out what phones write about a film, like its place, without moving a byte. Returns how many parts."""
    private = [box for box in list(boxes(file)) if box.name in PRIVATE]
    for box in private:
        file.seek(box.place)
        file.write(b"free")
        file.seek(box.start)
        file.write(bytes(box.end - box.start))
    return len(private)


# ---- the others -------------------------------------------------------------------------------------------------


def _webm(head: bytes) -> Found:
    is_video = any(codec in head for codec in (b"V_VP8", b"V_VP9", b"V_AV1"))
    duration, place = None, head.find(b"\x44\x89")
    if place >= 0 and head[place + 2] in {0x84, 0x88}:
        wide = head[place + 2] == 0x88
        ticks = struct.unpack(">d" if wide else ">f", head[place + 3 : place + (11 if wide else 7)])[0]
        duration = round(ticks) if 0 <= ticks < 10**9 else None  # a tick is a millisecond unless a file is very odd
    kind, mime = (ClipKind.VIDEO, "video/webm") if is_video else (ClipKind.SOUND, "audio/webm")
    return Found(kind, mime, "webm" if is_video else "weba", duration)


def _ogg(file: IO[bytes], head: bytes) -> Found | None:
    if b"OpusHead" in head[:128]:
        rate = 48_000
    elif (place := head[:128].find(b"\x01vorbis")) >= 0:
        rate = struct.unpack("<I", head[place + 12 : place + 16])[0]
    else:
        return None
    whole = file.seek(0, os.SEEK_END)
    file.seek(max(0, whole - HEAD))
    tail = file.read()
    place = tail.rfind(b"OggS")
    granule = struct.unpack("<q", tail[place + 6 : place + 14])[0]
    return Found(ClipKind.SOUND, "audio/ogg", "ogg", round(1000 * max(0, granule) / rate))


def _wav(file: IO[bytes]) -> Found | None:
    whole, place, a_second = file.seek(0, os.SEEK_END), 12, 0
    for _number in range(64):
        file.seek(place)
        name, size = struct.unpack("<4sI", file.read(8))
        if name == b"fmt ":
            a_second = struct.unpack("<I", file.read(12)[8:12])[0]
        if name == b"data" and a_second:
            return Found(ClipKind.SOUND, "audio/wav", "wav", round(1000 * min(size, whole - place) / a_second))
        place += 8 + size + size % 2
    return None


def _mp3(file: IO[bytes], head: bytes) -> Found | None:
    start = 0
    if head[:3] == b"ID3":
        start = 10 + ((head[6] & 127) << 21 | (head[7] & 127) << 14 | (head[8] & 127) << 7 | head[9] & 127)
    file.seek(start)
    first = file.read(4)
    length, bitrate = _frame(first)
    file.seek(start + length)
    if not length or not _frame(file.read(4))[0]:
        return None  # two frames, one after the other: words that only look like one don't do that
    whole = file.seek(0, os.SEEK_END)
    return Found(ClipKind.SOUND, "audio/mpeg", "mp3", round(8 * (whole - start) / bitrate))


def _frame(head: bytes) -> tuple[int, int]:
    """Bytes of an MP3 frame and its kilobits a second; zeros when this is no frame."""
    if len(head) < 4 or head[0] != 0xFF or head[1] & 0xE6 != 0xE2:
        return 0, 0
    version, rate = head[1] >> 3 & 3, head[2] >> 2 & 3
    if version == 1 or rate == 3 or head[2] >> 4 in {0, 15}:
        return 0, 0
    is_first = version == 3
    hertz = RATES[rate] // (1 if is_first else 2 if version == 2 else 4)
    bitrate = (BITRATES if is_first else BITRATES_2)[head[2] >> 4]
    return (144 if is_first else 72) * bitrate * 1000 // hertz + (head[2] >> 1 & 1), bitrate
