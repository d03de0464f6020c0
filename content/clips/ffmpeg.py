"""The programs that prepare clips, where they are installed. Each call ends, one way or the other."""

from __future__ import annotations

import json
import subprocess
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

LIMIT_S = 540
PROBE_LIMIT_S = 30
QUIET = ["-v", "error", "-nostdin", "-protocol_whitelist", "file"]  # a playlist in disguise fetches nothing
WIDEST = "scale='min(1280,trunc(iw/2)*2)':-2"  # H.264 counts in pairs of pixels
KINDS = {".mp4": "mov", ".m4a": "mov", ".mov": "mov", ".webm": "matroska", ".weba": "matroska"}
KINDS |= {".mp3": "mp3", ".ogg": "ogg", ".wav": "wav"}  # read as what it was found to be, never as a list of files
FILM = ["-c:v", "libx264", "-preset", "veryfast", "-crf", "26", "-pix_fmt", "yuv420p", "-vf", WIDEST]


class Failed(Exception):
    """It ended badly, or didn't end."""


@dataclass(frozen=True)
class Seen:
    """What the program says of a file."""

    duration_ms: int
    width: int | None = None
    height: int | None = None


def is_there() -> bool:
    return bool(settings.FFMPEG)


def look_at(path: Path) -> Seen:
    asked = ["-show_entries", "format=duration:stream=width,height", "-of", "json", str(path)]
    probe = str(Path(settings.FFMPEG).with_name("ffprobe"))
    try:
        told = json.loads(_run([probe, *QUIET[:2], *QUIET[3:], *asked], limit=PROBE_LIMIT_S))
        sizes = [(one["width"], one["height"]) for one in told.get("streams", []) if "width" in one]
        width, height = sizes[0] if sizes else (None, None)
        return Seen(round(1000 * float(told["format"]["duration"])), width, height)
    except (ValueError, KeyError, TypeError) as odd:
        raise Failed(str(odd)) from odd


def take_frame(path: Path, to: Path, *, at_ms: int) -> None:
    """One picture of a film."""
    when = ["-ss", f"{at_ms / 1000:.2f}", "-i", str(path), "-frames:v", "1", "-vf", WIDEST]
    _run([settings.FFMPEG, *QUIET, *when, "-y", str(to)], limit=60)


def make_film(path: Path, to: Path, *, most_s: int) -> None:
    """H.264 and AAC in an MP4 that plays while it loads, without where and with what it was taken."""
    _run([*_reading(path, most_s), "-map", "0:v:0", *FILM, *_sound("0:a:0?"), str(to)], limit=LIMIT_S)


def make_sound(path: Path, to: Path, *, most_s: int) -> None:
    """AAC in an M4A, without tags."""
    _run([*_reading(path, most_s), "-vn", *_sound("0:a:0"), str(to)], limit=LIMIT_S)


def _reading(path: Path, most_s: int) -> list[str]:
    return [settings.FFMPEG, *QUIET, "-f", KINDS[path.suffix], "-i", str(path), "-t", str(most_s)]


def _sound(which: str) -> list[str]:
    return [
        *("-map", which, "-c:a", "aac", "-b:a", "128k"),
        *("-map_metadata", "-1", "-map_chapters", "-1", "-movflags", "+faststart", "-threads", "1", "-y"),
    ]


def _run(command: list[str], *, limit: int) -> str:
    try:
        done = subprocess.run(command, capture_output=True, timeout=limit, check=True)
    except (OSError, subprocess.SubprocessError) as trouble:
        raise Failed(str(trouble)[:300]) from trouble
    return done.stdout.decode("utf-8", "replace")
