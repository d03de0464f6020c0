"""The people of the demo know each other."""

from __future__ import annotations

import pytest

from accounts import demo as people
from community import demo
from community.graph.models import Block, DismissedSuggestion, Follow, Mute, Network, PersonSettings
from community.graph.selectors import counts_of, suggestions_for
from config.kernel.demo import World
from tests.invariants import broken_promises

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def world() -> World:
    world = World()
    people.seed(world)
    return world


def ties() -> list[tuple[str, str, object]]:
    return list(Follow.objects.order_by("pk").values_list("follower__handle", "followee__handle", "created_at"))


def test_a_believable_web(world, django_assert_max_num_queries):
    with django_assert_max_num_queries(20):
        demo.seed(world)
    shopper, other = world.cast["shopper"], world.cast["shopper2"]
    assert Follow.objects.filter(follower=shopper, followee=other).exists()
    assert Follow.objects.filter(follower=other, followee=shopper).exists()
    assert counts_of(shopper).following >= 20
    assert counts_of(shopper).followers >= 15
    followers = sorted(Network.objects.values_list("followers", flat=True))
    assert followers[-1] > 8 * followers[len(followers) // 2]  # a few hubs
    assert 60 < PersonSettings.objects.filter(share_purchases=True).count() < 160
    assert not PersonSettings.objects.filter(person=shopper, allow_suggest=False).exists()
    assert (Block.objects.filter(blocker=shopper).count(), Mute.objects.filter(muter=shopper).count()) == (1, 2)
    assert {one.why for one in suggestions_for(shopper)} >= {"friends"}
    assert not Follow.objects.filter(created_at__gt=world.now).exists()
    assert broken_promises() == {}


def test_the_same_seed_weaves_the_same_web(world):
    demo.seed(world)
    first = ties()
    for model in (Follow, Network, PersonSettings, Block, Mute, DismissedSuggestion):
        model.objects.all().delete()
    demo.seed(world)
    assert ties() == first
