"""Writing notes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db import transaction

from config.kernel.clock import now
from config.kernel.events import publish
from config.kernel.ratelimit import spend
from content.posts.drafts import Draft, Tag
from content.posts.errors import (
    NothingSaid,
    ProductGone,
    TagBesideThePicture,
    TooLong,
    TooManyPictures,
    TooManyProducts,
)
from content.posts.events import NotePublished
from content.posts.models import (
    LONGEST_BODY,
    LONGEST_TITLE,
    MOST_PICTURES,
    MOST_PRODUCTS,
    Post,
    PostKind,
    PostPicture,
    PostProduct,
    PostStatus,
    PostTopic,
    Topic,
)
from content.posts.selectors import can_be_bought
from content.posts.words import cleaned, cleaned_line, language_of, topics_in

NOTES_A_DAY = 50
LONGEST_PLACE = 40


@transaction.atomic
def publish_note(*, author: Any, draft: Draft) -> Post:
    """Say something to everybody, with its pictures, products and topics; or nothing is kept."""
    spend("note", str(author.pk), limit=NOTES_A_DAY, seconds=24 * 3600)
    check(draft)
    post = Post.objects.create(
        author=author, shop=draft.shop, status=PostStatus.PUBLISHED, published_at=now(), **words_of(draft)
    )
    attach(post, draft)
    publish(NotePublished(post_id=post.pk, author_id=author.pk))
    return post


def words_of(draft: Draft) -> dict[str, Any]:
    """The fields of a note that a draft decides."""
    title, body = cleaned_line(draft.title), cleaned(draft.body)
    return {
        "title": title,
        "body": body,
        "place": cleaned_line(draft.place)[:LONGEST_PLACE],
        "language": language_of(f"{title} {body}"),
        "disclosure": draft.disclosure,
        "kind": PostKind.PICTURE if draft.pictures else PostKind.TEXT,
        "cover": draft.pictures[0] if draft.pictures else None,
    }


def check(draft: Draft) -> None:
    """Whether this can be a note."""
    title, body = cleaned_line(draft.title), cleaned(draft.body)
    if not (title or body or draft.pictures):
        raise NothingSaid(field="body")
    if len(title) > LONGEST_TITLE:
        raise TooLong(field="title", most=LONGEST_TITLE)
    if len(body) > LONGEST_BODY:
        raise TooLong(field="body", most=LONGEST_BODY)
    if len(draft.pictures) > MOST_PICTURES:
        raise TooManyPictures(field="pictures", most=MOST_PICTURES)
    if len(draft.tags) > MOST_PRODUCTS:
        raise TooManyProducts(field="products", most=MOST_PRODUCTS)
    for tag in draft.tags:
        _check_tag(tag, len(draft.pictures))


def _check_tag(tag: Tag, pictures: int) -> None:
    if not can_be_bought(tag.product):
        raise ProductGone(field="products")
    if tag.on_picture is None:
        return
    if not 0 <= tag.on_picture < pictures or any(part is None or not 0 <= part <= 100 for part in (tag.x, tag.y)):
        raise TagBesideThePicture(field="products")


def attach(post: Post, draft: Draft) -> None:
    """The rows around a new note."""
    PostPicture.objects.bulk_create(
        PostPicture(post=post, picture=picture, position=place) for place, picture in enumerate(draft.pictures)
    )
    once = {tag.product.pk: tag for tag in draft.tags}
    PostProduct.objects.bulk_create(
        PostProduct(post=post, product=tag.product, position=place, on_picture=tag.on_picture, x=tag.x, y=tag.y)
        for place, tag in enumerate(once.values())
    )
    link_topics([post])


def link_topics(posts: Iterable[Post]) -> None:
    """Let notes be found by the topics in their words; new topics come into being."""
    wanted = {post.pk: topics_in(post.body) for post in posts}
    names = {slug: name for topics in wanted.values() for slug, name in topics.items()}
    Topic.objects.bulk_create((Topic(slug=slug, name=names[slug]) for slug in sorted(names)), ignore_conflicts=True)
    pks = dict(Topic.objects.filter(slug__in=names).values_list("slug", "pk"))
    links = [PostTopic(post_id=post, topic_id=pks[slug]) for post, topics in wanted.items() for slug in topics]
    PostTopic.objects.bulk_create(links, ignore_conflicts=True)
