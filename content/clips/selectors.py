"""Questions about clips."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from config.kernel.access import get_or_missing
from config.kernel.clock import now
from content.clips.models import Clip, ClipState

BATCH = 50
MOST_TRIES = 3
GIVEN_UP_AFTER = timedelta(minutes=20)


def own_clip(owner: Any, *, key: str) -> Clip:
    """What somebody sent; another's doesn't exist."""
    return get_or_missing(Clip.objects.filter(owner=owner).select_related("poster"), key=key)


def clips_to_prepare() -> list[Clip]:
    """Those that wait, and those whose worker died, oldest first."""
    died = Q(state=ClipState.WORKING, claimed_at__lt=now() - GIVEN_UP_AFTER)
    rows = Clip.objects.filter(Q(state=ClipState.WAITING) | died)
    return list(rows.select_related("poster").order_by("pk")[:BATCH])


def unused_clips(*, before: datetime) -> list[Clip]:
    """Clips of no note; `post` is what notes call it."""
    rows = Clip.objects.filter(at__lt=before, post=None).select_related("poster")
    return list(rows.order_by("at")[:BATCH])
