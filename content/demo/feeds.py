"""What the demo's people hand on and follow besides people, and how warm its notes are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from config.kernel.demo import World
from content.feed.models import ShopFollow, TopicFollow
from content.feed.services import warm_notes
from content.posts.models import Post, Topic
from content.reactions.models import Repost
from content.reactions.services import recount_notes

HANDED_ON, TOPICS, SHOPS = 90, 4, 2


def seed(world: World, posts: Sequence[Post]) -> None:
    """People hand on what they like; the two with a login follow topics and shops. The ranks are worked out last."""
    dice = world.dice("feeds")
    pairs = {}
    for _each in range(min(world.times(HANDED_ON), len(posts) * 2)):
        post, fan = dice.choice(posts), dice.choice(world.shoppers)
        if post.author_id != fan.pk and post.published_at:
            at = post.published_at + (world.now - post.published_at) * dice.random()
            pairs[post.pk, fan.pk] = Repost(post=post, user=fan, at=at)
    Repost.objects.bulk_create(pairs.values())
    topics, at = list(Topic.objects.order_by("slug")), world.now - timedelta(days=12)
    logins = [world.cast["shopper"], world.cast["shopper2"]]
    TopicFollow.objects.bulk_create(
        TopicFollow(user=login, topic=topic, at=at)
        for login in logins
        for topic in dice.sample(topics, min(TOPICS, len(topics)))
    )
    ShopFollow.objects.bulk_create(
        ShopFollow(user=login, shop=shop, at=at)
        for login in logins
        for shop in dice.sample(world.shops, min(SHOPS, len(world.shops)))
    )
    recount_notes()
    while warm_notes():
        pass
    world.tell(f"{len(pairs)} notes handed on")
