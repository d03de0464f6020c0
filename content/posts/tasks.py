"""The timers of notes."""

from __future__ import annotations

from celery import shared_task

from content.posts.selectors import due_notes
from content.posts.services import come_out
from content.posts.uploads import forget_deleted, forget_unused


@shared_task(name="content.publish_due", time_limit=120)
def publish_due() -> int:
    """Let scheduled notes come out whose time it is."""
    return sum(come_out(post=post) for post in due_notes())


@shared_task(name="content.forget_unused_pictures", time_limit=300)
def forget_unused_pictures() -> int:
    """Remove what was sent for a note and never used, and files of notes that are gone for good."""
    return forget_unused() + forget_deleted()
