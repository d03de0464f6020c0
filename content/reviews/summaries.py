"""What product pages show of all reviews, kept on rows of its own: moved with each review, recounted to be sure."""

from __future__ import annotations

from collections import Counter

from django.db import connection, transaction
from django.db.models import Count, F, Q, Sum

from content.reviews.models import STARS, Review, ReviewSummary, TagCount


def count_in(review: Review) -> None:
    """Add a review that was just written. Its product's row stays held until the transaction ends, tags follow it."""
    product = review.product_id
    ReviewSummary.objects.bulk_create([ReviewSummary(product_id=product)], ignore_conflicts=True)
    stars = f"stars{review.rating}"
    ReviewSummary.objects.filter(product=product).update(
        count=F("count") + 1,
        total=F("total") + review.rating,
        with_pictures=F("with_pictures") + (1 if review.picture_count else 0),
        **{stars: F(stars) + 1},
    )
    if review.tags:
        TagCount.objects.bulk_create(
            [TagCount(product_id=product, tag=tag) for tag in review.tags], ignore_conflicts=True
        )
        TagCount.objects.filter(product=product, tag__in=review.tags).update(count=F("count") + 1)


def count_first_picture(review: Review) -> None:
    """A review without pictures got some with its addition."""
    ReviewSummary.objects.filter(product=review.product_id).update(with_pictures=F("with_pictures") + 1)


def recount() -> int:
    """Mend sums that aren't what their reviews come to; says how many. When all are right, nothing is written."""
    with connection.cursor() as cursor:
        cursor.execute(_SUSPECTS)
        suspects = [pk for (pk,) in cursor.fetchall()]
    return sum(recount_product(pk) for pk in suspects)


@transaction.atomic
def recount_product(product_pk: int) -> bool:
    """Count one product while nobody can add to it: whoever adds waits for the row, and adds to the right sum."""
    ReviewSummary.objects.bulk_create([ReviewSummary(product_id=product_pk)], ignore_conflicts=True)
    kept = ReviewSummary.objects.select_for_update().get(pk=product_pk)
    reviews = Review.objects.filter(product=product_pk, is_hidden=False)
    right = reviews.aggregate(
        count=Count("pk"),
        total=Sum("rating", default=0),
        with_pictures=Count("pk", filter=Q(picture_count__gt=0)),
        **{f"stars{stars}": Count("pk", filter=Q(rating=stars)) for stars in STARS},
    )
    is_right = all(getattr(kept, name) == value for name, value in right.items())
    if not is_right:
        ReviewSummary.objects.filter(pk=product_pk).update(**right)
    return _recount_tags(product_pk) or not is_right


def _recount_tags(product_pk: int) -> bool:
    right = Counter(
        tag
        for tags in Review.objects.filter(product=product_pk, is_hidden=False).values_list("tags", flat=True)
        for tag in tags
    )
    rows = TagCount.objects.filter(product=product_pk)
    kept = Counter(dict(rows.values_list("tag", "count")))
    if right == kept:
        return False
    for tag in sorted({*right, *kept}):
        rows.update_or_create(product_id=product_pk, tag=tag, defaults={"count": right[tag]})
    return True


_SUSPECTS = """
WITH sums AS (
    SELECT product_id, count(*) AS n, sum(rating) AS total, count(*) FILTER (WHERE picture_count > 0) AS pictures,
           count(*) FILTER (WHERE rating = 1) AS s1, count(*) FILTER (WHERE rating = 2) AS s2,
           count(*) FILTER (WHERE rating = 3) AS s3, count(*) FILTER (WHERE rating = 4) AS s4
    FROM content_review WHERE NOT is_hidden GROUP BY product_id),
tags AS (
    SELECT product_id, tag, count(*) AS n FROM content_review, unnest(tags) AS tag WHERE NOT is_hidden
    GROUP BY product_id, tag)
SELECT coalesce(sums.product_id, kept.product_id) FROM sums FULL JOIN content_reviewsummary kept USING (product_id)
WHERE (coalesce(n, 0), coalesce(sums.total, 0), coalesce(pictures, 0), coalesce(s1, 0), coalesce(s2, 0),
       coalesce(s3, 0), coalesce(s4, 0))
      IS DISTINCT FROM (coalesce(kept.count, 0), coalesce(kept.total, 0), coalesce(kept.with_pictures, 0),
       coalesce(kept.stars1, 0), coalesce(kept.stars2, 0), coalesce(kept.stars3, 0), coalesce(kept.stars4, 0))
UNION
SELECT coalesce(tags.product_id, kept.product_id)
FROM tags FULL JOIN content_tagcount kept ON kept.product_id = tags.product_id AND kept.tag = tags.tag
WHERE coalesce(tags.n, 0) <> coalesce(kept.count, 0)
ORDER BY 1
"""
