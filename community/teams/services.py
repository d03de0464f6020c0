"""Remembering in which group somebody wants to start a team, and linking the team once its leader has paid."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import transaction

from community.groups.models import Group
from community.groups.selectors import standing_in
from community.groups.services import check_writer
from community.teams.models import TeamOfGroup, TeamWish
from config.kernel.clock import now
from orders.groupbuy.models import GroupCampaign, GroupSeat

GOOD_FOR = timedelta(hours=1)  # longer than anybody has to pay


@transaction.atomic
def wish_team(*, group: Group, user: Any, campaign: GroupCampaign) -> TeamWish:
    """From here to the checkout: if a team comes of it, it is one of this group."""
    check_writer(group, standing_in(group, user).member)
    said = {"group": group, "at": now()}
    return TeamWish.objects.update_or_create(user=user, campaign=campaign, defaults=said)[0]


@transaction.atomic
def claim_team(*, team_id: int) -> TeamOfGroup | None:
    """A team has opened: it belongs to the group its leader came from, if they came from one. Twice is once."""
    seat = GroupSeat.objects.filter(team=team_id, is_leader=True).order_by("-pk").first()
    if seat is None:
        return None
    wish = TeamWish.objects.filter(user=seat.buyer_id, campaign=seat.campaign_id, at__gt=now() - GOOD_FOR).first()
    if wish is None:
        return None
    row = _link(wish.group_id, team_id)
    wish.delete()
    return row


def follow_merge(*, team_id: int, merged_team_id: int) -> None:
    """Two teams are one: it stays with its group, or comes to that of the other."""
    merged = TeamOfGroup.objects.filter(team=merged_team_id).first()
    if merged is not None:
        _link(merged.group_id, team_id)


def _link(group_id: int, team_id: int) -> TeamOfGroup:
    TeamOfGroup.objects.bulk_create([TeamOfGroup(group_id=group_id, team_id=team_id)], ignore_conflicts=True)
    return TeamOfGroup.objects.get(team=team_id)
