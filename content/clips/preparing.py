"""Making a clip play in every browser. The clip is claimed first, worked on without a transaction, and changed only by
whoever still holds the claim."""

from __future__ import annotations

import logging
import shutil
import tempfile
from pathlib import Path

from django.core.files import File
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.db.models import F, Q, QuerySet

from config.kernel.clock import now
from config.kernel.events import publish
from config.kernel.ids import public_id
from config.kernel.models import UploadedPicture
from config.kernel.pictures import store_picture
from content.clips import ffmpeg
from content.clips.events import ClipFramed
from content.clips.models import Clip, ClipKind, ClipState
from content.clips.selectors import GIVEN_UP_AFTER, MOST_TRIES
from content.clips.services import MOST_MINUTES

log = logging.getLogger(__name__)


def prepare(clip: Clip) -> bool:
    """True when it is prepared now; False when somebody else works on it, or it stays as it was sent."""
    if not _claim(clip):
        return False
    try:
        with tempfile.TemporaryDirectory() as folder:
            return _work(clip, Path(folder))
    except (ffmpeg.Failed, OSError) as trouble:
        log.warning("Clip %s could not be prepared: %s", clip.key, trouble)
        state = ClipState.WAITING if clip.tries < MOST_TRIES else ClipState.AS_SENT
        _mine(clip).update(state=state)
        return False


def _claim(clip: Clip) -> bool:
    moment = now()
    free = Q(state=ClipState.WAITING) | Q(state=ClipState.WORKING, claimed_at__lt=moment - GIVEN_UP_AFTER)
    taken = Clip.objects.filter(free, pk=clip.pk).update(
        state=ClipState.WORKING, claimed_at=moment, tries=F("tries") + 1
    )
    if taken:
        clip.refresh_from_db()
    return bool(taken)


def _mine(clip: Clip) -> QuerySet[Clip]:
    return Clip.objects.filter(pk=clip.pk, state=ClipState.WORKING, claimed_at=clip.claimed_at)


def _work(clip: Clip, folder: Path) -> bool:
    sent = folder / f"sent{Path(clip.file).suffix}"
    with default_storage.open(clip.file, "rb") as source, sent.open("wb") as copy:
        shutil.copyfileobj(source, copy)
    most_s = MOST_MINUTES[ClipKind(clip.kind)] * 60
    made = folder / ("made.mp4" if clip.is_video else "made.m4a")
    (ffmpeg.make_film if clip.is_video else ffmpeg.make_sound)(sent, made, most_s=most_s)
    seen = ffmpeg.look_at(made)
    frame = _frame(clip, made, folder, seen) if clip.is_video else None
    name = f"clips/{clip.key[:2].lower()}/{clip.key.lower()}-{public_id(6).lower()}{made.suffix}"
    with made.open("rb") as ready:
        name = default_storage.save(name, File(ready))
    return _exchange(clip, name, made, seen, frame)


def _frame(clip: Clip, made: Path, folder: Path, seen: ffmpeg.Seen) -> UploadedPicture | None:
    """A picture from near the beginning, where most films have begun to show something."""
    to = folder / "frame.png"
    ffmpeg.take_frame(made, to, at_ms=min(1_000, seen.duration_ms // 3))
    return store_picture(SimpleUploadedFile("frame.png", to.read_bytes())) if to.exists() else None


def _exchange(clip: Clip, name: str, made: Path, seen: ffmpeg.Seen, frame: UploadedPicture | None) -> bool:
    """The prepared file in place of the one that was sent; nothing where somebody else was quicker."""
    mime = "video/mp4" if clip.is_video else "audio/mp4"
    values = {"file": name, "mime": mime, "size": made.stat().st_size, "duration_ms": seen.duration_ms}
    values |= {"width": seen.width, "height": seen.height, "state": ClipState.DONE}
    old = [clip.file]
    with transaction.atomic():
        is_mine = bool(_mine(clip).update(**values))
        if is_mine and frame is not None and clip.poster is not None:
            old.append(clip.poster.file)
            _take_over(clip.poster, frame)
            publish(ClipFramed(clip_id=clip.pk))
    if not is_mine:
        old = [name]
    for one in old:
        default_storage.delete(one)
    return is_mine


def _take_over(poster: UploadedPicture, frame: UploadedPicture) -> None:
    """The drawing's row shows the frame from now on; the frame's own row goes, its files stay."""
    for name in ("file", "width", "height", "colour", "widths"):
        setattr(poster, name, getattr(frame, name))
    frame.delete()
    poster.save()
