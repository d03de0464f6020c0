"""Telling all members of a group something."""

from __future__ import annotations

from community.groups.models import GroupMember
from community.notifications.services import notify

MOST_TOLD = 2_000  # the newest members; in a larger group it stands on the page


def tell_members(
    *, group_id: int, kind: str, object_type: str, object_id: int, but: int | None = None, ref: object = ""
) -> None:
    """Everybody in a group is told once, but for whoever it comes from."""
    members = GroupMember.objects.filter(group=group_id, user__is_active=True).order_by("-pk")
    for user_id in members.values_list("user_id", flat=True)[:MOST_TOLD]:
        if user_id != but:
            notify(user_id=user_id, kind=kind, object_type=object_type, object_id=object_id, ref=ref)
