"""A group comes into being, changes, gets new rules or another owner, and is closed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Q

from accounts.identity.models import User
from community.conduct.levels import Level
from community.conduct.selectors import level_of
from community.conduct.services import check_may_write, screen_pictures
from community.conduct.watching import written
from community.groups.drafts import GroupDraft, is_zone
from community.groups.errors import (
    AddressOdd,
    AddressTaken,
    NameMissing,
    OneGroupADay,
    SameRules,
    TooManyLines,
    TooNewToFound,
    ZoneUnknown,
)
from community.groups.events import GroupFounded
from community.groups.models import (
    LONGEST_RULE,
    MOST_QUESTIONS,
    MOST_RULES,
    Group,
    GroupMember,
    GroupRole,
    GroupRules,
    LogAction,
    TraceKind,
)
from community.groups.selectors import rules_of
from community.groups.services.gates import hold, member_of, owner_of, staff_in
from community.groups.services.order import write_down
from community.groups.services.tracing import trace
from config.kernel.clock import now
from config.kernel.events import publish
from config.kernel.ids import public_id
from config.kernel.models import UploadedPicture
from config.kernel.pictures import discard_picture, stored_picture
from config.kernel.plaintext import cleaned, cleaned_line
from orders.checkout.models import Order, OrderStatus

OLD_ENOUGH = timedelta(days=7)
DAY = timedelta(days=1)
ADDRESS = re.compile(r"[a-z0-9](?:[a-z0-9-]{1,38})[a-z0-9]")
GROUP = "group"
RESERVED = {"new", "mine", "search", "invite"}
ARRIVED = (OrderStatus.COMPLETED, OrderStatus.SETTLED)


@transaction.atomic
def found_group(*, founder: User, draft: GroupDraft, address: str = "", rules: Sequence[str] = ()) -> Group:
    """Found a group and own it. At most one a day, and not with a fresh account that has bought nothing."""
    founder = User.objects.select_for_update().get(pk=founder.pk)
    _check_founder(founder)
    fields, lines = _fields(draft), _lines(rules, field="rules")
    with _stored_cover(draft, fields["name"]) as cover:
        group = _create(slug=_address(address), founder=founder, members_count=1, cover=cover, **fields)
        GroupMember.objects.create(group=group, user=founder, role=GroupRole.OWNER)
        _look_at_cover(group, founder, cover)
    write_down(group=group, actor=founder, action=LogAction.FOUNDED)
    if lines:
        _keep_rules(group, founder, lines)
    trace(group=group, user_id=founder.pk, kind=TraceKind.JOINED)
    publish(GroupFounded(group_id=group.pk, owner_id=founder.pk))
    return group


@transaction.atomic
def change_group(*, group: Group, actor: Any, draft: GroupDraft) -> Group:
    """Change what the group is. Who sees it and how one comes in is the owner's to say; the rest moderators' too."""
    group = hold(group)
    staff = staff_in(group, actor)
    fields = _fields(draft)
    if any(fields[name] != getattr(group, name) for name in ("visibility", "join_mode", "name")):
        owner_of(group, staff.user)
    changed = [name for name, value in fields.items() if value != getattr(group, name)]
    for name, value in fields.items():
        setattr(group, name, value)
    with _stored_cover(draft, group.name) as cover:
        _save_changes(group, actor, changed, cover)
    return group


def _save_changes(group: Group, actor: Any, changed: list[str], cover: UploadedPicture | None) -> None:
    old = group.cover
    if cover is not None:
        group.cover = cover
        changed = [*changed, "cover"]
    if not changed:
        return
    group.save()
    write_down(group=group, actor=actor, action=LogAction.CHANGED, words=", ".join(changed))
    _look_at_cover(group, actor, cover)
    if cover is not None and old is not None:
        discard_picture(old)


@contextmanager
def _stored_cover(draft: GroupDraft, name: str) -> Iterator[UploadedPicture | None]:
    """The picture that came along; its files go again when what follows is refused."""
    if not draft.cover:
        yield None
        return
    with stored_picture(draft.cover, alt=name) as cover:
        yield cover


def _look_at_cover(group: Group, actor: Any, cover: UploadedPicture | None) -> None:
    """A refused picture stays out; what looks like one comes into the queue."""
    if cover is not None:
        findings = screen_pictures(pictures=[cover], field="cover")
        written(kind=GROUP, pk=group.pk, author_id=actor.pk, findings=findings)


@transaction.atomic
def write_rules(*, group: Group, actor: Any, lines: Sequence[str]) -> Group:
    """A new version of the rules; everybody accepts it before their next note."""
    group = hold(group)
    staff_in(group, actor)
    kept = _lines(lines, field="rules")
    before = rules_of(group)
    if kept == (before.lines if before else []):
        raise SameRules(field="rules")
    _keep_rules(group, actor, kept)
    return group


@transaction.atomic
def transfer_group(*, group: Group, actor: Any, to: Any) -> None:
    """Hand the group over to a member. The owner before stays as a moderator."""
    group = hold(group)
    owner = owner_of(group, actor)
    heir = member_of(group, to)
    if heir.pk == owner.pk:
        return
    owner.role, heir.role = GroupRole.MODERATOR, GroupRole.OWNER
    owner.save(update_fields=["role"])
    heir.save(update_fields=["role"])
    write_down(group=group, actor=actor, action=LogAction.TRANSFERRED, target=to)


@transaction.atomic
def close_group(*, group: Group, actor: Any) -> None:
    """End the group: it can be read by those who could, and nothing is added."""
    group = hold(group)
    owner_of(group, actor)
    group.closed_at = now()
    group.save(update_fields=["closed_at", "updated_at"])
    write_down(group=group, actor=actor, action=LogAction.CLOSED)


@transaction.atomic
def renew_invitation(*, group: Group, actor: Any) -> Group:
    """A new address to invite with; the old one leads nowhere any more."""
    group = hold(group)
    staff_in(group, actor)
    group.invite_code = public_id(12)
    group.save(update_fields=["invite_code", "updated_at"])
    return group


def _check_founder(founder: User) -> None:
    is_known = founder.joined_at <= now() - OLD_ENOUGH
    check_may_write(founder)
    is_known = is_known or level_of(founder) >= Level.TRUSTED
    if not is_known and not Order.objects.filter(buyer=founder, status__in=ARRIVED).exists():
        raise TooNewToFound(days=OLD_ENOUGH.days)
    if Group.objects.filter(Q(founder=founder), created_at__gt=now() - DAY).exists():
        raise OneGroupADay


def _fields(draft: GroupDraft) -> dict[str, Any]:
    name = cleaned_line(draft.name)[:30]
    if not name:
        raise NameMissing(field="name")
    if not is_zone(draft.zone):
        raise ZoneUnknown(field="zone")
    questions = _lines(draft.questions, field="questions", most=MOST_QUESTIONS)
    return {
        "name": name,
        "about": cleaned(draft.about)[:500],
        "visibility": draft.visibility,
        "join_mode": draft.join_mode,
        "questions": questions,
        "zone": draft.zone,
        "slow_seconds": draft.slow_seconds,
    }


def _lines(lines: Sequence[str], *, field: str, most: int = MOST_RULES) -> list[str]:
    kept = [line for line in (cleaned_line(one) for one in lines) if line]
    if len(kept) > most or any(len(line) > LONGEST_RULE for line in kept):
        raise TooManyLines(field=field, most=most, long=LONGEST_RULE)
    return kept


def _address(wanted: str) -> str:
    if not wanted:
        return f"g-{public_id(8).lower()}"
    if not ADDRESS.fullmatch(wanted) or wanted in RESERVED:
        raise AddressOdd(field="address")
    return wanted


def _create(**fields: Any) -> Group:
    try:
        with transaction.atomic():
            return Group.objects.create(**fields)
    except IntegrityError as clash:
        if "slug" not in str(clash):
            raise
        raise AddressTaken(field="address") from clash


def _keep_rules(group: Group, actor: Any, lines: list[str]) -> None:
    group.rules_version += 1
    group.save(update_fields=["rules_version", "updated_at"])
    GroupRules.objects.create(group=group, version=group.rules_version, lines=lines)
    GroupMember.objects.filter(group=group, user=actor).update(accepted_version=group.rules_version)
    write_down(group=group, actor=actor, action=LogAction.RULES)
