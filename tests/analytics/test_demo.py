"""The demo's behaviour agrees with what its people bought, wrote and liked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.db.models import F
from django.test import Client, override_settings

from analytics.experiments.models import Experiment
from analytics.experiments.reading import read_out
from analytics.rollups.models import ObjectDay, ShopDay, UserDay, UserFirst
from analytics.rollups.services import rebuild
from analytics.segments.models import Segment
from analytics.tracking.catalogue import BY_NAME
from analytics.tracking.models import DirtyDay, Event
from community.graph.models import Follow
from config.kernel.clock import local_day
from config.kernel.demo import World, make_world
from content.posts.models import Post
from content.reactions.models import PostLike
from orders.checkout.models import Order

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
STEPS = ("impression", "click", "product_view", "cart_view", "checkout_view", "order_placed")


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker, tmp_path_factory) -> Iterator[World]:
    folder = tmp_path_factory.mktemp("media")
    with override_settings(MEDIA_ROOT=folder), django_db_blocker.unblock(), transaction.atomic():
        yield make_world(World())
        transaction.set_rollback(True)


def everything() -> list[list[tuple]]:
    return [
        sorted(model.objects.values_list(*(field.attname for field in model._meta.concrete_fields)))
        for model in (UserDay, UserFirst, ObjectDay, ShopDay)
    ]


def test_behaviour_agrees_with_the_shop(world: World) -> None:
    events = Event.objects.all()
    assert 20_000 < events.count() < 300_000
    assert set(events.values_list("name", flat=True).distinct()) <= set(BY_NAME)
    assert {"team_started", "group_joined", "comment", "coupon_taken", "share"} <= set(
        events.values_list("name", flat=True)
    )

    paid = Order.objects.filter(buyer__isnull=False, paid_at__lte=world.now)
    told = events.filter(name="order_paid").values_list("object_id", "happened_at", "shop_id", "actor__user_id")
    assert sorted(told) == sorted(paid.values_list("pk", "paid_at", "shop_id", "buyer_id"))
    likes = PostLike.objects.filter(at__lte=world.now, user__is_active=True)
    told = events.filter(name="like").values_list("object_id", "happened_at", "actor__user_id")
    assert sorted(told) == sorted(likes.values_list("post_id", "at", "user_id"))
    follows = Follow.objects.filter(created_at__lte=world.now, follower__is_active=True).count()
    assert events.filter(name="follow", object_kind="person").count() == follows

    assert not events.filter(happened_at__gt=world.now).exists()
    published = dict(Post.objects.values_list("pk", "published_at"))
    seen = events.filter(name="note_view").values_list("object_id", "happened_at")
    assert not [pk for pk, at in seen if at < published[pk]]

    people = [events.filter(name=name).values("actor").distinct().count() for name in STEPS[:3]]
    assert people == sorted(people, reverse=True)
    watched = events.filter(is_bot=False, actor__in=events.filter(name="impression").values("actor"))
    times = [watched.filter(name=name).count() for name in STEPS]
    assert times == sorted(times, reverse=True), dict(zip(STEPS, times, strict=True))

    assert not DirtyDay.objects.exists()
    before = everything()
    rebuild()
    assert everything() == before
    site = ShopDay.objects.filter(shop_id=0)
    assert sum(site.values_list("orders", flat=True)) == Order.objects.filter(paid_at__isnull=False).count()
    assert site.filter(new_buyers__gt=F("buyers")).count() == 0


def test_customers_segments_and_experiments_have_something_to_show(world: World) -> None:
    """No page of theirs is empty, and a segment holds whom a naive walk over the orders finds."""
    expected = {
        ("merchant", "value/"): ("value-group", 10),
        ("merchant", "segments/"): ("segment", 3),
        ("merchant", "experiments/"): ("experiment", 3),
        ("operator", "value/"): ("value-group", 10),
        ("operator", "segments/"): ("segment", 3),
        ("operator", "experiments/"): ("experiment", 7),
    }
    for (who, page), (mark, least) in expected.items():
        client = Client()
        client.force_login(world.cast[who])
        portal = "merchant" if who == "merchant" else "platform"
        assert client.get(f"/{portal}/{page}").content.decode().count(f'data-test="{mark}"') >= least, page
    segment = Segment.objects.get(shop=None, name="近 90 天消费满 ¥500")
    today = local_day(segment.refreshed_at)
    spent: Counter[int] = Counter()
    for order in Order.objects.filter(buyer__is_active=True, paid_at__lte=segment.refreshed_at):
        if local_day(order.paid_at) > today - timedelta(days=90):
            spent[order.buyer_id] += order.total_cents
    assert segment.size
    with_much = {pk for pk, cents in spent.items() if cents >= 50_000}
    assert set(segment.audience.values_list("user", flat=True)) == with_much
    for experiment in Experiment.objects.filter(state="stopped"):
        found = read_out(experiment, as_of=world.now)
        assert found.shares is not None
        assert not found.missing
