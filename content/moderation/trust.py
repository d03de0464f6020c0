"""Trust levels at work: facts gathered for many people at once, every night, and for one when they look."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Count, Q
from django.db.models.functions import TruncDate

from accounts.identity.models import User
from accounts.organisations.models import Membership, MerchantStatus
from community.conduct.levels import ROLLING, Facts, Level, Step, level_for, steps_to
from community.conduct.models import Standing
from community.conduct.selectors import standing_of
from community.referral.models import Referral
from config.kernel.clock import now
from content.comments.models import Comment, CommentStatus
from content.moderation.models import Level as StrikeLevel
from content.moderation.models import Strike
from content.posts.models import Post, PostStatus
from content.reactions.models import PostLike
from orders.checkout.models import Order, OrderStatus

BATCH = 500
KEPT = (OrderStatus.SETTLED,)


def facts_of(person_pks: Collection[int]) -> dict[int, Facts]:
    """What is known of these people, in a fixed number of queries."""
    since = now() - ROLLING
    people = User.objects.in_bulk(list(person_pks))
    written = _count(Post.objects.filter(status=PostStatus.PUBLISHED), "author", person_pks)
    comments = Comment.objects.filter(status=CommentStatus.SHOWN)
    said = _count(comments, "author", person_pks)
    threads = _count(comments, "author", person_pks, what="post")
    recent_threads = _count(comments.filter(created_at__gt=since), "author", person_pks, what="post")
    given = _count(PostLike.objects.all(), "user", person_pks)
    recent_given = _count(PostLike.objects.filter(at__gt=since), "user", person_pks)
    got = _count(PostLike.objects.all(), "post__author", person_pks)
    recent_got = _count(PostLike.objects.filter(at__gt=since), "post__author", person_pks)
    fans = _count(PostLike.objects.filter(at__gt=since), "post__author", person_pks, what="user")
    bought = set(Order.objects.filter(buyer__in=person_pks, status__in=KEPT).values_list("buyer_id", flat=True))
    hats = Membership.objects.filter(user__in=person_pks, is_active=True, merchant__status=MerchantStatus.APPROVED)
    sellers = set(hats.values_list("user_id", flat=True))
    invited = set(Referral.objects.filter(invitee__in=person_pks).values_list("invitee_id", flat=True))
    upheld = Strike.objects.filter(level=StrikeLevel.HIDDEN, revoked_at=None, by__isnull=False, at__gt=since)
    strikes = _count(upheld, "person", person_pks)
    active = _active_days(person_pks, since)
    return {
        pk: Facts(
            days=(now() - person.joined_at).days,
            has_kept_order=pk in bought,
            is_merchant=pk in sellers,
            was_invited=pk in invited,
            written=written[pk] + said[pk],
            threads=threads[pk],
            likes_given=given[pk],
            likes_got=got[pk],
            active_days=active[pk],
            recent_threads=recent_threads[pk],
            recent_likes_given=recent_given[pk],
            recent_likes_got=recent_got[pk],
            recent_fans=fans[pk],
            upheld=strikes[pk],
        )
        for pk, person in people.items()
    }


def _count(rows: Any, whose: str, pks: Collection[int], *, what: str = "pk") -> Counter[int]:
    found = rows.filter(**{f"{whose}__in": pks}).order_by().values_list(whose)
    return Counter(dict(found.annotate(n=Count(what, distinct=what != "pk"))))


def _active_days(pks: Collection[int], since: Any) -> Counter[int]:
    """On how many days somebody wrote, liked or bought."""
    days: dict[int, set[Any]] = defaultdict(set)
    for rows, whose, when in (
        (Comment.objects.all(), "author", "created_at"),
        (PostLike.objects.all(), "user", "at"),
        (Post.objects.filter(published_at__isnull=False), "author", "published_at"),
        (Order.objects.filter(paid_at__isnull=False), "buyer", "paid_at"),
    ):
        recent = rows.filter(Q(**{f"{whose}__in": pks, f"{when}__gt": since})).order_by()
        for pk, day in recent.values_list(whose, TruncDate(when)).distinct():
            days[pk].add(day)
    return Counter({pk: len(some) for pk, some in days.items()})


def settle_levels(person_pks: Collection[int]) -> int:
    """Write the levels these people have earned. Says how many changed; what is fixed by hand stays."""
    known = Standing.objects.in_bulk(list(person_pks))
    changed = []
    for pk, facts in facts_of(person_pks).items():
        standing = known.get(pk) or Standing(person_id=pk)
        if standing.is_fixed:
            continue
        is_held = standing.held_until is not None and standing.held_until > now()
        level = level_for(facts, before=standing.level, is_held=is_held)
        if level != standing.level:
            standing.level, standing.updated_at = level, now()
            changed.append(standing)
    Standing.objects.bulk_create(
        changed, update_conflicts=True, unique_fields=["person"], update_fields=["level", "updated_at"]
    )
    return len(changed)


def everybody() -> Iterator[list[int]]:
    """People in portions, by pk."""
    last = 0
    while True:
        rows = User.objects.filter(pk__gt=last, is_active=True).order_by("pk")
        pks = list(rows.values_list("pk", flat=True)[:BATCH])
        if not pks:
            return
        yield pks
        last = pks[-1]


def way_up(person: Any) -> tuple[Standing, Level | None, list[Step]]:
    """How somebody stands, the next level, and what it takes; none above level 3, which is as far as one comes."""
    standing = standing_of(person)
    if standing.level >= Level.REGULAR:
        return standing, None, []
    following = Level(standing.level + 1)
    return standing, following, steps_to(following, facts_of([person.pk])[person.pk])
