"""The timer of reviews."""

from __future__ import annotations

from celery import shared_task

from content.reviews.summaries import recount


@shared_task(name="content.recount_reviews", time_limit=600)
def recount_reviews() -> int:
    """Compare the sums of all products with their reviews and mend what differs; twice changes nothing."""
    return recount()
