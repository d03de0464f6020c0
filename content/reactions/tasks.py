"""The timers of counting."""

from __future__ import annotations

from celery import shared_task

from content.reactions.services import flush_counters, recount_notes
from content.reactions.telling import BATCH, tell_of_likes

MOST_ROUNDS = 20


@shared_task(name="content.flush_counters", time_limit=60)
def flush() -> int:
    """Add up likes, saves and comments that wait."""
    return flush_counters()


@shared_task(name="content.recount_notes", time_limit=900)
def recount() -> int:
    """Count again by night, in case a figure went wrong."""
    return recount_notes()


@shared_task(name="content.tell_of_likes", time_limit=120)
def tell() -> int:
    """Tell authors of new likes until few are left."""
    done = 0
    for _round in range(MOST_ROUNDS):
        told = tell_of_likes()
        done += told
        if told < BATCH:
            break
    return done
