"""How often the demo's notes were seen, opened and followed to a product, day by day."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from django.db.models import Sum

from config.kernel.clock import local_day
from config.kernel.demo import World
from content.effect.models import NoteDay
from content.posts.models import Post, PostStat

FADES = 0.82  # each day has so much of the readers of the day before
MOST_DAYS = 21


def seed(world: World, posts: Sequence[Post]) -> None:
    """Most readers come on the first days; the newest notes have been seen by few."""
    dice = world.dice("readers")
    likes = dict(PostStat.objects.values_list("post_id", "likes"))
    today, days = local_day(world.now), []
    for post in posts:
        first = local_day(post.published_at or world.now)
        readers = (12 + 9 * likes.get(post.pk, 0)) * (1 - FADES) * (0.7 + 0.6 * dice.random())
        for number in range(min(MOST_DAYS, (today - first).days)):
            seen = round(readers * FADES**number)
            if seen:
                days.append(_day(post, first + timedelta(days=number), seen, share=0.08 + 0.2 * dice.random()))
    NoteDay.objects.bulk_create(days)
    sums = dict(NoteDay.objects.order_by().values_list("post_id").annotate(n=Sum("seen")))
    stats = list(PostStat.objects.filter(post__in=sums))
    for stat in stats:
        stat.views = sums[stat.post_id]
    PostStat.objects.bulk_update(stats, ["views"], batch_size=200)
    world.tell(f"{sum(sums.values())} times a note was seen")


def _day(post: Post, day: date, seen: int, *, share: float) -> NoteDay:
    opened = round(seen * share)
    products = round(opened * share)
    return NoteDay(
        post=post,
        day=day,
        seen=seen,
        opened=opened + opened // 9,
        followed_up=opened,
        products=products,
        carts=products // 3,
    )
