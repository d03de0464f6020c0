"""Who sees which group, how somebody stands in it, and the lists around it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.cache import cache
from django.db.models import F, Q, QuerySet

from community.conduct.models import WordAction
from community.conduct.reading import plain_words
from community.conduct.selectors import KnownWords
from community.graph.models import Block
from community.groups.models import (
    Announcement,
    Group,
    GroupLimit,
    GroupLog,
    GroupMember,
    GroupRole,
    GroupRules,
    GroupWords,
    JoinRequest,
    LimitKind,
    RequestState,
    Visibility,
)
from config.kernel.access import get_or_missing
from config.kernel.clock import now
from config.kernel.errors import NotFound

WORDS_S = 300
ACTIONS = (("refused", WordAction.BLOCK), ("covered", WordAction.MASK), ("flagged", WordAction.FLAG))
ASK_AGAIN = timedelta(days=7)
ANNOUNCEMENTS = 5


def words_key(group_pk: int) -> str:
    return f"group:words:{group_pk}"


def words_of(group: Group) -> GroupWords:
    """The lists as they are written."""
    return GroupWords.objects.filter(group=group).first() or GroupWords(group=group)


def watched_words(group_pk: int | None) -> tuple[KnownWords, ...]:
    """The same as they are read against a text; none outside of groups. From the cache, emptied by whoever writes."""
    if group_pk is None:
        return ()
    known: tuple[KnownWords, ...] | None = cache.get(words_key(group_pk))
    if known is None:
        row = GroupWords.objects.filter(group=group_pk).first() or GroupWords()
        known = tuple(
            KnownWords(plain_words(line), "", action, "") for name, action in ACTIONS for line in getattr(row, name)
        )
        cache.set(words_key(group_pk), known, WORDS_S)
    return known


def mine(viewer: Any) -> QuerySet[GroupMember]:
    """Groups somebody is in, as rows to filter others by."""
    if not viewer.is_authenticated:
        return GroupMember.objects.none()
    return GroupMember.objects.filter(user=viewer)


def listed_groups() -> QuerySet[Group]:
    """What anybody finds."""
    return Group.objects.filter(visibility=Visibility.PUBLIC, closed_at=None)


def groups_found(viewer: Any, text: str = "") -> QuerySet[Group]:
    """Public groups, the largest first; with words, those whose name or text has them. Not the viewer's own."""
    rows = listed_groups().select_related("cover")
    if words := text.replace("\x00", "").strip()[:40]:
        return rows.filter(Q(name__icontains=words) | Q(about__icontains=words))
    return rows.exclude(pk__in=mine(viewer).values("group"))


def own_groups(viewer: Any) -> list[GroupMember]:
    """One's groups, the last joined first."""
    rows = mine(viewer).filter(group__closed_at=None).select_related("group__cover")
    return list(rows.order_by("-pk")[:200])


def groups_to_write_in(user: Any) -> list[Group]:
    """Where somebody may put a note: open groups they are in and not muted in, in the order of their names."""
    if not user.is_authenticated:
        return []
    muted = running_limits().filter(user=user, kind=LimitKind.MUTED).values("group")
    rows = Group.objects.filter(members__user=user, closed_at=None).exclude(pk__in=muted)
    return list(rows.order_by("name", "pk")[:200])


def group_for(viewer: Any, *, slug: str, invite: str = "") -> Group:
    """A group by its address. A private one exists for its members, and for who holds its invitation."""
    seen = ~Q(visibility=Visibility.PRIVATE) | Q(pk__in=mine(viewer).values("group"))
    if invite:
        seen |= Q(invite_code=invite.replace("\x00", "")[:16])
    rows = Group.objects.filter(seen).select_related("cover", "founder")
    return get_or_missing(rows, slug=slug.lower().replace("\x00", ""))


@dataclass(frozen=True)
class Standing:
    """How somebody stands in a group."""

    member: GroupMember | None = None
    request: JoinRequest | None = None
    muted: GroupLimit | None = None
    banned: GroupLimit | None = None
    rules_version: int = 0

    @property
    def is_member(self) -> bool:
        return self.member is not None

    @property
    def is_staff(self) -> bool:
        return self.member is not None and self.member.is_staff

    @property
    def is_owner(self) -> bool:
        return self.member is not None and self.member.is_owner

    @property
    def has_accepted(self) -> bool:
        """Whether they have accepted the rules as they are now."""
        return self.member is not None and self.member.accepted_version >= self.rules_version

    @property
    def is_waiting(self) -> bool:
        return self.request is not None and self.request.state == RequestState.PENDING

    @property
    def may_ask_at(self) -> datetime | None:
        """When somebody who was denied may ask again; None: at once."""
        if self.request is None or self.request.state != RequestState.DENIED or self.request.decided_at is None:
            return None
        then = self.request.decided_at + ASK_AGAIN
        return then if then > now() else None


def standing_in(group: Group, viewer: Any) -> Standing:
    """All of it, in three queries; none for a guest."""
    if not viewer.is_authenticated:
        return Standing(rules_version=group.rules_version)
    limits = {one.kind: one for one in running_limits().filter(group=group, user=viewer)}
    member = GroupMember.objects.filter(group=group, user=viewer).first()
    asked = None if member else JoinRequest.objects.filter(group=group, user=viewer).first()
    return Standing(
        member, asked, limits.get(LimitKind.MUTED), limits.get(LimitKind.BANNED), rules_version=group.rules_version
    )


def running_limits() -> QuerySet[GroupLimit]:
    return GroupLimit.objects.filter(Q(until=None) | Q(until__gt=now()))


def limits_of(group: Group) -> list[GroupLimit]:
    """Who may not write or not come in, the newest first."""
    rows = running_limits().filter(group=group).select_related("user__avatar", "by")
    return list(rows.order_by("-pk")[:200])


def may_read(group: Group, standing: Standing) -> bool:
    """Whether what is said and who is in may be read: a private group is its members' own."""
    return not group.is_private or standing.is_member


def readable_group(viewer: Any, *, slug: str) -> Group:
    """A group whose inside this viewer may read."""
    group = group_for(viewer, slug=slug)
    if not may_read(group, standing_in(group, viewer)):
        raise NotFound
    return group


# ---- lists ------------------------------------------------------------------------------------------------------


def members_of(group: Group, viewer: Any) -> QuerySet[GroupMember]:
    """Who is in, for this viewer; newest first by pk. Nobody meets across a block."""
    rows = GroupMember.objects.filter(group=group, user__is_active=True)
    rows = rows.select_related("user__avatar").annotate(handle=F("user__handle"))
    if viewer.is_authenticated:
        rows = rows.exclude(user__in=Block.objects.filter(blocker=viewer).values("blocked"))
        rows = rows.exclude(user__in=Block.objects.filter(blocked=viewer).values("blocker"))
    return rows


def staff_of(group: Group) -> list[GroupMember]:
    """Owner first, then moderators."""
    rows = GroupMember.objects.filter(group=group, role__in=[GroupRole.OWNER, GroupRole.MODERATOR])
    return sorted(rows.select_related("user__avatar"), key=lambda one: (not one.is_owner, one.pk))


def member_for(group: Group, *, handle: str) -> GroupMember:
    rows = GroupMember.objects.filter(group=group).select_related("user", "group")
    return get_or_missing(rows, user__handle=handle.lower().replace("\x00", ""))


def is_member(group_pk: int, user_pk: int) -> bool:
    return GroupMember.objects.filter(group=group_pk, user=user_pk).exists()


def staffed_among(viewer: Any, group_pks: Collection[int]) -> set[int]:
    """Those of these groups the viewer looks after."""
    roles = [GroupRole.OWNER, GroupRole.MODERATOR]
    return set(mine(viewer).filter(group__in=group_pks, role__in=roles).values_list("group_id", flat=True))


def staffed_in(viewer: Any) -> QuerySet[GroupMember, Any]:
    """Groups the viewer looks after, to filter others by."""
    return mine(viewer).filter(role__in=[GroupRole.OWNER, GroupRole.MODERATOR]).values("group")


def requests_of(group: Group, state: str) -> QuerySet[JoinRequest]:
    """Who asked to come in; newest first by pk."""
    return JoinRequest.objects.filter(group=group, state=state).select_related("user__avatar", "decided_by")


def waiting_count(group: Group) -> int:
    return JoinRequest.objects.filter(group=group, state=RequestState.PENDING).count()


def request_for(group: Group, *, key: str) -> JoinRequest:
    return get_or_missing(JoinRequest.objects.filter(group=group).select_related("user", "group"), key=key)


def rules_of(group: Group) -> GroupRules | None:
    """As they are now."""
    return GroupRules.objects.filter(group=group, version=group.rules_version).first()


def versions_of(group: Group) -> list[GroupRules]:
    return list(GroupRules.objects.filter(group=group).order_by("-version")[:50])


def announcements_of(group: Group) -> list[Announcement]:
    """What was announced and stands, newest first."""
    rows = Announcement.objects.filter(group=group, removed_at=None).select_related("author")
    return list(rows.order_by("-pk")[:ANNOUNCEMENTS])


def announcement_for(group: Group, *, key: str) -> Announcement:
    return get_or_missing(Announcement.objects.filter(group=group, removed_at=None), key=key)


def log_of(group: Group) -> QuerySet[GroupLog]:
    """What owner and moderators did; newest first by pk."""
    return GroupLog.objects.filter(group=group).select_related("actor", "target")
