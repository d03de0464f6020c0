"""Reviews: who may write one, what is counted, what is added later, what a shop may and may not do."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from PIL import Image

from accounts.organisations.models import Membership, Role
from config.kernel.clock import now
from config.kernel.models import OutboxEvent, UploadedPicture
from config.kernel.pictures import NotAPicture
from content.reviews.errors import (
    AddedAlready,
    AdditionTooLate,
    NothingSaid,
    NotReceivedYet,
    OwnReview,
    OwnShop,
    ReplyFixed,
    ReviewedAlready,
    ReviewTooLate,
    UnknownTag,
    WordsMissing,
)
from content.reviews.models import HelpfulVote, Review, ReviewPicture, ReviewSummary, TagCount
from content.reviews.selectors import lines_to_review, summary_of
from content.reviews.services import Draft, add_to_review, answer, find_helpful, write_review
from content.reviews.summaries import recount
from orders.checkout.models import OrderLine
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_merchant_user, make_product, make_variant
from tests.factories.orders import make_paid_order
from tests.factories.reviews import make_received_order, make_review, received_line

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")


def photo(name: str = "cup.png", size: tuple[int, int] = (64, 48)) -> SimpleUploadedFile:
    buffer = io.BytesIO()
    Image.new("RGB", size, "#7f9a8c").save(buffer, "PNG")
    return SimpleUploadedFile(name, buffer.getvalue(), "image/png")


def refused(error: type[Exception], line: OrderLine, draft: Draft | None = None, author=None) -> None:
    before = Review.objects.count(), UploadedPicture.objects.count(), ReviewSummary.objects.count()
    with pytest.raises(error):
        write_review(author=author or line.order.buyer, line=line, draft=draft or Draft(5))
    assert (Review.objects.count(), UploadedPicture.objects.count(), ReviewSummary.objects.count()) == before


# ---- who may ----------------------------------------------------------------------------------------------------


def test_a_buyer_reviews_what_arrived_and_the_sums_move_with_it():
    line = received_line()
    product = line.variant.product
    assert list(lines_to_review(line.order.buyer)) == [line]
    review = write_review(
        author=line.order.buyer,
        line=line,
        draft=Draft(
            4, "泡开是清的。\r\n\r\n\r\n\r\n第二泡更好。", ["quick", "as_described"], pictures=[photo(), photo()]
        ),
    )
    assert (review.product, review.shop, review.rating) == (product, line.order.shop, 4)
    assert review.text == "泡开是清的。\n\n第二泡更好。"
    assert review.language == "zh-hans"
    assert [one.position for one in review.pictures.all()] == [0, 1]
    assert not lines_to_review(line.order.buyer).exists()
    summary = summary_of(product)
    assert (summary.count, summary.average, summary.with_pictures) == (1, "4.0", 1)
    assert [(one.tag, one.count) for one in summary.tags] == [("as_described", 1), ("quick", 1)]
    told = OutboxEvent.objects.get(name="content.review_written").payload
    assert told == {
        "review_id": review.pk, "product_id": product.pk, "author_id": line.order.buyer.pk, "rating": 4,
    }  # fmt: skip


def test_what_hasnt_arrived_cannot_be_reviewed():
    order = make_paid_order()
    line = OrderLine.objects.select_related("order__shop", "variant__product").get(order=order)
    refused(NotReceivedYet, line)
    assert not lines_to_review(order.buyer).exists()


def test_pieces_paid_back_before_they_left_never_arrived():
    line = received_line()
    OrderLine.objects.filter(pk=line.pk).update(refunded_quantity=1)
    line.refresh_from_db()
    refused(NotReceivedYet, line)
    assert not lines_to_review(line.order.buyer).exists()


def test_a_line_is_reviewed_once():
    line = received_line()
    write_review(author=line.order.buyer, line=line, draft=Draft(5))
    again = OrderLine.objects.select_related("order__shop", "variant__product").get(pk=line.pk)
    refused(ReviewedAlready, again)
    assert ReviewSummary.objects.get().count == 1


def test_buying_again_is_reviewing_again():
    buyer, variant = UserFactory(), make_variant()
    for stars in (5, 2):
        write_review(author=buyer, line=received_line(buyer, variant), draft=Draft(stars))
    assert summary_of(variant.product).average == "3.5"


def test_180_days_after_receipt_it_is_too_late():
    line = received_line(completed_at=now() - timedelta(days=180))
    refused(ReviewTooLate, line)
    assert not lines_to_review(line.order.buyer).exists()
    write_review(
        author=(late := received_line(completed_at=now() - timedelta(days=179, hours=23))).order.buyer,
        line=late,
        draft=Draft(3),
    )


def test_people_of_the_shop_do_not_review_it():
    line = received_line()
    Membership.objects.create(user=line.order.buyer, role=Role.STAFF, merchant=line.order.shop.merchant)
    refused(OwnShop, line)
    assert not lines_to_review(line.order.buyer).exists()


@pytest.mark.parametrize(
    ("draft", "error"),
    [
        (Draft(0), NothingSaid),
        (Draft(6), NothingSaid),
        (Draft(5, tags=["cheap"]), UnknownTag),
        (Draft(5, tags=["true_to_size"]), UnknownTag),  # cups have no size
        (Draft(5, pictures=[SimpleUploadedFile("a.png", b"<script>")]), NotAPicture),
    ],
)
def test_what_makes_no_sense_is_refused_and_leaves_nothing(draft, error):
    refused(error, received_line(), draft)


def test_the_database_keeps_the_rules_itself():
    review = make_review()
    for wrong in ({"rating": 0}, {"rating": 6}, {"addition": "…"}, {"reply": "…"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Review.objects.filter(pk=review.pk).update(**wrong)
    with pytest.raises(IntegrityError), transaction.atomic():
        ReviewSummary.objects.update(count=7)


def test_hidden_characters_are_left_out_and_no_language_is_claimed_for_nothing():
    review = make_review(text="  好\u202e茶\u200b\x00\ufeff 👩\u200d🌾 ")
    assert (review.text, review.language) == ("好茶 👩\u200d🌾", "zh-hans")
    assert (make_review(text="\u200b").text, make_review(text="").language) == ("", "")


# ---- later ------------------------------------------------------------------------------------------------------


def test_an_addition_comes_once_with_its_own_pictures():
    review = make_review()
    product = review.product
    assert summary_of(product).with_pictures == 0
    with time_machine.travel(now() + timedelta(days=30)):
        add_to_review(review=review, text="一个月后还是香。", pictures=[photo()])
        with pytest.raises(AddedAlready):
            add_to_review(review=Review.objects.get(pk=review.pk), text="再说一次")
    review.refresh_from_db()
    assert (review.addition, review.picture_count) == ("一个月后还是香。", 1)
    assert review.pictures.get().is_later
    assert summary_of(product).with_pictures == 1
    assert recount() == 0


def test_an_addition_needs_words_and_has_180_days():
    review = make_review()
    with pytest.raises(WordsMissing):
        add_to_review(review=review, text=" \u200b ", pictures=[photo()])
    with time_machine.travel(now() + timedelta(days=180)), pytest.raises(AdditionTooLate):
        add_to_review(review=review, text="太晚了")
    review.refresh_from_db()
    assert (review.addition, review.added_at, UploadedPicture.objects.filter(file__endswith="webp").count()) == (
        "", None, 0,
    )  # fmt: skip


def test_helpful_counts_each_person_once_and_never_the_author():
    review, reader = make_review(), UserFactory()
    for _twice in range(2):
        find_helpful(review=review, user=reader)
    find_helpful(review=review, user=UserFactory())
    assert review.helpful_count == 2
    for _twice in range(2):
        find_helpful(review=review, user=reader, is_helpful=False)
    assert review.helpful_count == 1 == HelpfulVote.objects.count()
    with pytest.raises(OwnReview):
        find_helpful(review=review, user=review.author)


# ---- the shop ---------------------------------------------------------------------------------------------------


def test_the_shop_replies_once_and_may_change_it_for_seven_days():
    review = make_review(rating=1, text="杯口有缺口。")
    owner = make_merchant_user(review.shop)
    answer(review=review, actor=owner, text="抱歉，已经给你补寄。")
    first_at = review.replied_at
    with time_machine.travel(now() + timedelta(days=6)):
        answer(review=review, actor=owner, text="抱歉，新的一只今天寄出。")
    assert (review.reply, review.replied_at) == ("抱歉，新的一只今天寄出。", first_at)
    assert review.reply_changed_at is not None
    with time_machine.travel(now() + timedelta(days=7, minutes=1)), pytest.raises(ReplyFixed):
        answer(review=review, actor=owner, text="其实没坏")
    review.refresh_from_db()
    assert (review.reply, review.rating, review.text) == ("抱歉，新的一只今天寄出。", 1, "杯口有缺口。")
    assert OutboxEvent.objects.filter(name="content.review_answered").count() == 1


# ---- sums -------------------------------------------------------------------------------------------------------


def test_recounting_changes_nothing_when_all_is_right():
    product = make_product(category=None)
    for stars, tags in ((5, ["quick"]), (4, []), (1, ["slow", "flawed"])):
        make_review(product, rating=stars, tags=tags)
    before = list(ReviewSummary.objects.values()), list(TagCount.objects.order_by("pk").values())
    assert recount() == 0
    assert (list(ReviewSummary.objects.values()), list(TagCount.objects.order_by("pk").values())) == before
    assert [(bar.stars, bar.count, bar.percent) for bar in summary_of(product).bars] == [
        (5, 1, 33), (4, 1, 33), (3, 0, 0), (2, 0, 0), (1, 1, 33),
    ]  # fmt: skip


def test_recounting_mends_what_is_wrong():
    review, other = make_review(tags=["quick"]), make_review(rating=3)
    ReviewSummary.objects.filter(pk=review.product_id).update(count=2, total=10, stars5=2)
    ReviewSummary.objects.filter(pk=other.product_id).delete()
    TagCount.objects.update(count=9)
    TagCount.objects.create(product=other.product, tag="slow", count=4)
    assert recount() == 2
    assert summary_of(review.product).count == 1
    assert [(one.tag, one.count) for one in summary_of(review.product).tags] == [("quick", 1)]
    assert summary_of(other.product).average == "3.0"
    assert not summary_of(other.product).tags
    assert recount() == 0


def test_pictures_are_ours_not_those_that_came_in():
    line = received_line()
    review = write_review(author=line.order.buyer, line=line, draft=Draft(5, pictures=[photo("x.png", (2000, 1500))]))
    picture = ReviewPicture.objects.get(review=review).picture
    assert picture.file.endswith(".webp")
    assert picture.width <= 1280


def test_an_order_of_two_lines_waits_for_both():
    shop = make_variant().product.shop
    order = make_received_order(None, make_variant(shop), make_variant(shop))
    assert lines_to_review(order.buyer).count() == 2
