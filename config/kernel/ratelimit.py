"""A fixed-window counter in Redis against guessing and flooding; never the guard of money or stock."""

from __future__ import annotations

import hashlib

from django.core.cache import cache

from config.kernel.errors import TooMany
from config.kernel.textindex import plain


def spend(bucket: str, who: str, *, limit: int, seconds: int) -> None:
    """Count one try of `who` in `bucket`; TooMany past `limit` in a window. Case, width and spaces don't matter."""
    key = _key(bucket, who)
    if cache.add(key, 1, seconds):
        return
    try:
        tries = cache.incr(key)
    except (ValueError, OSError):
        return
    if tries > limit:
        raise TooMany


def give_back(bucket: str, who: str) -> None:
    """Take one try back, because it was a good one."""
    try:
        cache.decr(_key(bucket, who))
    except (ValueError, OSError):
        return


def _key(bucket: str, who: str) -> str:
    mark = hashlib.sha256(plain(who).strip().encode()).hexdigest()[:24]
    return f"limit:{bucket}:{mark}"
