"""The clockwork of events."""

from __future__ import annotations

from celery import shared_task
from django.db import transaction

from community.meetups.models import Meetup
from community.meetups.selectors import coming, due_reminders
from community.meetups.services import claim_reminder
from community.meetups.telling import tell

KINDS = {"day": "meetup_tomorrow", "hour": "meetup_soon"}


@shared_task(name="community.remind_of_meetups", time_limit=300)
def remind_of_meetups() -> int:
    """A day and an hour before. Twice at once or twice in a row reminds nobody twice; a failure reminds again."""
    sent = 0
    for pk in due_reminders():
        with transaction.atomic():
            if which := claim_reminder(pk=pk):
                starts_at = Meetup.objects.values_list("starts_at", flat=True).get(pk=pk)
                tell(coming(pk), KINDS[which], pk, ref=starts_at.isoformat())
                sent += 1
    return sent
