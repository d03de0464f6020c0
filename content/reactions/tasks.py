"""The timers of counting."""

from __future__ import annotations

from celery import shared_task

from content.reactions.services import flush_counters, recount_notes


@shared_task(name="content.flush_counters", time_limit=60)
def flush() -> int:
    """Add up likes, saves and comments that wait."""
    return flush_counters()


@shared_task(name="content.recount_notes", time_limit=900)
def recount() -> int:
    """Count again by night, in case a figure went wrong."""
    return recount_notes()
