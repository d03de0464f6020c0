"""Groups for tests, made by the services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from community.groups.drafts import GroupDraft
from community.groups.models import Group
from community.groups.services import accept_rules, found_group, join_group
from config.kernel.clock import now
from tests.factories.accounts import UserFactory


def old_friend(**fields: Any) -> Any:
    """A person whose account is old enough to found groups."""
    return UserFactory(**({"joined_at": now() - timedelta(days=30)} | fields))


def make_group(owner: Any = None, *, rules: Any = (), address: str = "", **fields: Any) -> Group:
    draft = GroupDraft(**({"name": "周末喝茶", "about": "一壶茶，慢慢喝。"} | fields))
    return found_group(founder=owner or old_friend(), draft=draft, rules=rules, address=address)


def let_in(group: Group, person: Any = None) -> Any:
    """A person who is in and has accepted the rules."""
    person = person or UserFactory()
    join_group(group=group, user=person, invite=group.invite_code)
    group.refresh_from_db()
    accept_rules(group=group, user=person, version=group.rules_version)
    return person


def counted(group: Group) -> tuple[int, int]:
    """How many members the group says it has, and how many there are."""
    group.refresh_from_db()
    return group.members_count, group.members.count()
