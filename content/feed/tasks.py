"""The timers of feeds."""

from __future__ import annotations

from celery import shared_task

from content.feed.services import warm_notes

ROUNDS = 40


@shared_task(name="content.warm_notes", time_limit=120)
def warm() -> int:
    """Work out the rank of notes with which something happened, batch by batch."""
    done = 0
    for _round in range(ROUNDS):
        some = warm_notes()
        done += some
        if not some:
            break
    return done
