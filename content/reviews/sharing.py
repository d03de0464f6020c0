"""A review becomes a note: begun with its words, its pictures and its product, finished and published by its author."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from content.posts.drafts import Draft, Tag
from content.posts.models import Post, PostStatus
from content.posts.selectors import can_be_bought
from content.posts.services import save_draft
from content.reviews.errors import NotAllOfTheName
from content.reviews.models import Review, ReviewNote


@transaction.atomic
def begin_note(*, review: Review, author: Any) -> Post:
    """A draft made of one's own review. Asking again leads to the same note as long as that is there."""
    if review.is_masked:
        raise NotAllOfTheName
    Review.objects.select_for_update(no_key=True).get(pk=review.pk)  # two windows begin one note
    known = ReviewNote.objects.select_related("post").filter(review=review).first()
    if known is not None and known.post.status != PostStatus.DELETED:
        return known.post
    post = save_draft(author=author, draft=_draft(review))
    ReviewNote.objects.update_or_create(review=review, defaults={"post": post})
    return post


def _draft(review: Review) -> Draft:
    product = review.product
    return Draft(
        body="\n\n".join(words for words in (review.text, review.addition) if words),
        pictures=[one.picture for one in review.pictures.order_by("is_later", "position")],
        tags=[Tag(product)] if can_be_bought(product) else [],
    )


def review_behind(post: Post) -> Review | None:
    """The review a note was made from."""
    rows = ReviewNote.objects.select_related("review__product", "review__line").filter(post=post)
    link = rows.first()
    return link.review if link and not link.review.is_masked else None
