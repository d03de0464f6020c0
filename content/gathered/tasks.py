"""The clockwork of challenges."""

from __future__ import annotations

from celery import shared_task

from community.challenges.models import Counts
from community.challenges.selectors import counted_now
from community.challenges.services import count_check_ins
from content.gathered.services import count_notes


@shared_task(name="content.count_challenges", time_limit=120)
def count_challenges() -> int:
    """Likes, and whatever no event told of. Twice in a row changes nothing."""
    changed = 0
    for row in counted_now():
        changed += count_check_ins(challenge=row) if row.counts == Counts.CHECK_INS else count_notes(challenge=row)
    return changed
