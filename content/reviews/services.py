"""Writing a review, adding to it, finding it helpful, answering it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q

from catalog.products.models import Product
from community.conduct.services import check_may_write, screen, screen_pictures
from community.conduct.watching import Finding, written
from config.kernel.clock import now
from config.kernel.errors import Invalid
from config.kernel.events import publish
from config.kernel.models import UploadedPicture
from config.kernel.pictures import discard_picture, store_picture
from config.kernel.ratelimit import spend
from content.posts.words import cleaned, language_of
from content.reviews.errors import (
    AddedAlready,
    AdditionTooLate,
    NothingSaid,
    OwnReview,
    ReplyFixed,
    ReviewedAlready,
    TooManyPictures,
    UnknownTag,
    WordsMissing,
)
from content.reviews.events import ReviewAddedTo, ReviewAnswered, ReviewWritten
from content.reviews.models import MOST_PICTURES, MOST_TAGS, MOST_WORDS, REVIEW, HelpfulVote, Review, ReviewPicture
from content.reviews.rule import ADDITION_WINDOW, REPLY_WINDOW, may_add_until
from content.reviews.selectors import product_of, why_not
from content.reviews.summaries import count_first_picture, count_in, recount_product
from content.reviews.tags import tags_for
from orders.checkout.models import OrderLine

VOTES_AN_HOUR = 300


@dataclass(frozen=True)
class Draft:
    """A review as its author filled it in. Pictures are uploads."""

    rating: int
    text: str = ""
    tags: Sequence[str] = ()
    is_masked: bool = False
    pictures: Sequence[Any] = ()


def write_review(*, author: Any, line: OrderLine, draft: Draft) -> Review:
    """Say what one received is like, once a line. `line` is one of the author's own orders."""
    if refusal := why_not(line, author):
        raise refusal
    product = product_of(line)
    tags = _known_tags(product, draft.tags)
    if draft.rating not in range(1, 6):
        raise NothingSaid(field="rating")
    with _stored(draft.pictures, alt=product.title) as pictures:
        return _write(author, line, product, draft, tags, pictures)


def _known_tags(product: Product, tags: Sequence[str]) -> list[str]:
    chosen = list(dict.fromkeys(tags))
    if len(chosen) > MOST_TAGS or not set(chosen) <= {tag.value for tag in tags_for(product)}:
        raise UnknownTag(field="tags")
    return chosen


def _words(text: str, *, field: str) -> str:
    words = cleaned(text)
    if len(words) > MOST_WORDS:
        raise Invalid(field=field)
    return words


def _read(author: Any, text: str, *, field: str) -> tuple[str, list[Finding]]:
    """The words as they may be kept, and what somebody should look at."""
    screened = screen(author=author, text=_words(text, field=field), field=field)
    return screened.text, screened.findings


@transaction.atomic
def _write(
    author: Any,
    line: OrderLine,
    product: Product,
    draft: Draft,
    tags: list[str],
    pictures: Sequence[UploadedPicture],
) -> Review:
    check_may_write(author)
    words, findings = _read(author, draft.text, field="text")
    findings = [*findings, *screen_pictures(pictures=pictures, field="pictures")]
    review = Review(
        line=line,
        product=product,
        shop_id=line.order.shop_id,
        author=author,
        rating=draft.rating,
        text=words,
        language=language_of(words) if words else "",
        tags=tags,
        is_masked=draft.is_masked,
        written_at=now(),
        picture_count=len(pictures),
    )
    try:
        with transaction.atomic():
            review.save(force_insert=True)
    except IntegrityError as clash:  # the same form, sent twice
        if "line_id" not in str(clash):
            raise
        raise ReviewedAlready from clash
    _attach(review, pictures)
    count_in(review)
    publish(ReviewWritten(review_id=review.pk, product_id=product.pk, author_id=author.pk, rating=review.rating))
    written(kind=REVIEW, pk=review.pk, author_id=author.pk, findings=findings)
    return review


@contextmanager
def _stored(uploads: Sequence[Any], *, alt: str, room: int = MOST_PICTURES) -> Iterator[list[UploadedPicture]]:
    """Uploads as pictures, stored before any row is held; forgotten again when what follows is refused."""
    if len(uploads) > room:
        raise TooManyPictures(field="pictures", most=MOST_PICTURES)
    stored: list[UploadedPicture] = []
    try:
        for upload in uploads:
            stored.append(store_picture(upload, alt=alt))  # noqa: PERF401 - what is stored so far must be known
        yield stored
    except Exception:
        for picture in stored:
            discard_picture(picture)
        raise


def _attach(review: Review, pictures: Sequence[UploadedPicture], *, is_later: bool = False) -> None:
    ReviewPicture.objects.bulk_create(
        ReviewPicture(review=review, picture=picture, position=place, is_later=is_later)
        for place, picture in enumerate(pictures)
    )


def add_to_review(*, review: Review, text: str, pictures: Sequence[Any] = ()) -> Review:
    """Say how it is later on: once, within 180 days of the review. `review` is the author's own."""
    words, findings = _read(review.author, text, field="text")
    if not words:
        raise WordsMissing(field="text")
    check_may_write(review.author)
    if review.added_at:
        raise AddedAlready
    if now() >= may_add_until(review.written_at):
        raise AdditionTooLate
    with _stored(pictures, alt=review.product.title) as stored:
        return _add(review, words, stored, findings)


@transaction.atomic
def _add(review: Review, words: str, pictures: Sequence[UploadedPicture], findings: Sequence[Finding]) -> Review:
    moment = now()
    open_ = Review.objects.filter(pk=review.pk, added_at=None, written_at__gt=moment - ADDITION_WINDOW)
    count = F("picture_count") + len(pictures)
    if not open_.update(addition=words, added_at=moment, picture_count=count, updated_at=moment):
        raise AddedAlready
    findings = [*findings, *screen_pictures(pictures=pictures, field="pictures")]
    _attach(review, pictures, is_later=True)
    if pictures and not review.picture_count and not review.is_hidden:
        count_first_picture(review)
    publish(ReviewAddedTo(review_id=review.pk))
    written(kind=REVIEW, pk=review.pk, author_id=review.author_id, findings=findings, is_new=False)
    review.refresh_from_db(fields=["addition", "added_at", "picture_count"])
    return review


@transaction.atomic
def find_helpful(*, review: Review, user: Any, is_helpful: bool = True) -> Review:
    """One vote a person, given or taken back; saying it twice changes nothing."""
    if review.author_id == user.pk:
        raise OwnReview
    spend("review-helpful", str(user.pk), limit=VOTES_AN_HOUR, seconds=3600)
    if is_helpful:
        change = int(HelpfulVote.objects.get_or_create(review=review, user=user)[1])
    else:
        change = -HelpfulVote.objects.filter(review=review, user=user).delete()[0]
    if change:
        Review.objects.filter(pk=review.pk).update(helpful_count=F("helpful_count") + change)
    review.refresh_from_db(fields=["helpful_count"])
    return review


@transaction.atomic
def answer(*, review: Review, actor: Any, text: str) -> Review:
    """The shop's one reply; its words may change for seven days. The review itself stays as the buyer wrote it."""
    check_may_write(actor)
    words, _findings = _read(actor, text, field="reply")
    if not words:
        raise WordsMissing(field="reply")
    moment = now()
    rows = Review.objects.filter(pk=review.pk)
    is_first = rows.filter(replied_at=None).update(reply=words, replied_at=moment, replied_by=actor, updated_at=moment)
    if is_first:
        publish(ReviewAnswered(review_id=review.pk, author_id=review.author_id))
    else:
        _change_reply(review, words, actor)
    review.refresh_from_db(fields=["reply", "replied_at", "reply_changed_at"])
    return review


def _change_reply(review: Review, words: str, actor: Any) -> None:
    moment = now()
    rows = Review.objects.filter(pk=review.pk)
    if rows.filter(reply=words).exists():
        return
    fresh = Q(replied_at__gt=moment - REPLY_WINDOW)
    if not rows.filter(fresh).update(reply=words, reply_changed_at=moment, replied_by=actor, updated_at=moment):
        raise ReplyFixed(field="reply")


@transaction.atomic
def turn_review(*, review: Review, is_hidden: bool) -> bool:
    """Moderators hide a review or show it again; the product's sums follow. False when it is so already."""
    changed = Review.objects.filter(pk=review.pk, is_hidden=not is_hidden).update(is_hidden=is_hidden, updated_at=now())
    if changed:
        recount_product(review.product_id)
    return bool(changed)
