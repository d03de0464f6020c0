"""What pages of lower apps show of reviews: `{% load reviews %}` (decision 0006: templates may pull upward)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.conf import settings
from django.urls import reverse

from catalog.products.models import Product
from catalog.storefront.structured import json_ld
from config.kernel.clock import now
from config.kernel.models import UploadedPicture
from content.posts.models import Post
from content.reviews.models import Review, ReviewSummary
from content.reviews.rule import may_add_until
from content.reviews.selectors import Summary, newest_reviews, orders_to_review, summary_of, sums_of
from content.reviews.sharing import review_behind
from orders.checkout.models import Order

register = template.Library()


@register.inclusion_tag("content/reviews/_of_product.html", takes_context=True)
def reviews_of(context: template.Context, product: Product) -> dict[str, Any]:
    """The reviews of a product on its page: one query where there are none, four where there are."""
    summary = summary_of(product)
    newest = newest_reviews(product, context["user"]) if summary.count else []
    return {
        "product": product,
        "summary": summary,
        "reviews": newest,
        "user": context["user"],
        "nonce": context.get("CSP_NONCE"),
        "structured": json_ld(_rating_data(product, summary)) if summary.count else "",
    }


def _rating_data(product: Product, summary: Summary) -> dict[str, Any]:
    """The average as search engines read it (schema.org)."""
    url = settings.SITE_URL + reverse("catalog:product", args=[product.slug])
    return {
        "@context": "https://schema.org",
        "@type": "AggregateRating",
        "itemReviewed": {"@type": "Product", "name": product.title, "url": url},
        "ratingValue": summary.average,
        "reviewCount": summary.count,
    }


@register.simple_tag(takes_context=True)
def waiting_for_review(context: template.Context, orders: Iterable[Order]) -> set[int]:
    """The pks of those of these orders in which something may be reviewed, in one query."""
    received = [order for order in orders if order.completed_at]
    return orders_to_review(context["user"], received)


@register.simple_tag
def star_sums(*groups: Iterable[Any]) -> dict[int, ReviewSummary]:
    """The sums of all products of a page by pk, in one query; lanes of a masonry count as their cards."""
    return sums_of(product for group in groups for one in group or () for product in getattr(one, "cards", (one,)))


@register.filter
def average_of(sums: dict[int, ReviewSummary] | str, product: Product) -> str:
    """ "4.8", or nothing where nobody has said anything."""
    found = sums.get(product.pk) if isinstance(sums, dict) else None
    return found.average if found else ""


@register.filter
def may_add(review: Review) -> bool:
    """Whether its author may still say how it is later on."""
    return review.added_at is None and now() < may_add_until(review.written_at)


@register.filter
def face_of(review: Review) -> UploadedPicture | None:
    """The author's picture, unless they show only part of their name."""
    return None if review.is_masked else review.author.avatar


@register.filter
def profile_of(review: Review) -> str:
    """Where the author's name leads, unless only part of it is shown."""
    return "" if review.is_masked else reverse("community:profile", args=[review.author.handle])


@register.filter
def first_pictures(review: Review) -> list[UploadedPicture]:
    return [one.picture for one in review.pictures.all() if not one.is_later]


@register.filter
def later_pictures(review: Review) -> list[UploadedPicture]:
    return [one.picture for one in review.pictures.all() if one.is_later]


@register.filter
def is_to_review(order: Order, user: Any) -> bool:
    """Whether something of this order may be reviewed."""
    return bool(order.completed_at) and bool(orders_to_review(user, [order]))


@register.inclusion_tag("content/reviews/_behind.html")
def review_of_note(note: Post) -> dict[str, Any]:
    """{% review_of_note note %}: the review a note was made from, if it was."""
    return {"review": review_behind(note)}
