"""A reviewer is told of the shop's reply and thanked with points, a shop of new reviews."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from accounts.loyalty.models import Reason
from accounts.loyalty.services import REVIEW_POINTS, post_points
from accounts.organisations.models import Membership, Permission
from community.notifications.kinds import Tab, Target, register_kind
from community.notifications.objects import crew
from community.notifications.services import notify
from config.kernel.events import subscribe
from content.reviews.events import ReviewAnswered, ReviewWritten
from content.reviews.models import REVIEW, Review

QUOTED = 80


def own_reviews(reader: Any, ids: Collection[int]) -> dict[int, Target]:
    rows = Review.objects.filter(pk__in=ids, author=reader).select_related("product")
    page = reverse("reviews:mine-written")
    return {row.pk: Target(page, row.product.title, quote=Truncator(row.reply).chars(QUOTED)) for row in rows}


def reviews_of_my_shop(reader: Any, ids: Collection[int]) -> dict[int, Target]:
    works = Membership.objects.filter(user=reader, merchant=OuterRef("shop__merchant"), is_active=True)
    rows = Review.objects.filter(Exists(works), pk__in=ids).select_related("product")
    page = reverse("merchant:reviews")
    return {row.pk: Target(page, row.product.title, quote=Truncator(row.text).chars(QUOTED)) for row in rows}


register_kind(
    "review_answered",
    tab=Tab.INTERACTIONS,
    label=_("Replies to my reviews"),
    words=_("The shop replied to your review of %(what)s"),
    show=own_reviews,
    icon="message-square-reply",
)
register_kind(
    "shop_review",
    tab=Tab.ORDERS,
    label=_("Reviews of my shop"),
    words=_("A new review of %(what)s"),
    show=reviews_of_my_shop,
    icon="star",
    by_mail=False,
)


@subscribe(ReviewAnswered)
def tell_of_reply(event: ReviewAnswered) -> None:
    notify(user_id=event.author_id, kind="review_answered", object_type=REVIEW, object_id=event.review_id)


@subscribe(ReviewWritten)
def tell_of_review(event: ReviewWritten) -> None:
    """The shop learns of it, without the name: some keep part of it to themselves."""
    review = Review.objects.select_related("shop").get(pk=event.review_id)
    for person in crew(review.shop.merchant_id, Permission.MARKETING):
        notify(user_id=person, kind="shop_review", object_type=REVIEW, object_id=review.pk)


@subscribe(ReviewWritten)
def thank_with_points(event: ReviewWritten) -> None:
    review = Review.objects.select_related("author").get(pk=event.review_id)
    post_points(user=review.author, delta=REVIEW_POINTS, reason=Reason.REVIEW, ref=review.key)
