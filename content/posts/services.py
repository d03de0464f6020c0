"""Writing notes."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F

from community.conduct.services import check_may_write
from community.conduct.watching import Finding, written
from community.groups.models import TraceKind
from community.groups.selectors import standing_in
from community.groups.services import admit_note, check_writer, trace
from config.kernel.clock import now
from config.kernel.errors import DomainError
from config.kernel.events import publish, publish_all
from config.kernel.ratelimit import spend
from content.clips.models import Clip
from content.posts.disclosing import disclosed
from content.posts.drafts import Draft, Tag
from content.posts.errors import (
    ChangedMeanwhile,
    ClipUnknown,
    NothingSaid,
    OddTime,
    OutAlready,
    ProductGone,
    TagBesideThePicture,
    TooLong,
    TooManyPictures,
    TooManyProducts,
)
from content.posts.events import NoteChanged, NoteDeleted, NotePublished, PersonMentioned
from content.posts.models import (
    LONGEST_BODY,
    LONGEST_TITLE,
    MOST_PICTURES,
    MOST_PRODUCTS,
    NoteUpload,
    Post,
    PostKind,
    PostMention,
    PostPicture,
    PostProduct,
    PostStat,
    PostStatus,
    PostTopic,
    PostVersion,
    Topic,
)
from content.posts.screening import screened
from content.posts.selectors import can_be_bought, people_named
from content.posts.targets import NOTE
from content.posts.words import (
    cleaned,
    cleaned_line,
    language_of,
    mentions_in,
    placed_in,
    topics_in,
    with_places_of,
    without_places,
)

NOTES_A_DAY = 50
DRAFTS_A_DAY = 300
DAY_S = 24 * 3600
LATEST = timedelta(days=90)
LONGEST_PLACE = 40


@transaction.atomic
def save_draft(*, author: Any, draft: Draft, post: Post | None = None) -> Post:
    """Keep what is not finished, for oneself. A scheduled note becomes a draft again."""
    _count_change(author)
    check_sizes(draft)
    return _write(post, author, _with_whole_tags(draft), status=PostStatus.DRAFT, publish_at=None)


@transaction.atomic
def schedule_note(*, author: Any, draft: Draft, publish_at: datetime, post: Post | None = None) -> Post:
    """Let it come out by itself later."""
    if not now() < publish_at < now() + LATEST:
        raise OddTime(field="publish_at", days=LATEST.days)
    check_may_write(author)
    is_waiting_already = post is not None and post.status == PostStatus.SCHEDULED
    _count_change(author) if is_waiting_already else _count_note(author)
    check(draft)
    draft = disclosed(draft)
    draft, _findings = screened(author, draft, draft.group)  # it is read again when it comes out
    if draft.group is not None:
        check_writer(draft.group, standing_in(draft.group, author).member)
    return _write(post, author, draft, status=PostStatus.SCHEDULED, publish_at=publish_at)


@transaction.atomic
def publish_note(*, author: Any, draft: Draft, post: Post | None = None) -> Post:
    """Say something to everybody, with its pictures, products and topics; or nothing is kept."""
    check_may_write(author)
    _count_note(author)
    check(draft)
    draft = disclosed(draft)
    draft, findings = screened(author, draft, draft.group)
    if draft.group is not None:
        admit_note(group=draft.group, author=author)
    post = _write(post, author, draft, status=PostStatus.PUBLISHED, publish_at=None, published_at=now())
    _came_out(post)
    written(kind=NOTE, pk=post.pk, author_id=post.author_id, findings=findings)
    return post


@transaction.atomic
def change_note(*, post: Post, draft: Draft) -> Post:
    """Say it differently after it came out. What it said before stays among its versions."""
    check_may_write(post.author)
    _count_change(post.author)
    check(draft, known=set(post.products.values_list("product_id", flat=True)))
    draft = disclosed(draft)
    draft, findings = screened(post.author, draft, post.group)
    status = post.status
    if status not in {PostStatus.PUBLISHED, PostStatus.HIDDEN}:
        raise ChangedMeanwhile
    _overwrite(post, draft, status=status, edited_at=now(), group=post.group)
    link_topics([post])
    _call_people(post)
    _keep_version(post)
    publish(NoteChanged(post_id=post.pk, version=post.version))
    written(kind=NOTE, pk=post.pk, author_id=post.author_id, findings=findings, is_new=False)
    return post


@transaction.atomic
def delete_note(*, post: Post) -> None:
    """Take a note away for everybody. Repeating it changes nothing."""
    there = Post.objects.filter(pk=post.pk).exclude(status=PostStatus.DELETED)
    if there.update(status=PostStatus.DELETED, version=F("version") + 1, updated_at=now()):
        publish(NoteDeleted(post_id=post.pk, author_id=post.author_id, is_final=True))


@transaction.atomic
def come_out(*, post: Post) -> bool:
    """A scheduled note's time has come. False when it was changed meanwhile, or is out; it is a draft again when its
    group, or a rule, doesn't let it out any more."""
    due = Post.objects.filter(pk=post.pk, version=post.version, status=PostStatus.SCHEDULED, publish_at__lte=now())
    try:
        findings = _admitted(post)
    except DomainError:
        due.update(status=PostStatus.DRAFT, publish_at=None, version=F("version") + 1, updated_at=now())
        return False
    if not due.update(
        status=PostStatus.PUBLISHED, published_at=F("publish_at"), version=F("version") + 1, updated_at=now()
    ):
        return False
    post.refresh_from_db()
    _came_out(post)
    written(kind=NOTE, pk=post.pk, author_id=post.author_id, findings=findings)
    return True


def _admitted(post: Post) -> list[Finding]:
    """Whether it may still come out, into its group, by this author; and what somebody should look at."""
    check_may_write(post.author)
    if post.group is not None:
        admit_note(group=post.group, author=post.author)
    pictures = [one.picture for one in post.pictures.select_related("picture")]
    draft = Draft(title=post.title, body=post.body, place=post.place, pictures=pictures, clip=post.clip)
    return screened(post.author, draft, post.group)[1]


def _count_note(author: Any) -> None:
    """So many notes a day come out, now or later by themselves."""
    spend("note", str(author.pk), limit=NOTES_A_DAY, seconds=DAY_S)


def _count_change(author: Any) -> None:
    """So many times a day anything is saved: each may leave a version behind."""
    spend("draft", str(author.pk), limit=DRAFTS_A_DAY, seconds=DAY_S)


def _came_out(post: Post) -> None:
    link_topics([post])
    _call_people(post)
    _keep_version(post)
    PostStat.objects.bulk_create([PostStat(post=post)], ignore_conflicts=True)
    if post.group is not None:
        trace(group=post.group, user_id=post.author_id, kind=TraceKind.NOTE)
    publish(NotePublished(post_id=post.pk, author_id=post.author_id))


def _call_people(post: Post) -> None:
    """Those the text names from now on; only who wasn't named before is told. Nobody is called across a block."""
    people = people_named(post.author, mentions_in(post.body), post.group)
    before = set(post.mentions.values_list("user_id", flat=True))
    post.mentions.exclude(user__in=people).delete()
    fresh = [pk for pk in people if pk not in before]
    PostMention.objects.bulk_create(PostMention(post=post, user_id=pk) for pk in fresh)
    publish_all(PersonMentioned(post_id=post.pk, author_id=post.author_id, user_id=pk) for pk in fresh)


def _write(post: Post | None, author: Any, draft: Draft, **state: Any) -> Post:
    if post is None:
        _hold_clip(draft, None, author)
        post = Post.objects.create(author=author, **words_of(draft), **state)
        attach(post, draft)
        return post
    if post.status not in {PostStatus.DRAFT, PostStatus.SCHEDULED}:
        raise OutAlready
    return _overwrite(post, draft, **state)


def _overwrite(post: Post, draft: Draft, **state: Any) -> Post:
    """Change the note as it was read, or not at all; its pictures, products and topics with it."""
    _hold_clip(draft, post, post.author)
    same = Post.objects.filter(pk=post.pk, version=post.version, status=post.status)
    values = words_of(draft) | state | {"version": post.version + 1}
    if not same.update(**values, updated_at=now()):
        raise ChangedMeanwhile
    for name, value in values.items():
        setattr(post, name, value)
    for rows in (post.pictures, post.products, post.topic_links):
        rows.all().delete()
    attach(post, draft)
    return post


def _hold_clip(draft: Draft, post: Post | None, author: Any) -> None:
    """A clip stands in one note, of who sent it; two windows that want it come one after the other."""
    if draft.clip is None:
        return
    mine = Clip.objects.select_for_update(no_key=True).filter(pk=draft.clip.pk, owner=author).exists()
    if not mine or Post.objects.filter(clip=draft.clip).exclude(pk=post.pk if post else 0).exists():
        raise ClipUnknown(field="clip")


def _keep_version(post: Post) -> None:
    """Write down what it says; its pictures stay with it from now on, whatever the next version shows."""
    pictures = list(post.pictures.order_by("position").values_list("picture_id", flat=True))
    NoteUpload.objects.filter(picture__in=pictures).delete()
    PostVersion.objects.create(
        post=post,
        number=post.version,
        title=post.title,
        body=post.body,
        disclosure=post.disclosure,
        pictures=pictures,
        products=list(post.products.order_by("position").values_list("product__slug", flat=True)),
        at=now(),
    )


def words_of(draft: Draft) -> dict[str, Any]:
    """The fields of a note that a draft decides."""
    title = cleaned_line(draft.title)
    body = cleaned(with_places_of(cleaned(draft.body), {tag.product.slug for tag in draft.tags}))
    return {
        "title": title,
        "body": body,
        "place": cleaned_line(draft.place)[:LONGEST_PLACE],
        "language": language_of(f"{title} {without_places(body)}"),
        "disclosure": draft.disclosure,
        "shop": draft.shop,
        "group": draft.group,
        "kind": _kind_of(draft),
        "cover": draft.pictures[0] if draft.pictures else draft.clip.poster if draft.clip else None,
        "clip": draft.clip,
    }


def _kind_of(draft: Draft) -> PostKind:
    if draft.clip is not None:
        return PostKind.VIDEO if draft.clip.is_video else PostKind.SOUND
    return PostKind.PICTURE if draft.pictures else PostKind.TEXT


def check(draft: Draft, *, known: Collection[int] = ()) -> None:
    """Whether this can be a note. Products it has shown before (`known`) may have gone off sale."""
    if not (cleaned_line(draft.title) or cleaned(draft.body) or draft.pictures or draft.clip):
        raise NothingSaid(field="body")
    check_sizes(draft)
    for tag in draft.tags:
        _check_tag(tag, len(draft.pictures), known)


def check_sizes(draft: Draft) -> None:
    """What not even a draft may exceed."""
    title, body = cleaned_line(draft.title), cleaned(draft.body)
    if len(title) > LONGEST_TITLE:
        raise TooLong(field="title", most=LONGEST_TITLE)
    if len(body) > LONGEST_BODY:
        raise TooLong(field="body", most=LONGEST_BODY)
    if len(draft.pictures) > MOST_PICTURES:
        raise TooManyPictures(field="pictures", most=MOST_PICTURES)
    if len(draft.tags) > MOST_PRODUCTS:
        raise TooManyProducts(field="products", most=MOST_PRODUCTS)
    if len(placed_in(body)) > MOST_PRODUCTS:
        raise TooManyProducts(field="body", most=MOST_PRODUCTS)


def _check_tag(tag: Tag, pictures: int, known: Collection[int]) -> None:
    if tag.product.pk not in known and not can_be_bought(tag.product):
        raise ProductGone(field="products")
    if not _is_whole(tag, pictures):
        raise TagBesideThePicture(field="products")


def _is_whole(tag: Tag, pictures: int) -> bool:
    """On a picture of the note and within its edges, or on none."""
    if tag.on_picture is None:
        return True
    return 0 <= tag.on_picture < pictures and all(part is not None and 0 <= part <= 100 for part in (tag.x, tag.y))


def _with_whole_tags(draft: Draft) -> Draft:
    tags = [tag if _is_whole(tag, len(draft.pictures)) else Tag(tag.product) for tag in draft.tags]
    return replace(draft, tags=tags)


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


def link_topics(posts: Iterable[Post]) -> None:
    """Let notes be found by the topics in their words; new topics come into being."""
    wanted = {post.pk: topics_in(post.body) for post in posts}
    names = {slug: name for topics in wanted.values() for slug, name in topics.items()}
    Topic.objects.bulk_create((Topic(slug=slug, name=names[slug]) for slug in sorted(names)), ignore_conflicts=True)
    pks = dict(Topic.objects.filter(slug__in=names).values_list("slug", "pk"))
    links = [PostTopic(post_id=post, topic_id=pks[slug]) for post, topics in wanted.items() for slug in topics]
    PostTopic.objects.bulk_create(links, ignore_conflicts=True)
