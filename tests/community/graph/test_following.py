"""Following, blocking, muting: what is promised to both ends."""

from __future__ import annotations

import pytest

from community.graph import services
from community.graph.errors import BlockedByYou, FollowsTooFast, OwnPerson, TooManyFollowed
from community.graph.models import Block, Follow, FollowerStep, Mute, Network
from community.graph.selectors import (
    blocked_pks,
    counts_of,
    followed_pks,
    hidden_pks,
    is_hidden,
    may_see_network,
    person_for,
    relation,
)
from community.graph.services import block, change_settings, follow, mute, unblock, unfollow, unmute
from community.graph.tasks import add_up_followers
from config.kernel.errors import NotFound
from config.kernel.models import OutboxEvent
from tests.factories.accounts import UserFactory
from tests.invariants import assert_all_is_well

pytestmark = pytest.mark.django_db


@pytest.fixture
def anna():
    return UserFactory(handle="anna")


@pytest.fixture
def ben():
    return UserFactory(handle="ben")


def told(name: str) -> int:
    return OutboxEvent.objects.filter(name=f"community.{name}").count()


def pairs() -> set[tuple[str, str]]:
    return set(Follow.objects.values_list("follower__handle", "followee__handle"))


def test_following_twice_is_following_once(anna, ben):
    assert follow(follower=anna, person=ben) is True
    assert follow(follower=anna, person=ben) is False
    assert (counts_of(anna).following, counts_of(ben).followers, told("followed")) == (1, 1, 1)
    assert followed_pks(anna) == {ben.pk}
    assert unfollow(follower=anna, person=ben) is True
    assert unfollow(follower=anna, person=ben) is False
    assert (counts_of(anna).following, counts_of(ben).followers, told("unfollowed")) == (0, 0, 1)
    assert_all_is_well()


def test_nobody_follows_blocks_or_mutes_themselves(anna):
    for act in (
        lambda: follow(follower=anna, person=anna),
        lambda: block(blocker=anna, person=anna),
        lambda: mute(muter=anna, person=anna),
    ):
        with pytest.raises(OwnPerson):
            act()
    assert [model.objects.count() for model in (Follow, Block, Mute)] == [0, 0, 0]


def test_there_is_a_most(anna, ben):
    Network.objects.create(person=anna, following=2_000)
    with pytest.raises(TooManyFollowed) as refused:
        follow(follower=anna, person=ben)
    assert "2,000" in refused.value.text
    assert (pairs(), counts_of(ben).followers, told("followed")) == (set(), 0, 0)


def test_new_follows_of_a_day_are_counted_even_when_taken_back(anna, monkeypatch):
    monkeypatch.setattr(services, "FOLLOWS_A_DAY", 3)
    people = UserFactory.create_batch(3)
    for one in people:
        follow(follower=anna, person=one)
        unfollow(follower=anna, person=one)
    with pytest.raises(FollowsTooFast):
        follow(follower=anna, person=people[0])
    assert pairs() == set()


def test_a_block_ends_both_follows_and_hides_both_ways(anna, ben):
    follow(follower=anna, person=ben)
    follow(follower=ben, person=anna)
    assert block(blocker=anna, person=ben) is True
    assert block(blocker=anna, person=ben) is False
    assert pairs() == set()
    assert (counts_of(anna), counts_of(ben)) == (counts_of(UserFactory()), counts_of(UserFactory()))
    assert hidden_pks(anna) == blocked_pks(anna) == {ben.pk}
    assert hidden_pks(ben) == {anna.pk}
    assert is_hidden(anna, ben)
    assert is_hidden(ben, anna)
    assert (told("unfollowed"), told("blocked")) == (2, 1)
    assert_all_is_well()


def test_who_is_blocked_finds_nobody_and_the_blocker_can_not_follow(anna, ben):
    block(blocker=anna, person=ben)
    with pytest.raises(NotFound):
        person_for(ben, handle="anna")
    with pytest.raises(NotFound):
        follow(follower=ben, person=anna)
    with pytest.raises(BlockedByYou):
        follow(follower=anna, person=ben)
    assert person_for(anna, handle="ben") == ben
    assert pairs() == set()
    assert unblock(blocker=anna, person=ben) is True
    assert follow(follower=ben, person=anna) is True


def test_a_mute_is_silent(anna, ben):
    follow(follower=anna, person=ben)
    assert mute(muter=anna, person=ben) is True
    assert mute(muter=anna, person=ben) is False
    assert hidden_pks(anna) == {ben.pk}
    assert hidden_pks(ben) == set()
    assert (is_hidden(anna, ben), is_hidden(ben, anna)) == (True, False)
    assert relation(ben, anna).follows_me is True
    assert relation(ben, anna).is_muted is False
    assert pairs() == {("anna", "ben")}
    assert unmute(muter=anna, person=ben) is True
    assert hidden_pks(anna) == set()


def test_counts_stay_exact_before_between_and_after_adding_up(anna):
    fans = UserFactory.create_batch(5)
    for fan in fans:
        follow(follower=fan, person=anna)
    assert counts_of(anna).followers == 5
    assert add_up_followers() == 5
    assert (Network.objects.get(person=anna).followers, FollowerStep.objects.count()) == (5, 0)
    unfollow(follower=fans[0], person=anna)
    assert counts_of(anna).followers == 4
    assert add_up_followers() == 1
    assert add_up_followers() == 0
    assert (counts_of(anna).followers, Network.objects.get(person=anna).followers) == (4, 4)
    assert_all_is_well()


def test_a_network_can_be_kept_to_oneself(anna, ben):
    assert may_see_network(ben, anna)
    change_settings(person=anna, hide_network=True, share_purchases=False, allow_suggest=True)
    assert not may_see_network(ben, anna)
    assert may_see_network(anna, anna)


def test_handles_are_found_whatever_the_case_and_closed_accounts_are_gone(anna, ben):
    assert person_for(ben, handle="ANNA") == anna
    anna.is_active = False
    anna.save()
    for handle in ("anna", "nobody", "a\x00b", "x" * 500):
        with pytest.raises(NotFound):
            person_for(ben, handle=handle)
