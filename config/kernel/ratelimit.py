"""A fixed-window counter in Redis against guessing and flooding; never the guard of money or stock."""

from __future__ import annotations

import hashlib

from django.core.cache import cache

from config.kernel.errors import TooMany
from config.kernel.textindex import plain


def spend(bucket: str, who: str, *, limit: int, seconds: int) -> None:
    """Count one try of `who` in `bucket`; TooMany past `limit` in a window. Case, width and spaces don't matter."""
    mark = hashlib.sha256(plain(who).strip().encode()).hexdigest()[:24]
    key = f"limit:{bucket}:{mark}"
    if cache.add(key, 1, seconds):
        return
    try:
        tries = cache.incr(key)
    except (ValueError, OSError):
        return
    if tries > limit:
        raise TooMany
