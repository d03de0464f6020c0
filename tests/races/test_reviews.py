"""The same review sent many times, many readers at once, two replies: the sums stay right."""

from __future__ import annotations

import pytest

from content.reviews.errors import ReviewedAlready
from content.reviews.models import HelpfulVote, Review, ReviewSummary
from content.reviews.selectors import summary_of
from content.reviews.services import Draft, add_to_review, find_helpful, write_review
from content.reviews.summaries import recount
from orders.checkout.models import OrderLine
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_product
from tests.factories.reviews import make_review, received_line
from tests.races.conftest import kinds

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_review_sent_eight_times_is_there_once(race):
    line = received_line()
    lines = [OrderLine.objects.select_related("order__shop", "variant__product__category").get() for _n in range(8)]
    outcomes = race(
        lambda one: type(write_review(author=one.order.buyer, line=one, draft=Draft(4, tags=["quick"]))).__name__, lines
    )
    assert kinds(outcomes) == {"Review": 1, ReviewedAlready.__name__: 7}
    summary = summary_of(line.variant.product)
    assert (summary.count, summary.average, [tag.count for tag in summary.tags]) == (1, "4.0", [1])


def test_first_reviews_of_a_product_are_all_counted(race):
    product = make_product(stock=100)
    lines = [received_line(UserFactory(), product.variants.get()) for _n in range(8)]
    stars = [5, 4, 3, 2, 1, 5, 5, 1]
    race(
        lambda pair: write_review(
            author=pair[0].order.buyer, line=pair[0], draft=Draft(pair[1], tags=["slow", "quick"])
        ),
        list(zip(lines, stars, strict=True)),
    )
    assert (Review.objects.count(), ReviewSummary.objects.get().total) == (8, sum(stars))
    assert [tag.count for tag in summary_of(product).tags] == [8, 8]
    assert recount() == 0


def test_a_reader_who_presses_eight_times_counts_once(race):
    review, reader = make_review(), UserFactory()
    race(lambda one: find_helpful(review=Review.objects.get(pk=review.pk), user=one), [reader] * 8)
    review.refresh_from_db()
    assert review.helpful_count == 1 == HelpfulVote.objects.count()
    race(lambda one: find_helpful(review=Review.objects.get(pk=review.pk), user=one, is_helpful=False), [reader] * 8)
    review.refresh_from_db()
    assert (review.helpful_count, HelpfulVote.objects.count()) == (0, 0)


def test_an_addition_sent_twice_is_there_once(race):
    review = make_review()
    outcomes = race(
        lambda words: add_to_review(review=Review.objects.get(pk=review.pk), text=words).addition, ["one", "two"] * 3
    )
    assert kinds(outcomes)["AddedAlready"] == 5
    review.refresh_from_db()
    assert review.addition in {"one", "two"}
