"""Keeping order in a group: slow mode, mutes, bans, who may change what, announcements, closing."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine

from community.groups.drafts import GroupDraft
from community.groups.errors import (
    Banned,
    BannedUntil,
    GroupClosed,
    MutedHere,
    NotThatOne,
    NotYours,
    OddLength,
    OwnerOnly,
    ReasonMissing,
    SlowDown,
)
from community.groups.models import GroupLog, LimitKind
from community.groups.services import (
    admit_note,
    announce,
    ban,
    change_group,
    close_group,
    join_group,
    leave_group,
    lift,
    mute,
    remove_member,
    set_role,
    take_back_announcement,
)
from community.notifications.models import Notification
from config.kernel.clock import now
from tests.factories.accounts import UserFactory
from tests.factories.groups import counted, let_in, make_group

pytestmark = pytest.mark.django_db


def test_slow_mode_holds_members_and_not_those_who_look_after_the_group():
    group = make_group(slow_seconds=60)
    person = let_in(group)
    admit_note(group=group, author=person)
    with pytest.raises(SlowDown) as slow:
        admit_note(group=group, author=person)
    assert 1 <= slow.value.details["wait"] <= 60
    admit_note(group=group, author=group.founder)
    admit_note(group=group, author=group.founder)
    with time_machine.travel(now() + timedelta(seconds=61)):
        admit_note(group=group, author=person)


def test_members_hear_of_an_announcement_as_long_as_it_stands(client, django_capture_on_commit_callbacks):
    group = make_group()
    person, other = let_in(group), let_in(group)
    with django_capture_on_commit_callbacks(execute=True):
        row = announce(group=group, actor=group.founder, text="周六三点")
    told = Notification.objects.filter(kind="group_announced").values_list("user_id", flat=True)
    assert set(told) == {person.pk, other.pk}
    client.force_login(person)
    assert "周六三点" in client.get("/notifications/").content.decode()
    take_back_announcement(announcement=row, actor=group.founder)
    assert "周六三点" not in client.get("/notifications/").content.decode()


def test_mutes_have_an_end_and_a_reason_and_survive_leaving():
    group = make_group()
    person = let_in(group)
    with pytest.raises(ReasonMissing):
        mute(group=group, actor=group.founder, person=person, days=1, reason=" ")
    mute(group=group, actor=group.founder, person=person, days=1, reason="刷屏")
    leave_group(group=group, user=person)
    join_group(group=group, user=person)
    with pytest.raises(MutedHere):
        admit_note(group=group, author=person)
    with time_machine.travel(now() + timedelta(days=1, minutes=1)):
        admit_note(group=group, author=person)
    lift(group=group, actor=group.founder, person=person, kind=LimitKind.MUTED)
    admit_note(group=group, author=person)


def test_bans_send_away_and_keep_away_and_moderators_only_for_a_month():
    group = make_group()
    moderator, person = let_in(group), let_in(group)
    set_role(group=group, actor=group.founder, person=moderator, is_moderator=True)
    for days in (None, 31):
        with pytest.raises(OddLength):
            ban(group=group, actor=moderator, person=person, days=days, reason="广告")
    with pytest.raises(NotThatOne):
        ban(group=group, actor=moderator, person=group.founder, days=1, reason="我当家")
    with pytest.raises(NotYours):
        ban(group=group, actor=person, person=moderator, days=1, reason="换我")
    assert counted(group) == (3, 3)
    ban(group=group, actor=moderator, person=person, days=30, reason="广告")
    assert counted(group) == (2, 2)
    with pytest.raises(BannedUntil):
        join_group(group=group, user=person, invite=group.invite_code)
    ban(group=group, actor=group.founder, person=person, days=None, reason="又来")
    with pytest.raises(Banned):
        join_group(group=group, user=person)
    lift(group=group, actor=group.founder, person=person, kind=LimitKind.BANNED)
    join_group(group=group, user=person)
    actions = list(GroupLog.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["founded", "promoted", "banned", "banned", "unbanned"]


def test_who_was_removed_may_come_again():
    group = make_group()
    person = let_in(group)
    remove_member(group=group, actor=group.founder, person=person, reason="弄错了")
    assert counted(group) == (1, 1)
    join_group(group=group, user=person)
    assert counted(group) == (2, 2)


def test_moderators_change_little_the_owner_everything():
    group = make_group()
    moderator = let_in(group)
    set_role(group=group, actor=group.founder, person=moderator, is_moderator=True)
    change_group(group=group, actor=moderator, draft=GroupDraft(name="周末喝茶", about="新的话"))
    with pytest.raises(OwnerOnly):
        change_group(group=group, actor=moderator, draft=GroupDraft(name="我的茶室"))
    with pytest.raises(OwnerOnly):
        set_role(group=group, actor=moderator, person=group.founder, is_moderator=False)
    change_group(group=group, actor=group.founder, draft=GroupDraft(name="我的茶室", visibility="private"))
    group.refresh_from_db()
    assert (group.name, group.visibility) == ("我的茶室", "private")


def test_announcements_come_and_go_and_are_written_down():
    group = make_group()
    person = let_in(group)
    with pytest.raises(NotYours):
        announce(group=group, actor=person, text="大家好")
    row = announce(group=group, actor=group.founder, text="周六见")
    take_back_announcement(announcement=row, actor=group.founder)
    take_back_announcement(announcement=row, actor=group.founder)
    actions = list(GroupLog.objects.order_by("pk").values_list("action", flat=True))
    assert actions == ["founded", "announced", "unannounced"]


def test_a_closed_group_takes_nothing_and_can_be_left():
    group = make_group()
    person = let_in(group)
    close_group(group=group, actor=group.founder)
    for work in (
        lambda: join_group(group=group, user=UserFactory()),
        lambda: admit_note(group=group, author=person),
        lambda: announce(group=group, actor=group.founder, text="还在吗"),
        lambda: close_group(group=group, actor=group.founder),
    ):
        with pytest.raises(GroupClosed):
            work()
    leave_group(group=group, user=person)
    leave_group(group=group, user=group.founder)
    assert counted(group) == (0, 0)
