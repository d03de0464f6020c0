"""Taking clips in, their captions, and forgetting them."""

from __future__ import annotations

import codecs
from collections.abc import Iterable
from datetime import timedelta
from pathlib import PurePath
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from config.kernel.clock import now
from config.kernel.ids import public_id
from config.kernel.models import UploadedPicture
from config.kernel.pictures import discard_picture
from config.kernel.ratelimit import spend
from content.clips import ffmpeg
from content.clips.errors import ClipTooLarge, ClipTooLong, NotAClip, NotCaptions
from content.clips.models import Clip, ClipKind, ClipState
from content.clips.posters import draw_poster
from content.clips.selectors import unused_clips
from content.clips.sniffing import Found, forget_origin, sniff

CLIPS_A_DAY = 30
DAY_S = 24 * 3600
MEGABYTE = 1024 * 1024
MOST_MB = {ClipKind.VIDEO: 100, ClipKind.SOUND: 30}
MOST_MINUTES = {ClipKind.VIDEO: 5, ClipKind.SOUND: 15}
ENDINGS = {".mp4", ".m4v", ".mov", ".webm", ".weba", ".m4a", ".m4b", ".mp3", ".ogg", ".oga", ".opus", ".wav", ""}
MOST_CAPTIONS = 200 * 1024
LANGUAGES = ("zh-hans", "en")
KEPT = timedelta(days=3)


def take_clip(*, owner: Any, upload: UploadedFile[Any]) -> Clip:
    """Store a video or sound that only this person may put into a note. A refusal leaves nothing on disk."""
    spend("note-clip", str(owner.pk), limit=CLIPS_A_DAY, seconds=DAY_S)
    found = _judged(upload)
    key = public_id(16)
    name = f"clips/{key[:2].lower()}/{key.lower()}.{found.ending}"
    upload.seek(0)
    default_storage.save(name, upload)
    try:
        if found.ending in {"mp4", "m4a", "mov"}:
            with default_storage.open(name, "r+b") as file:
                forget_origin(file)
        return _write(owner, key, name, found, upload.size or 0)
    except Exception:
        _remove([name, f"{name.rpartition('.')[0]}.svg"])
        raise


@transaction.atomic
def _write(owner: Any, key: str, name: str, found: Found, size: int) -> Clip:
    clip = Clip(key=key, owner=owner, kind=found.kind, file=name, mime=found.mime, size=size)
    clip.duration_ms = found.duration_ms
    clip.state = ClipState.WAITING if ffmpeg.is_there() else ClipState.AS_SENT
    clip.poster = draw_poster(clip)
    clip.save(force_insert=True)
    return clip


def _judged(upload: UploadedFile[Any]) -> Found:
    """What it is by its bytes, within what we take."""
    if (upload.size or 0) > max(MOST_MB.values()) * MEGABYTE:
        raise ClipTooLarge(field="clip", most=max(MOST_MB.values()))
    if PurePath(upload.name or "").suffix.lower() not in ENDINGS:
        raise NotAClip(field="clip")
    found = sniff(upload.file or upload)
    if found is None or (found.mime == "video/quicktime" and not ffmpeg.is_there()):
        raise NotAClip(field="clip")
    if (upload.size or 0) > MOST_MB[found.kind] * MEGABYTE:
        raise ClipTooLarge(field="clip", most=MOST_MB[found.kind])
    if (found.duration_ms or 0) > MOST_MINUTES[found.kind] * 60_000:
        raise ClipTooLong(field="clip", minutes=MOST_MINUTES[found.kind])
    return found


@transaction.atomic
def set_captions(*, clip: Clip, upload: UploadedFile[Any], language: str) -> Clip:
    """What is said, to be read: WebVTT in one language. The file before goes."""
    text = _captions(upload)
    before = clip.captions
    stem = f"clips/{clip.key[:2].lower()}/{clip.key.lower()}-{public_id(6).lower()}"
    clip.captions = default_storage.save(f"{stem}.vtt", ContentFile(text.encode()))
    clip.captions_language = language if language in LANGUAGES else LANGUAGES[0]
    clip.save(update_fields=["captions", "captions_language"])
    if before:
        transaction.on_commit(lambda: _remove([before]), robust=True)
    return clip


@transaction.atomic
def drop_captions(*, clip: Clip) -> Clip:
    before, clip.captions, clip.captions_language = clip.captions, "", ""
    clip.save(update_fields=["captions", "captions_language"])
    if before:
        transaction.on_commit(lambda: _remove([before]), robust=True)
    return clip


def _captions(upload: UploadedFile[Any]) -> str:
    if (upload.size or 0) > MOST_CAPTIONS:
        raise NotCaptions(field="captions")
    upload.seek(0)
    try:
        text: str = upload.read().removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as odd:
        raise NotCaptions(field="captions") from odd
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if not text.startswith(("WEBVTT\n", "WEBVTT ", "WEBVTT\t")) or "-->" not in text or "\x00" in text:
        raise NotCaptions(field="captions")
    return text


@transaction.atomic
def discard_clip(clip: Clip) -> None:
    """Forget a clip: its row and poster now, its files when the transaction has ended well."""
    files = [clip.file, *([clip.captions] if clip.captions else [])]
    poster: UploadedPicture | None = clip.poster
    clip.delete()
    if poster is not None:
        discard_picture(poster)
    transaction.on_commit(lambda: _remove(files), robust=True)


def forget_unused() -> int:
    """Remove clips that came into no note within days, or left the one they were in."""
    some = unused_clips(before=now() - KEPT)
    for clip in some:
        discard_clip(clip)
    return len(some)


def _remove(names: Iterable[str]) -> None:
    for name in names:
        default_storage.delete(name)
