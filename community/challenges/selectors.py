"""Challenges of a group, and who leads."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count, F, QuerySet

from community.challenges.models import Challenge, ChallengeEntry, Counts
from community.checkin.models import GroupCheckIn
from community.groups.models import Group
from config.kernel.access import get_or_missing
from config.kernel.clock import local_day, now

LEADERS = 100
AFTER = timedelta(minutes=10)  # what was done in the last minute still counts a little later


def challenge_for(group: Group, *, key: str) -> Challenge:
    return get_or_missing(Challenge.objects.filter(group=group).select_related("group", "author"), key=key)


def entry_in(challenge: Challenge, viewer: Any) -> ChallengeEntry | None:
    if not viewer.is_authenticated:
        return None
    return ChallengeEntry.objects.filter(challenge=challenge, user=viewer).first()


def leaders_of(challenge: Challenge) -> list[ChallengeEntry]:
    """The first hundred: who has most, then who reached the goal first."""
    rows = ChallengeEntry.objects.filter(challenge=challenge, user__is_active=True).select_related("user__avatar")
    return list(rows.order_by("-value", F("reached_at").asc(nulls_last=True), "pk")[:LEADERS])


def entries_count(challenge: Challenge) -> int:
    return ChallengeEntry.objects.filter(challenge=challenge).count()


def counted_now() -> QuerySet[Challenge]:
    """Those whose figures may still change."""
    moment = now()
    return Challenge.objects.filter(starts_at__lte=moment, ends_at__gt=moment - AFTER).select_related("group")


def taken_part_in(user_id: int, group_id: int) -> QuerySet[Challenge]:
    """Challenges of a group somebody takes part in, as long as they are counted."""
    return counted_now().filter(group=group_id, entries__user=user_id)


def days_checked_in(challenge: Challenge, users: Any = None) -> dict[int, int]:
    """How many days each participant was here. A day made up for is no day one was here."""
    if challenge.counts != Counts.CHECK_INS:
        return {}
    first, last = (local_day(one, challenge.group.zone) for one in (challenge.starts_at, challenge.ends_at))
    entries = ChallengeEntry.objects.filter(challenge=challenge)
    rows = GroupCheckIn.objects.filter(group=challenge.group_id, day__gte=first, day__lte=last, made_up_in="")
    rows = rows.filter(at__gte=challenge.starts_at, at__lt=challenge.ends_at, user__in=entries.values("user"))
    if users is not None:
        rows = rows.filter(user__in=users)
    return dict(rows.order_by().values_list("user").annotate(n=Count("pk")))
