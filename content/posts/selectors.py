"""Questions about notes: lists for everybody, one note for one reader, what is written about a product."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from accounts.organisations.models import MerchantStatus
from catalog.products.models import Product
from community.graph.models import Block, Mute
from config.kernel.access import get_or_missing
from config.kernel.keyset import KeysetPage, Sort, keyset_page
from content.posts.models import Post, PostPicture, PostProduct, PostStatus, PostTopic, Topic
from content.posts.words import topic_slug

PAGE = 24
FEW = 6
TOPICS_SHOWN = 12
NEWEST = Sort("newest", "published_at")


def public_notes() -> QuerySet[Post]:
    """Notes anybody may read."""
    return Post.objects.filter(status=PostStatus.PUBLISHED, author__is_active=True)


def kept_from(viewer: Any, *, also_muted: bool = True, whose: str = "author") -> Q:
    """Rows whose author this reader doesn't meet: blocked either way, or muted. Asked within the query itself."""
    if not viewer.is_authenticated:
        return Q(pk__in=[])
    people = [
        Block.objects.filter(blocker=viewer).values("blocked"),
        Block.objects.filter(blocked=viewer).values("blocker"),
        *([Mute.objects.filter(muter=viewer).values("muted")] if also_muted else []),
    ]
    return reduce(or_, (Q(**{f"{whose}__in": some}) for some in people))


def notes_for(viewer: Any) -> QuerySet[Post]:
    """Notes of people this reader meets."""
    return public_notes().exclude(kept_from(viewer))


def as_cards(rows: QuerySet[Post]) -> QuerySet[Post]:
    """With what a card shows, in the same query."""
    return rows.select_related("author__avatar", "cover", "stat")


def notes_about(viewer: Any, topic: Topic) -> QuerySet[Post]:
    return notes_for(viewer).filter(topic_links__topic=topic)


def notes_by(viewer: Any, handle: str) -> QuerySet[Post]:
    """What somebody wrote; also of people one has muted, when one asks for them."""
    return public_notes().exclude(kept_from(viewer, also_muted=False)).filter(author__handle=handle.lower())


def notes_with(viewer: Any, product: Product) -> QuerySet[Post]:
    return notes_for(viewer).filter(products__product=product)


def note_page(rows: QuerySet[Post], *, cursor: str = "", size: int = PAGE) -> KeysetPage[Post]:
    """One page of notes, newest first."""
    return keyset_page(as_cards(rows), sort=NEWEST, cursor=cursor, size=size)


def newest(rows: QuerySet[Post], count: int = FEW) -> list[Post]:
    return list(as_cards(rows).order_by(*NEWEST.order_by)[:count])


def with_all(rows: QuerySet[Post]) -> QuerySet[Post]:
    """With everything a note's page shows: pictures in order, products as they are now, topics."""
    tagged = PostProduct.objects.select_related("product__cover", "product__shop__merchant")
    return rows.select_related("author__avatar", "cover", "shop").prefetch_related(
        Prefetch("pictures", PostPicture.objects.select_related("picture")),
        Prefetch("products", tagged.defer("product__description", "product__search")),
        Prefetch("topic_links", PostTopic.objects.select_related("topic").order_by("pk")),
    )


def note_for(viewer: Any, *, key: str) -> Post:
    """A published note of somebody one hasn't blocked; one's own also while it is hidden. Others do not exist."""
    readable = Q(status=PostStatus.PUBLISHED, author__is_active=True)
    if viewer.is_authenticated:
        readable |= Q(author=viewer, status=PostStatus.HIDDEN)
    rows = Post.objects.filter(readable).exclude(kept_from(viewer, also_muted=False))
    return get_or_missing(with_all(rows), key=key)


def topic_for(*, slug: str) -> Topic:
    return get_or_missing(Topic.objects.all(), slug=topic_slug(slug))


def busy_topics() -> list[Topic]:
    """What most notes are about."""
    rows = Topic.objects.annotate(notes=Count("post_links", filter=Q(post_links__post__status=PostStatus.PUBLISHED)))
    return list(rows.filter(notes__gt=0).order_by("-notes", "pk")[:TOPICS_SHOWN])


def can_be_bought(product: Product) -> bool:
    """Whether a product (with shop and merchant) leads anywhere."""
    return product.is_listed and product.shop.is_open and product.shop.merchant.status == MerchantStatus.APPROVED


def published_note_for(viewer: Any, *, key: str) -> Post:
    """A note everybody may read, to do something with it; not across a block."""
    rows = public_notes().exclude(kept_from(viewer, also_muted=False))
    return get_or_missing(rows.select_related("author"), key=key)
