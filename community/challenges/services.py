"""Opening a challenge, taking part, and writing down how far somebody is."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from accounts.loyalty.models import PointsEntry, Reason
from accounts.loyalty.services import post_points
from community.activities.services import line_of
from community.challenges.errors import ChallengeOver, GoalOdd, PeriodOdd, TopicMissing
from community.challenges.events import ChallengeJoined, ChallengeOpened, ChallengeReached
from community.challenges.models import LONGEST_TOPIC, MOST_GOAL, Challenge, ChallengeEntry, Counts
from community.challenges.selectors import days_checked_in
from community.conduct.services import screen_message
from community.groups.models import Group, TraceKind
from community.groups.selectors import standing_in
from community.groups.services import check_writer, keeper_in, trace
from config.kernel.clock import local_day, now
from config.kernel.events import publish
from config.kernel.plaintext import cleaned, cleaned_line
from config.kernel.textindex import plain

LATEST = LONGEST = timedelta(days=60)
POINTS = 20  # for a goal that is reached, once a week for one person: groups can't print points


@dataclass(frozen=True)
class ChallengeDraft:
    """What somebody wants a challenge to be."""

    title: str
    counts: str
    goal: int
    starts_at: datetime
    ends_at: datetime
    topic: str = ""
    about: str = ""


@transaction.atomic
def open_challenge(*, group: Group, actor: Any, draft: ChallengeDraft) -> Challenge:
    """Call upon the group to do something."""
    keeper_in(group, actor)
    moment = now()
    if not moment - timedelta(days=1) < draft.starts_at < moment + LATEST:
        raise PeriodOdd(field="starts_at")
    if not max(draft.starts_at, moment) < draft.ends_at <= draft.starts_at + LONGEST:
        raise PeriodOdd(field="ends_at")
    counts, name = (
        Counts(draft.counts),
        screen_message(text=cleaned_line(draft.topic), field="topic").lstrip("#＃").rstrip("#＃")[:LONGEST_TOPIC],
    )
    if counts == Counts.CHECK_INS:
        name = ""
        if draft.goal > _days(group, draft):
            raise GoalOdd(field="goal")
    elif not plain(name) or not name.replace("_", "").isalnum():
        raise TopicMissing(field="topic")
    challenge = Challenge.objects.create(
        group=group,
        author=actor,
        title=line_of(draft.title, most=60, field="title"),
        about=screen_message(text=cleaned(draft.about)[:500], field="about"),
        counts=counts,
        topic=plain(name)[:LONGEST_TOPIC],
        topic_name=name,
        goal=max(1, min(draft.goal, MOST_GOAL)),
        starts_at=draft.starts_at,
        ends_at=draft.ends_at,
    )
    publish(ChallengeOpened(challenge_id=challenge.pk))
    return challenge


def _days(group: Group, draft: ChallengeDraft) -> int:
    first, last = (local_day(one, group.zone) for one in (draft.starts_at, draft.ends_at))
    return (last - first).days + 1


@transaction.atomic
def take_part(*, challenge: Challenge, user: Any) -> ChallengeEntry:
    """Take part, once. What one did since its beginning counts."""
    member = check_writer(challenge.group, standing_in(challenge.group, user).member)
    if not challenge.is_open:
        raise ChallengeOver
    entry, is_new = ChallengeEntry.objects.get_or_create(challenge=challenge, user=user)
    if is_new:
        trace(group=challenge.group, user_id=member.user_id, kind=TraceKind.PLAY)
        publish(ChallengeJoined(challenge_id=challenge.pk, user_id=member.user_id))
    return entry


def count_check_ins(*, challenge: Challenge, users: Collection[int] | None = None) -> int:
    """Bring a challenge of check-ins up to date."""
    return write_down_values(challenge=challenge, values=days_checked_in(challenge, users), users=users)


@transaction.atomic
def write_down_values(*, challenge: Challenge, values: Mapping[int, int], users: Collection[int] | None = None) -> int:
    """How far everybody is (or these are), counted anew: hearing it twice changes nothing. Says how many changed."""
    entries = ChallengeEntry.objects.select_for_update(of=("self",)).filter(challenge=challenge).order_by("pk")
    if users is not None:
        entries = entries.filter(user__in=users)
    changed = []
    for entry in entries.select_related("user"):
        value = values.get(entry.user_id, 0)
        if value != entry.value:
            entry.value = value
            if value >= challenge.goal and entry.reached_at is None:
                _reach(challenge, entry)
            changed.append(entry)
    ChallengeEntry.objects.bulk_update(changed, ["value", "reached_at", "points"], batch_size=500)
    return len(changed)


def _reach(challenge: Challenge, entry: ChallengeEntry) -> None:
    """The goal: points for the first one of somebody's week, and the news."""
    entry.reached_at = now()
    year, week, _day = local_day(entry.reached_at).isocalendar()
    ref = f"challenge:{year}-W{week:02}"
    if not PointsEntry.objects.filter(user=entry.user_id, reason=Reason.GROUP, ref=ref).exists():
        post_points(user=entry.user, delta=POINTS, reason=Reason.GROUP, ref=ref, note=challenge.title)
        entry.points = POINTS
    publish(ChallengeReached(challenge_id=challenge.pk, user_id=entry.user_id, points=entry.points))
