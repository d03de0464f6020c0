"""The people of the demo know each other."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection

from accounts import demo as people
from accounts.identity.models import User
from accounts.loyalty.models import PointsAccount, PointsEntry
from community import demo
from community.graph.models import Block, DismissedSuggestion, Follow, Mute, Network, PersonSettings
from community.graph.selectors import counts_of, suggestions_for
from community.messaging.models import Conversation
from community.notifications.models import Notification
from community.referral.models import InviteCode, Referral, ShareLink
from community.referral.selectors.growth import k_by_cohort
from config.kernel.clock import local_day
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


SOWN = (
    Follow,
    Network,
    PersonSettings,
    Block,
    Mute,
    DismissedSuggestion,
    Referral,
    ShareLink,
    InviteCode,
    PointsEntry,
    PointsAccount,
    Notification,
    Conversation,
)


def ties() -> list[tuple[str, str, object]]:
    return list(Follow.objects.order_by("pk").values_list("follower__handle", "followee__handle", "created_at"))


def test_a_believable_web(world, django_assert_max_num_queries):
    with django_assert_max_num_queries(240):
        demo.seed(world)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the command does: without it the planner takes these tables for empty
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
    for model in SOWN:
        model.objects.all().delete()
    demo.seed(world)
    assert ties() == first


def test_people_invite_each_other_and_k_is_what_a_naive_count_says(world):
    demo.seed(world)
    referrals = list(Referral.objects.select_related("inviter", "invitee", "reward"))
    assert len(referrals) >= 30
    assert {one.status for one in referrals} == {"good", "held", "refused"}
    cohorts = k_by_cohort(since=world.now - timedelta(days=400), until=world.now + timedelta(days=1))
    assert sum(one.brought for one in cohorts) > 0
    assert {one.week: (one.people, one.brought) for one in cohorts} == naive_k(world.now - timedelta(days=400))
    assert broken_promises() == {}


def naive_k(since) -> dict[object, tuple[int, int]]:
    """Person by person, in words: whom did each bring within a fortnight of their own coming."""
    weeks: dict[object, tuple[int, int]] = {}
    for person in User.objects.filter(joined_at__gte=since, is_active=True):
        day = local_day(person.joined_at)
        week = day - timedelta(days=day.weekday())
        brought = [
            one
            for one in Referral.objects.filter(inviter=person)
            if one.status == "good" and person.joined_at <= one.at <= person.joined_at + timedelta(days=14)
        ]
        people, count = weeks.get(week, (0, 0))
        weeks[week] = (people + 1, count + len(brought))
    return weeks
