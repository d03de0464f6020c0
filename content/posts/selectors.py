"""Questions about notes: lists for everybody, one note for one reader, what is written about a product."""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from accounts.identity.models import User
from accounts.organisations.models import MerchantStatus
from catalog.products.models import Product
from catalog.search.selectors import listed_products
from catalog.shops.models import Shop
from community.graph.models import Block, Mute
from community.graph.selectors.people import blocked_pks
from community.groups.models import Group, GroupMember, Visibility
from community.groups.selectors import mine, staffed_in
from config.kernel.access import get_or_missing
from config.kernel.clock import now
from config.kernel.keyset import KeysetPage, Sort, keyset_page
from config.kernel.models import UploadedPicture
from content.clips.models import Clip
from content.posts.models import (
    NoteUpload,
    Post,
    PostMention,
    PostPicture,
    PostProduct,
    PostStatus,
    PostTopic,
    PostVersion,
    Topic,
)
from content.posts.words import topic_slug
from orders.checkout.models import OrderLine

PAGE = 12
FEW = 6
TOPICS_SHOWN = 12
DUE_BATCH = 200
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


def open_to(viewer: Any, *, listed: bool = True, note: str = "") -> Q:
    """Rows whose note (`note` leads to it) this reader may see: in no group, in one of their own, or in one that
    everybody reads. Lists show only what stands in public groups; an unlisted one is read by its address."""
    seen = Q(**{f"{note}group__visibility": Visibility.PUBLIC})
    if not listed:
        seen = ~Q(**{f"{note}group__visibility": Visibility.PRIVATE})
    return Q(**{f"{note}group": None}) | seen | Q(**{f"{note}group__in": mine(viewer).values("group")})


def notes_for(viewer: Any) -> QuerySet[Post]:
    """Notes of people this reader meets, where they may read them."""
    return public_notes().filter(open_to(viewer)).exclude(kept_from(viewer))


def notes_in(viewer: Any, group: Group) -> QuerySet[Post]:
    """What stands in a group that this reader may read."""
    rows = public_notes().filter(open_to(viewer, listed=False), group=group)
    return rows.exclude(kept_from(viewer))


def as_cards(rows: QuerySet[Post]) -> QuerySet[Post]:
    """With what a card shows, in the same query."""
    return rows.select_related("author__avatar", "cover", "stat")


def notes_about(viewer: Any, topic: Topic) -> QuerySet[Post]:
    return notes_for(viewer).filter(topic_links__topic=topic)


def notes_by(viewer: Any, handle: str) -> QuerySet[Post]:
    """What somebody wrote; also of people one has muted, when one asks for them."""
    return (
        public_notes()
        .filter(open_to(viewer))
        .exclude(kept_from(viewer, also_muted=False))
        .filter(author__handle=handle.lower().replace("\x00", ""))
    )


def notes_of_shop(viewer: Any, shop: Shop) -> QuerySet[Post]:
    """What was written in the name of a shop."""
    return notes_for(viewer).filter(shop=shop)


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
    return rows.select_related("author__avatar", "cover", "shop", "group", "clip__poster").prefetch_related(
        Prefetch("pictures", PostPicture.objects.select_related("picture")),
        Prefetch("products", tagged.defer("product__description", "product__search")),
        Prefetch("mentions", PostMention.objects.filter(user__is_active=True).select_related("user")),
        Prefetch("topic_links", PostTopic.objects.select_related("topic").order_by("pk")),
    )


def note_for(viewer: Any, *, key: str) -> Post:
    """A published note of somebody one hasn't blocked; one's own also while nobody else sees it."""
    readable = Q(status=PostStatus.PUBLISHED, author__is_active=True) & open_to(viewer, listed=False)
    if viewer.is_authenticated:
        readable |= Q(author=viewer) & ~Q(status=PostStatus.DELETED)
        readable |= Q(hidden_in_group=True, status=PostStatus.HIDDEN, group__in=staffed_in(viewer))
    rows = Post.objects.filter(readable).exclude(kept_from(viewer, also_muted=False))
    return get_or_missing(with_all(rows), key=key)


def topic_for(*, slug: str) -> Topic:
    return get_or_missing(Topic.objects.all(), slug=topic_slug(slug))


def busy_topics() -> list[Topic]:
    """What most notes are about, of those everybody reads."""
    public = Q(post_links__post__status=PostStatus.PUBLISHED)
    public &= Q(post_links__post__group=None) | Q(post_links__post__group__visibility=Visibility.PUBLIC)
    rows = Topic.objects.annotate(notes=Count("post_links", filter=public))
    return list(rows.filter(notes__gt=0).order_by("-notes", "pk")[:TOPICS_SHOWN])


def can_be_bought(product: Product) -> bool:
    """Whether a product (with shop and merchant) leads anywhere."""
    return product.is_listed and product.shop.is_open and product.shop.merchant.status == MerchantStatus.APPROVED


def published_note_for(viewer: Any, *, key: str) -> Post:
    """A note everybody may read, to do something with it; not across a block."""
    rows = public_notes().filter(open_to(viewer, listed=False)).exclude(kept_from(viewer, also_muted=False))
    return get_or_missing(rows.select_related("author", "group"), key=key)


# ---- one's own --------------------------------------------------------------------------------------------------


OWN = {
    "published": (PostStatus.PUBLISHED, PostStatus.HIDDEN),
    "drafts": (PostStatus.DRAFT,),
    "scheduled": (PostStatus.SCHEDULED,),
}


def own_notes(author: Any, state: str) -> QuerySet[Post]:
    """One's own notes in one of the states above."""
    return as_cards(Post.objects.filter(author=author, status__in=OWN[state]))


def own_counts(author: Any) -> dict[str, int]:
    """How many of one's notes are in each state."""
    rows = dict(Post.objects.filter(author=author).order_by().values_list("status").annotate(n=Count("pk")))
    return {state: sum(rows.get(status, 0) for status in statuses) for state, statuses in OWN.items()}


def own_note(author: Any, *, key: str) -> Post:
    """One's own note, whatever its state, until it is deleted."""
    rows = Post.objects.filter(author=author).exclude(status=PostStatus.DELETED)
    return get_or_missing(with_all(rows), key=key)


def versions_of(post: Post) -> list[PostVersion]:
    """What it said, newest first."""
    return list(post.versions.order_by("-number"))


def due_notes() -> list[Post]:
    """Scheduled notes whose time has come, earliest first."""
    rows = Post.objects.filter(status=PostStatus.SCHEDULED, publish_at__lte=now())
    return list(rows.order_by("publish_at", "pk")[:DUE_BATCH])


def usable_pictures(owner: Any, pks: Collection[str], post: Post | None = None) -> list[UploadedPicture]:
    """Of these pictures, in this order, those somebody sent for notes, or that are in this note of theirs already."""
    wanted = [pk for pk in dict.fromkeys(pks) if pk.isalnum()]
    allowed = set(NoteUpload.objects.filter(owner=owner, picture__in=wanted).values_list("picture_id", flat=True))
    if post is not None:
        allowed |= {one.picture_id for one in post.pictures.all()}
    by_pk = UploadedPicture.objects.in_bulk([pk for pk in wanted if pk in allowed])
    return [by_pk[pk] for pk in wanted if pk in by_pk]


def usable_clip(owner: Any, key: str, post: Post | None = None) -> Clip | None:
    """What somebody sent for a note, unless another note of theirs shows it."""
    free = Q(post=None) | Q(post=post) if post else Q(post=None)
    rows = Clip.objects.filter(free, owner=owner).select_related("poster")
    return rows.filter(key=key).first() if key.isalnum() else None


def things_to_show(person: Any, text: str) -> list[Product]:
    """What may be put into a note: by title or by a pasted address; without words, what this person bought last."""
    rows = listed_products().select_related("cover", "shop__merchant").defer("description", "search")
    if slug := re.search(r"/products/([a-z0-9-]+)", text):
        return list(rows.filter(slug=slug[1]))
    if words := text.replace("\x00", "").strip():
        return list(rows.filter(title__icontains=words[:60]).order_by("-sold_count", "pk")[:FEW])
    lines = OrderLine.objects.filter(order__buyer=person, order__paid_at__isnull=False, variant__isnull=False)
    bought = list(lines.order_by("-pk").values_list("variant__product_id", flat=True)[:30])
    found = rows.in_bulk(list(dict.fromkeys(bought)))
    return [found[pk] for pk in dict.fromkeys(bought) if pk in found][:FEW]


def products_by_slug(slugs: Collection[str], post: Post | None = None) -> dict[str, Product]:
    """Things on sale, and those this note shows already, by their slug."""
    found = {one.product.slug: one.product for one in post.products.all()} if post else {}
    rows = listed_products().filter(slug__in=[one for one in slugs if one not in found and "\x00" not in one])
    rows = rows.select_related("cover", "shop__merchant").defer("description", "search")
    return found | {one.slug: one for one in rows}


def people_named(author: Any, handles: Collection[str], group: Group | None = None) -> list[int]:
    """Who these handles are, for a note of this author: not themselves, nobody who left, nobody across a block, and
    nobody who can't read what stands in a private group."""
    if not handles:
        return []
    rows = User.objects.filter(handle__in=handles, is_active=True).exclude(pk=author.pk)
    if group is not None and group.is_private:
        rows = rows.filter(pk__in=GroupMember.objects.filter(group=group).values("user"))
    return list(rows.exclude(pk__in=blocked_pks(author)).order_by("pk").values_list("pk", flat=True))
