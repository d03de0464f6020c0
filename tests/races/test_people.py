"""People who press at the same instant: follows, blocks and counts come out as if one had come after the other."""

from __future__ import annotations

import pytest

from community.graph import services
from community.graph.models import Block, Follow, Network
from community.graph.selectors import counts_of
from community.graph.services import block, fold_followers, follow, unfollow
from tests.factories.accounts import UserFactory
from tests.invariants import broken_promises
from tests.races.conftest import ROUNDS, kinds

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("books")]


def test_pressing_eight_times_at_once_follows_once(race):
    me, star = UserFactory.create_batch(2)
    outcomes = race(lambda _press: follow(follower=me, person=star), list(range(8)))
    assert kinds(outcomes) == {"True": 1, "False": 7}
    assert (counts_of(me).following, counts_of(star).followers) == (1, 1)


def test_a_crowd_follows_one_person_while_steps_are_added_up(race):
    star, *crowd = UserFactory.create_batch(21)
    adders = [None] * 4
    outcomes = race(lambda fan: follow(follower=fan, person=star) if fan else fold_followers() >= 0, [*crowd, *adders])
    assert kinds(outcomes) == {"True": 24}
    fold_followers()
    assert counts_of(star).followers == Network.objects.get(person=star).followers == 20


def test_the_last_free_follow_is_taken_once(race):
    me, *others = UserFactory.create_batch(7)
    Network.objects.create(person=me, following=services.MOST_FOLLOWED - 1)
    outcomes = race(lambda other: follow(follower=me, person=other), others)
    assert kinds(outcomes) == {"True": 1, "TooManyFollowed": 5}
    assert Network.objects.get(person=me).following == services.MOST_FOLLOWED
    Network.objects.filter(person=me).update(following=1)


def meet(race) -> None:
    """Each follows and blocks the other at one instant, again and again."""
    for _round in range(ROUNDS):
        ada, ben = UserFactory.create_batch(2)
        acts = [
            lambda ada=ada, ben=ben: follow(follower=ben, person=ada),
            lambda ada=ada, ben=ben: block(blocker=ada, person=ben),
            lambda ada=ada, ben=ben: follow(follower=ada, person=ben),
            lambda ada=ada, ben=ben: block(blocker=ben, person=ada),
            lambda ada=ada, ben=ben: unfollow(follower=ben, person=ada),
        ]
        outcomes = race(lambda act: act(), acts)
        assert not kinds(outcomes).keys() - {"True", "False", "NotFound", "BlockedByYou"}, outcomes
    assert Block.objects.count() == 2 * ROUNDS
    assert not Follow.objects.exists()


def test_no_follow_slips_past_a_block(race):
    meet(race)


def test_without_the_lock_of_the_pair_one_does(race, monkeypatch):
    """The harness sees what it must: a follow that has looked for a block just before there was one."""
    ada, ben = UserFactory.create_batch(2)
    monkeypatch.setattr(services, "_hold_pair", lambda *_pair: None)
    real = services._count_as_new

    def while_somebody_blocks(follower):
        if follower == ben:
            [outcome] = race(lambda person: block(blocker=person, person=ben), [ada])
            assert outcome is True
        real(follower)

    monkeypatch.setattr(services, "_count_as_new", while_somebody_blocks)
    follow(follower=ben, person=ada)
    assert "nobody follows across a block" in broken_promises()
    Follow.objects.all().delete()
    Network.objects.all().delete()
    services.FollowerStep.objects.all().delete()
