"""Founding, coming in, leaving, rules, finding: what is allowed, what is refused, and that nothing changes then."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from community.groups.drafts import GroupDraft
from community.groups.errors import (
    AddressOdd,
    AddressTaken,
    AnswersMissing,
    AskAgainLater,
    AskedAlready,
    DecidedMeanwhile,
    InviteNeeded,
    MembersOnly,
    NotYours,
    OneGroupADay,
    OwnerOnly,
    OwnerStays,
    ReasonMissing,
    RulesChanged,
    RulesFirst,
    SameRules,
    TooNewToFound,
)
from community.groups.models import Group, GroupLog, GroupMember, GroupRole, JoinRequest, RequestState
from community.groups.selectors import groups_found, own_groups, standing_in
from community.groups.services import (
    accept_rules,
    admit_note,
    ban,
    decide_request,
    found_group,
    join_group,
    leave_group,
    renew_invitation,
    transfer_group,
    write_rules,
)
from community.notifications.models import Notification
from config.kernel.clock import now
from config.kernel.errors import NotFound
from config.kernel.events import deliver_event
from config.kernel.models import OutboxEvent
from orders.checkout.models import Order, OrderStatus
from tests.factories.accounts import UserFactory
from tests.factories.groups import counted, let_in, make_group, old_friend
from tests.factories.orders import make_paid_order

pytestmark = pytest.mark.django_db


# ---- founding ---------------------------------------------------------------------------------------------------


def test_a_group_has_its_founder_as_owner_and_its_first_rules():
    owner = old_friend()
    group = make_group(owner, rules=["好好说话", " ", "不发广告"], address="weekend-tea")
    assert (group.slug, group.rules_version, group.rules.get().lines) == ("weekend-tea", 1, ["好好说话", "不发广告"])
    assert standing_in(group, owner).is_owner
    assert standing_in(group, owner).has_accepted
    assert list(GroupLog.objects.order_by("pk").values_list("action", flat=True)) == ["founded", "rules"]
    assert counted(group) == (1, 1)


def test_one_a_day_and_not_by_a_fresh_account_that_bought_nothing():
    fresh = UserFactory()
    with pytest.raises(TooNewToFound):
        make_group(fresh)
    owner = old_friend()
    make_group(owner)
    with pytest.raises(OneGroupADay):
        make_group(owner)
    assert Group.objects.count() == 1
    with time_machine.travel(now() + timedelta(days=1, minutes=1)):
        make_group(owner)
    order = make_paid_order(buyer=fresh)
    Order.objects.filter(pk=order.pk).update(status=OrderStatus.COMPLETED)
    make_group(fresh)
    assert Group.objects.count() == 3


@pytest.mark.parametrize("address", ["ab", "Tea", "tea_house", "-tea", "new", "茶馆", "a" * 41, "x y z"])
def test_an_address_is_plain(address):
    with pytest.raises(AddressOdd):
        make_group(address=address)
    assert not Group.objects.exists()


def test_an_address_belongs_to_one_group():
    make_group(address="weekend-tea")
    with pytest.raises(AddressTaken):
        make_group(address="weekend-tea")


def test_names_are_cleaned_of_marks_that_turn_writing():
    group = make_group(name="茶\u202e室\u200b", about="<script>alert(1)</script>")
    assert (group.name, group.about) == ("茶室", "<script>alert(1)</script>")


# ---- coming in --------------------------------------------------------------------------------------------------


def test_open_groups_are_joined_at_once_and_once():
    group, person = make_group(), UserFactory()
    first = join_group(group=group, user=person)
    assert isinstance(first, GroupMember)
    assert join_group(group=group, user=person).pk == first.pk
    assert counted(group) == (2, 2)


def test_one_asks_answers_is_denied_and_the_denial_is_reversed():
    group = make_group(join_mode="approval", questions=["喝什么茶", "几个人"])
    owner, person = group.founder, UserFactory()
    with pytest.raises(AnswersMissing):
        join_group(group=group, user=person, answers=["绿茶"])
    request = join_group(group=group, user=person, answers=["绿茶", "两个"])
    assert isinstance(request, JoinRequest)
    assert request.answers == [["喝什么茶", "绿茶"], ["几个人", "两个"]]
    with pytest.raises(AskedAlready):
        join_group(group=group, user=person, answers=["绿茶", "两个"])
    with pytest.raises(NotYours):
        decide_request(request=request, actor=person, is_welcome=True)
    with pytest.raises(ReasonMissing):
        decide_request(request=request, actor=owner, is_welcome=False)
    decide_request(request=request, actor=owner, is_welcome=False, reason="名额满了")
    with pytest.raises(AskAgainLater):
        join_group(group=group, user=person, answers=["绿茶", "两个"])
    with pytest.raises(DecidedMeanwhile):
        decide_request(request=request, actor=owner, is_welcome=False, reason="再来一次")
    assert not standing_in(group, person).is_member
    assert decide_request(request=request, actor=owner, is_welcome=True).state == RequestState.ACCEPTED
    assert standing_in(group, person).is_member
    assert counted(group) == (2, 2)


def test_a_week_after_a_denial_one_may_ask_again():
    group, person = make_group(join_mode="approval"), UserFactory()
    request = join_group(group=group, user=person)
    decide_request(request=request, actor=group.founder, is_welcome=False, reason="名额满了")
    with time_machine.travel(now() + timedelta(days=7, minutes=1)):
        again = join_group(group=group, user=person)
    assert (again.pk, again.state) == (request.pk, RequestState.PENDING)


def test_invitations_open_doors_and_old_ones_do_not():
    group = make_group(join_mode="invite")
    with pytest.raises(InviteNeeded):
        join_group(group=group, user=UserFactory())
    old = group.invite_code
    let_in(group)
    renew_invitation(group=group, actor=group.founder)
    with pytest.raises(InviteNeeded):
        join_group(group=group, user=UserFactory(), invite=old)
    private = make_group(visibility="private")
    with pytest.raises(NotFound):
        join_group(group=private, user=UserFactory())
    assert isinstance(join_group(group=private, user=UserFactory(), invite=private.invite_code), GroupMember)


def test_the_owner_stays_until_somebody_else_owns_the_group():
    group = make_group()
    owner, heir = group.founder, let_in(group)
    with pytest.raises(OwnerStays):
        leave_group(group=group, user=owner)
    with pytest.raises(OwnerOnly):
        transfer_group(group=group, actor=heir, to=heir)
    with pytest.raises(MembersOnly):
        transfer_group(group=group, actor=owner, to=UserFactory())
    transfer_group(group=group, actor=owner, to=heir)
    assert (standing_in(group, heir).is_owner, standing_in(group, owner).member.role) == (True, GroupRole.MODERATOR)
    leave_group(group=group, user=owner)
    assert counted(group) == (1, 1)


def test_the_database_knows_one_owner():
    group = make_group()
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupMember.objects.create(group=group, user=UserFactory(), role=GroupRole.OWNER)


# ---- rules ------------------------------------------------------------------------------------------------------


def test_rules_are_accepted_before_the_first_note_and_again_after_a_change():
    group = make_group(rules=["好好说话"])
    person = UserFactory()
    join_group(group=group, user=person)
    with pytest.raises(RulesFirst):
        admit_note(group=group, author=person)
    accept_rules(group=group, user=person, version=1)
    admit_note(group=group, author=person)
    with pytest.raises(SameRules):
        write_rules(group=group, actor=group.founder, lines=["好好说话"])
    group = write_rules(group=group, actor=group.founder, lines=["好好说话", "不发广告"])
    with pytest.raises(RulesFirst):
        admit_note(group=group, author=person)
    with pytest.raises(RulesChanged):
        accept_rules(group=group, user=person, version=1)
    admit_note(group=group, author=group.founder)
    assert [one.version for one in group.rules.order_by("version")] == [1, 2]


def test_what_was_written_down_stays():
    group = make_group(rules=["好好说话"])
    for rows in (GroupLog.objects.all(), group.rules.all()):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        GroupLog.objects.update(words="never happened")


# ---- finding ----------------------------------------------------------------------------------------------------


def test_only_public_groups_are_found():
    for visibility, name in (("public", "茶室"), ("unlisted", "里屋"), ("private", "密室")):
        make_group(name=name, visibility=visibility)
    assert [one.name for one in groups_found(UserFactory())] == ["茶室"]
    assert [one.name for one in groups_found(UserFactory(), "室")] == ["茶室"]
    owner = Group.objects.get(name="密室").founder
    assert [one.group.name for one in own_groups(owner)] == ["密室"]


# ---- races ------------------------------------------------------------------------------------------------------


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_a_ban_and_a_join_at_once_leave_nobody_inside(race):
    group, person = make_group(), UserFactory()
    owner = group.founder

    def act(turn):
        if turn:
            return ban(group=group, actor=owner, person=person, days=None, reason="广告")
        return join_group(group=group, user=person)

    race(act, [0, 1, 0, 0])
    assert not standing_in(group, person).is_member
    assert counted(group) == (1, 1)


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_ten_clicks_are_one_member_and_one_founding_a_day(race):
    group, person, founder = make_group(), UserFactory(), old_friend()
    race(lambda _turn: join_group(group=group, user=person), range(6))
    assert counted(group) == (2, 2)
    outcomes = race(lambda _turn: found_group(founder=founder, draft=GroupDraft(name="一天一个")), range(4))
    assert sum(isinstance(one, Group) for one in outcomes) == 1


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_slow_mode_lets_one_of_many_windows_through(race):
    group = make_group(slow_seconds=60)
    person = let_in(group)
    outcomes = race(lambda _turn: admit_note(group=group, author=person), range(5))
    assert sum(one is None for one in outcomes) == 1


def tell_all() -> None:
    for event in OutboxEvent.objects.filter(delivered_at=None).order_by("pk"):
        deliver_event(event.pk)


def test_those_concerned_are_told_of_requests_and_answers():
    group = make_group(join_mode="approval")
    person = UserFactory()
    request = join_group(group=group, user=person)
    tell_all()
    decide_request(request=request, actor=group.founder, is_welcome=False, reason="名额满了")
    tell_all()
    decide_request(request=request, actor=group.founder, is_welcome=True)
    tell_all()
    told = set(Notification.objects.values_list("user_id", "kind"))
    assert told == {
        (group.founder_id, "group_asked"),
        (person.pk, "group_denied"),
        (person.pk, "group_let_in"),
    }
