"""The clockwork of notifications."""

from __future__ import annotations

import logging

from celery import shared_task

from community.notifications.digests import due_readers, send_digest
from community.notifications.services import forget_old

log = logging.getLogger(__name__)
MOST_ROUNDS = 50
FORGET_BATCH = 5_000


@shared_task(name="community.send_digests", time_limit=900)
def send_digests() -> int:
    """Send the digests whose hour has come. Twice at once or twice in a row writes to nobody twice."""
    sent = 0
    for reader in due_readers():
        try:
            sent += send_digest(reader_id=reader)
        except Exception:
            log.exception("No digest for person %s", reader)  # the others still get theirs
    return sent


@shared_task(name="community.forget_old_notifications", time_limit=600)
def forget_old_notifications() -> int:
    done = 0
    for _round in range(MOST_ROUNDS):
        gone = forget_old(batch=FORGET_BATCH)
        done += gone
        if not gone:
            break
    return done
