"""Check-ins move challenges on; members hear of new ones, and who reached a goal hears it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.challenges.events import ChallengeJoined, ChallengeOpened, ChallengeReached
from community.challenges.models import Challenge, Counts
from community.challenges.selectors import taken_part_in
from community.challenges.services import count_check_ins
from community.checkin.events import GroupCheckedIn
from community.groups.telling import tell_members
from community.notifications.kinds import Tab, Target, register_kind
from community.notifications.services import notify
from config.kernel.events import subscribe


def challenge_page(reader: Any, ids: Collection[int]) -> dict[int, Target]:
    """For those who are in the group still."""
    rows = Challenge.objects.filter(pk__in=ids, group__members__user=reader)
    found = rows.values_list("pk", "group__slug", "key", "title")
    return {pk: Target(reverse("community:challenge", args=[slug, key]), title) for pk, slug, key, title in found}


register_kind(
    "challenge_opened",
    tab=Tab.INTERACTIONS,
    label=_("New challenges of my groups"),
    words=_("New challenge: %(what)s"),
    show=challenge_page,
    icon="flag",
)
register_kind(
    "challenge_reached",
    tab=Tab.INTERACTIONS,
    label=_("I reached a goal"),
    words=_("You have reached the goal of “%(what)s”"),
    show=challenge_page,
    icon="trophy",
)


@subscribe(ChallengeOpened)
def tell_of_challenge(event: ChallengeOpened) -> None:
    row = Challenge.objects.filter(pk=event.challenge_id).first()
    if row is not None:
        tell_members(
            group_id=row.group_id,
            kind="challenge_opened",
            object_type="challenge",
            object_id=row.pk,
            but=row.author_id,
        )


@subscribe(ChallengeReached)
def tell_of_goal(event: ChallengeReached) -> None:
    notify(user_id=event.user_id, kind="challenge_reached", object_type="challenge", object_id=event.challenge_id)


@subscribe(ChallengeJoined)
def count_what_was_done(event: ChallengeJoined) -> None:
    row = Challenge.objects.select_related("group").filter(pk=event.challenge_id, counts=Counts.CHECK_INS).first()
    if row is not None:
        count_check_ins(challenge=row, users=[event.user_id])


@subscribe(GroupCheckedIn)
def count_check_in(event: GroupCheckedIn) -> None:
    for row in taken_part_in(event.user_id, event.group_id).filter(counts=Counts.CHECK_INS):
        count_check_ins(challenge=row, users=[event.user_id])
