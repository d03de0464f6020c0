"""Videos and sounds for tests: as small as files of their kind can be."""

from __future__ import annotations

import io
import struct
import wave
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from content.clips.models import Clip
from content.clips.services import take_clip

MP3_FRAME = b"\xff\xfb\x90\x00" + bytes(413)  # 128 kbit/s at 44.1 kHz


def wav(seconds: float = 1.0) -> bytes:
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(8_000)
        sound.writeframes(bytes([128]) * round(8_000 * seconds))
    return buffer.getvalue()


def box(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(content), name) + content


def mp4(*, seconds: int = 42, brand: bytes = b"isom", track: bytes = b"vide", udta: bytes = b"") -> bytes:
    mvhd = box(b"mvhd", bytes(12) + struct.pack(">II", 1_000, 1_000 * seconds) + bytes(80))
    hdlr = box(b"hdlr", bytes(8) + track + bytes(12))
    place = box(b"udta", udta) if udta else b""
    moov = box(b"moov", mvhd + place + box(b"trak", box(b"mdia", hdlr)))
    return box(b"ftyp", brand + bytes(4)) + box(b"mdat", b"frames") + moov


def webm(*, codec: bytes = b"V_VP9", seconds: float = 3.5) -> bytes:
    length = b"\x44\x89\x88" + struct.pack(">d", 1_000 * seconds)
    return b"\x1a\x45\xdf\xa3\x9f\x42\x82\x84webm" + length + b"\x86\x85" + codec + bytes(40)


def ogg(seconds: int = 2) -> bytes:
    first = b"OggS" + bytes(24) + b"OpusHead" + bytes(11)
    return first + b"OggS\x00\x04" + struct.pack("<q", 48_000 * seconds) + bytes(13)


def upload(content: bytes, name: str = "clip.mp4") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def make_clip(owner: Any, content: bytes | None = None, name: str = "clip.mp4") -> Clip:
    return take_clip(owner=owner, upload=upload(mp4() if content is None else content, name))
