"""Whom one might follow and why, and who bought a thing: only what people agreed to show."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils.translation import override

from catalog.taxonomy.services import place_category
from community.graph.models import Network
from community.graph.selectors import friends_who_bought, known_followers, suggestions_for
from community.graph.services import block, change_settings, dismiss_suggestion, follow, mute
from community.graph.tasks import add_up_followers
from orders.checkout.models import Order
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_category, make_variant
from tests.factories.orders import make_paid_order

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english():
    with override("en"):
        yield


def people(*handles: str) -> list[Any]:
    return [UserFactory(handle=handle, display_name=handle.title()) for handle in handles]


def follows(follower: Any, *others: Any) -> None:
    for one in others:
        follow(follower=follower, person=one)


def shares(person: Any, *, on: bool = True) -> None:
    change_settings(person=person, hide_network=False, share_purchases=on, allow_suggest=True)


def told(user: Any) -> list[tuple[str, str]]:
    return [(one.person.handle, one.reason) for one in suggestions_for(user)]


def test_friends_of_friends_come_first_by_how_many():
    me, ada, bob, two, one = people("me_here", "ada", "bob", "two_ways", "one_way")
    follows(me, ada, bob)
    follows(ada, two, one)
    follows(bob, two)
    assert told(me) == [("two_ways", "Followed by 2 people you follow"), ("one_way", "Ada follows them")]


@pytest.mark.parametrize("away", ["followed", "blocked", "blocks", "muted", "dismissed", "unwilling", "closed"])
def test_who_is_never_suggested(away):
    me, ada, other = people("me_here", "ada", "other")
    follows(me, ada)
    follows(ada, other)
    if away == "followed":
        follows(me, other)
    elif away == "blocked":
        block(blocker=me, person=other)
    elif away == "blocks":
        block(blocker=other, person=me)
    elif away == "muted":
        mute(muter=me, person=other)
    elif away == "dismissed":
        dismiss_suggestion(user=me, person=other)
    elif away == "unwilling":
        change_settings(person=other, hide_network=False, share_purchases=False, allow_suggest=False)
    else:
        other.is_active = False
        other.save()
    add_up_followers()
    assert "other" not in [handle for handle, _reason in told(me)]


def test_who_hides_their_network_is_no_bridge():
    me, ada, other = people("me_here", "ada", "other")
    follows(me, ada)
    follows(ada, other)
    change_settings(person=ada, hide_network=True, share_purchases=False, allow_suggest=True)
    assert told(me) == []
    assert known_followers(me, other) == (None, 0)


def test_similar_buyers_only_when_they_share():
    me, twin = people("me_here", "twin")
    for _thing in range(2):
        variant = make_variant()
        for buyer in (me, twin):
            make_paid_order(buyer, {variant: 1})
    assert told(me) == []
    shares(twin)
    assert told(me) == [("twin", "Bought 2 things you bought")]
    assert told(twin) == []


def test_guests_and_newcomers_see_who_many_follow():
    star, fan = people("star", "fan")
    follows(fan, star)
    add_up_followers()
    newcomer = UserFactory()
    assert told(newcomer) == [("star", "1 follower")]
    from django.contrib.auth.models import AnonymousUser

    assert told(AnonymousUser()) == [("star", "1 follower")]


def test_suggestions_cost_the_same_however_many(django_assert_max_num_queries):
    me, *friends = people("me_here", *(f"friend_{n}" for n in range(6)))
    follows(me, *friends)
    for friend in friends:
        follows(friend, *UserFactory.create_batch(6))
    with django_assert_max_num_queries(7):
        assert len(told(me)) == 24 - 6


# ---- who bought it ----------------------------------------------------------------------------------------------


def test_one_name_and_a_number_of_those_who_share_it():
    me, ada, bob, shy = people("me_here", "ada", "bob", "shy")
    variant = make_variant()
    follows(me, ada, bob, shy)
    for buyer in (ada, bob, shy):
        make_paid_order(buyer, {variant: 1})
    product = variant.product
    assert friends_who_bought(me, product) is None
    shares(ada)
    shares(bob)
    proof = friends_who_bought(me, product)
    assert proof is not None
    assert (proof.person, proof.count, proof.others) == (bob, 2, 1)
    shares(bob, on=False)
    shares(ada, on=False)
    assert friends_who_bought(me, product) is None


@pytest.mark.parametrize("why", ["not_followed", "muted", "sensitive", "below_sensitive", "unpaid", "given_back"])
def test_what_is_never_told(why):
    me, ada = people("me_here", "ada")
    root = make_category()
    category = make_category(parent=root)
    variant = make_variant(category=category)
    shares(ada)
    order = make_paid_order(ada, {variant: 1})
    follows(me, *([] if why == "not_followed" else [ada]))
    if why == "muted":
        mute(muter=me, person=ada)
    elif why in {"sensitive", "below_sensitive"}:
        one = category if why == "sensitive" else root
        one.is_sensitive = True
        place_category(category=one)
    elif why == "unpaid":
        Order.objects.filter(pk=order.pk).update(paid_at=None)
    elif why == "given_back":
        Order.objects.filter(pk=order.pk).update(status="closed")
    assert friends_who_bought(me, variant.product) is None


def test_popular_ones_are_ranked_by_what_is_added_up():
    small, large = people("small", "large")
    Network.objects.create(person=small, followers=3)
    Network.objects.create(person=large, followers=12_000)
    assert told(UserFactory()) == [("large", "12k followers"), ("small", "3 followers")]
