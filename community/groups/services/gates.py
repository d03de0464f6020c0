"""What every change of a group asks first: that it is open, and who may do it. The group's row is locked before."""

from __future__ import annotations

from typing import Any

from community.groups.errors import GroupClosed, MembersOnly, NotYours, OwnerOnly
from community.groups.models import Group, GroupMember
from config.kernel.locks import locked


def hold(group: Group) -> Group:
    """The group as it is now, until the transaction ends: whoever comes, goes or is sent away does so in a row."""
    held = locked(Group.objects.all(), [group.pk])[0]
    if held.is_closed:
        raise GroupClosed
    return held


def member_of(group: Group, user: Any) -> GroupMember:
    member = GroupMember.objects.filter(group=group, user=user).select_related("user").first()
    if member is None:
        raise MembersOnly
    return member


def staff_in(group: Group, user: Any) -> GroupMember:
    member = GroupMember.objects.filter(group=group, user=user).first()
    if member is None or not member.is_staff:
        raise NotYours
    return member


def owner_of(group: Group, user: Any) -> GroupMember:
    member = GroupMember.objects.filter(group=group, user=user).first()
    if member is None or not member.is_owner:
        raise OwnerOnly
    return member
