"""The timers of clips."""

from __future__ import annotations

from celery import shared_task

from content.clips import ffmpeg
from content.clips.preparing import prepare
from content.clips.selectors import clips_to_prepare
from content.clips.services import forget_unused

AT_ONCE = 2


@shared_task(name="content.prepare_clips", time_limit=1_260)
def prepare_clips() -> int:
    """Prepare clips that wait, a few a round, where the programs for it are installed."""
    return sum(prepare(clip) for clip in clips_to_prepare()[:AT_ONCE]) if ffmpeg.is_there() else 0


@shared_task(name="content.forget_unused_clips", time_limit=300)
def forget_unused_clips() -> int:
    """Remove what was sent for a note and never used."""
    return forget_unused()
