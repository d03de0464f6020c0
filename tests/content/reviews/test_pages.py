"""The pages of reviews: reading, writing an order's reviews, one's own list, the shop's desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from config.kernel.clock import now
from content.reviews.models import HelpfulVote, Review
from content.reviews.services import Draft, add_to_review, answer, write_review
from orders.checkout.models import OrderLine
from tests.content.reviews.test_writing import photo
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_merchant_user, make_product, make_shop, make_variant
from tests.factories.orders import make_paid_order
from tests.factories.reviews import make_received_order, make_review, received_line

pytestmark = pytest.mark.django_db
XSS = '<img src=x onerror="alert(1)">'


@pytest.fixture(autouse=True)
def _english(client, settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")
    client.cookies["django_language"] = "en"


def page(client, url: str, status: int = 200) -> str:
    answer_ = client.get(url)
    assert answer_.status_code == status, answer_.status_code
    return answer_.content.decode()


# ---- reading ----------------------------------------------------------------------------------------------------


def test_the_product_page_says_what_buyers_say(client):
    product = make_product()
    url = reverse("catalog:product-more", args=[product.slug])
    assert url in page(client, reverse("catalog:product", args=[product.slug]))
    assert "Nobody has reviewed it yet." in page(client, url)
    make_review(product, rating=4, text="Clear and sweet.", tags=["quick"])
    make_review(product, UserFactory(display_name="林小满"), rating=5, text=XSS, is_masked=True)
    for n in range(3):
        make_review(product, rating=5, text=f"Newer {n}")
    shown = page(client, url)
    assert "4.8 of 5 on average" in shown
    assert "All 5 reviews" in shown
    assert [shown.count(f"Newer {n}") for n in range(3)] == [1, 1, 1]
    assert "Clear and sweet." not in shown, "only the three newest"
    assert f"{reverse('reviews:product', args=[product.slug])}?tag=quick" in shown


def test_all_reviews_are_filtered_and_sorted_by_the_address(client):
    product = make_product()
    make_review(product, UserFactory(display_name="林小满"), rating=1, text=XSS, tags=["slow"], is_masked=True)
    make_review(product, rating=5, text="Lovely", pictures=[photo()])
    url = reverse("reviews:product", args=[product.slug])
    everything = page(client, url)
    assert everything.index("Lovely") < everything.index("&lt;img src=x")
    assert XSS not in everything
    assert "林**" in everything
    assert "林小满" not in everything
    masked = Review.objects.get(is_masked=True).author
    assert f"/u/{masked.handle}/" not in everything, "a masked name leads nowhere"
    assert f"/u/{Review.objects.get(is_masked=False).author.handle}/" in everything
    assert 'data-ugc lang="en">Lovely' in everything.replace("\n", "")
    for query, has_lovely, has_other in (
        ("?stars=1", False, True),
        ("?stars=5", True, False),
        ("?tag=slow", False, True),
        ("?pictures=1", True, False),
        ("?stars=9&tag=nonsense&sort=nonsense&cursor=nonsense", True, True),
    ):
        shown = page(client, url + query)
        assert ("Lovely" in shown, "&lt;img src=x" in shown) == (has_lovely, has_other), query
    lowest = page(client, url + "?sort=lowest")
    assert lowest.index("&lt;img src=x") < lowest.index("Lovely")
    assert "No review fits" in page(client, url + "?stars=3")
    page(client, reverse("reviews:product", args=["nosuchproduct"]), 404)


def test_long_lists_are_read_on_from_the_last_one_in_a_fixed_number_of_queries(client, django_assert_max_num_queries):
    product = make_product(stock=100)
    reviews = [make_review(product, text=f"No. {n}.", pictures=[photo()]) for n in range(4)]
    client.force_login(UserFactory())
    url = reverse("reviews:product", args=[product.slug])
    client.get(url)
    with django_assert_max_num_queries(16) as first:
        client.get(url)
    for n in range(4, 22):
        make_review(product, text=f"No. {n}.")
    for review in reviews:
        add_to_review(review=review, text="Later", pictures=[photo()])
        answer(review=review, actor=make_merchant_user(review.shop), text="Thanks")
    with django_assert_max_num_queries(16) as second:
        shown = client.get(url).content.decode()
    assert len(second) <= len(first)
    assert shown.count('data-test="review"') == 20
    following = next(part for part in shown.split('"') if part.startswith("?cursor="))
    assert page(client, url + following).count('data-test="review"') == 2


def test_helpful_is_a_button_for_members_and_a_way_in_for_guests(client):
    review, reader = make_review(), UserFactory()
    url, press = reverse("reviews:product", args=[review.product.slug]), reverse("reviews:helpful", args=[review.key])
    assert "/accounts/login/?next=" in page(client, url)
    assert client.post(press).status_code == 302
    assert not HelpfulVote.objects.exists()
    client.force_login(reader)
    back = client.post(press, {"helpful": "1"})
    assert back.headers["Location"] == f"{url}#review-{review.key}"
    pressed = client.post(press, {"helpful": "1"}, headers={"HX-Request": "true"}).content.decode()
    assert 'aria-pressed="true"' in pressed
    assert 'value="0"' in pressed
    released = client.post(press, {"helpful": "0"}, headers={"HX-Request": "true"}).content.decode()
    assert 'aria-pressed="false"' in released
    client.force_login(review.author)
    assert client.post(press, {"helpful": "1"}, headers={"HX-Request": "true"}).status_code == 409
    assert client.post(reverse("reviews:helpful", args=["NOSUCHKEY"])).status_code == 404


# ---- writing ----------------------------------------------------------------------------------------------------


def test_an_order_is_reviewed_line_by_line_on_one_page(client):
    shop = make_shop()
    buyer = UserFactory()
    order = make_received_order(buyer, make_variant(shop), make_variant(shop))
    first, second = order.lines.all()
    client.force_login(buyer)
    url = reverse("reviews:order", args=[order.number])
    assert url in page(client, reverse("orders:detail", args=[order.number]))
    assert url in page(client, reverse("orders:list"))
    assert page(client, url).count('data-test="review-star"') == 10
    empty = client.post(url, {})
    assert (empty.status_code, Review.objects.count()) == (422, 0)
    assert "Give it at least one star." in empty.content.decode()
    unstarred = client.post(url, {f"line-{first.pk}-text": "Nice"})
    assert unstarred.status_code == 422
    assert unstarred.content.decode().count("Give it at least one star.") == 1, "only where something was written"
    assert "Nice" in unstarred.content.decode(), "what was typed stays"
    sent = client.post(
        url,
        {
            f"line-{first.pk}-rating": "4",
            f"line-{first.pk}-text": "Nice",
            f"line-{first.pk}-tags": ["quick", "good_value"],
            f"line-{first.pk}-is_masked": "on",
            f"line-{first.pk}-pictures": [photo(), photo()],
        },
    )
    assert sent.headers["Location"] == reverse("reviews:mine-written")
    review = Review.objects.get()
    assert (review.line, review.rating, review.text, review.tags) == (first, 4, "Nice", ["quick", "good_value"])
    assert (review.is_masked, review.picture_count) == (True, 2)
    assert page(client, url).count('data-test="review-star"') == 5
    client.post(url, {f"line-{second.pk}-rating": "2"})
    assert Review.objects.count() == 2
    done = page(client, url)
    assert 'data-test="review-submit"' not in done
    assert url not in page(client, reverse("orders:detail", args=[order.number]))
    assert client.post(url, {f"line-{second.pk}-rating": "5"}).status_code == 422
    assert Review.objects.filter(rating=5).count() == 0


@pytest.mark.parametrize(
    ("name", "value", "words"),
    [
        ("rating", "6", "one of the choices. Please choose again."),
        ("tags", ["quick", "free"], "one of the choices. Please choose again."),
        ("text", "好" * 501, "500"),
        ("pictures", [photo() for _ in range(10)], "At most 9 pictures."),
        ("tags", ["quick", "good_value", "well_packed", "kind_shop", "as_described", "slow", "flawed"], "at most 6"),
    ],
)
def test_a_refusal_stands_beside_its_field_and_nothing_is_written(client, name, value, words):
    line = received_line()
    client.force_login(line.order.buyer)
    sent = {f"line-{line.pk}-rating": "5", f"line-{line.pk}-{name}": value}
    answer_ = client.post(reverse("reviews:order", args=[line.order.number]), sent)
    assert (answer_.status_code, Review.objects.count()) == (422, 0)
    errors = answer_.content.decode().split('class="error"')[1:]
    assert len(errors) == 1
    assert words in errors[0]


def test_others_orders_do_not_exist_and_guests_sign_in(client):
    order = make_received_order()
    url = reverse("reviews:order", args=[order.number])
    assert client.get(url).headers["Location"].startswith("/accounts/login/")
    client.force_login(UserFactory())
    page(client, url, 404)
    assert client.post(url, {}).status_code == 404
    review = make_review()
    page(client, reverse("reviews:add", args=[review.key]), 404)


def test_what_is_on_its_way_says_why_it_waits(client):
    order = make_paid_order()
    client.force_login(order.buyer)
    assert "You can review it once you&#x27;ve received it." in page(
        client, reverse("reviews:order", args=[order.number])
    )
    assert 'data-test="review-new"' not in page(client, reverse("orders:detail", args=[order.number]))


def test_my_reviews_to_write_and_written(client):
    line = received_line()
    buyer = line.order.buyer
    client.force_login(buyer)
    mine, written = reverse("reviews:mine"), reverse("reviews:mine-written")
    assert reverse("reviews:order", args=[line.order.number]) in page(client, mine)
    assert "You haven't written any yet" in page(client, written)
    review = write_review(author=buyer, line=line, draft=Draft(3, "All right."))
    assert "Nothing waits for a review" in page(client, mine)
    add = reverse("reviews:add", args=[review.key])
    assert add in page(client, written)
    assert client.post(add, {"text": "\u200b"}).status_code == 422, "an invisible character says nothing"
    sent = client.post(add, {"text": "Still all right.", "pictures": [photo()]})
    assert sent.headers["Location"] == written
    shown = page(client, written)
    assert "Still all right." in shown
    assert add not in shown
    assert client.post(add, {"text": "Once more"}).status_code == 422
    assert Review.objects.get().addition == "Still all right."


def test_a_refunded_line_says_so(client):
    review = make_review()
    url = reverse("reviews:product", args=[review.product.slug])
    assert "Refunded" not in page(client, url)
    OrderLine.objects.filter(pk=review.line_id).update(shipped_quantity=0, refunded_quantity=1)
    assert "Refunded" in page(client, url)


# ---- the shop ---------------------------------------------------------------------------------------------------


def test_the_shop_answers_what_waits_and_cannot_remove_anything(client):
    shop = make_shop()
    bad = make_review(make_product(shop), rating=1, text="Chipped.")
    good = make_review(make_product(shop), rating=5, text="Perfect.")
    foreign = make_review(text="Another shop's.")
    owner = make_merchant_user(shop)
    client.force_login(owner)
    desk = reverse("merchant:reviews")
    shown = page(client, desk)
    assert "Chipped." in shown
    assert "Perfect." in shown
    assert "Another shop" not in shown
    assert "Perfect." not in page(client, desk + "?stars=1")
    reply = reverse("merchant:review-reply", args=[bad.key])
    assert client.post(reply, {"reply": ""}).status_code == 422
    assert client.post(reply, {"reply": f"Sorry {XSS}"}).headers["Location"] == desk
    assert "Chipped." not in page(client, desk), "it has a reply now"
    assert "Chipped." in page(client, desk + "?tab=answered")
    public = page(client, reverse("reviews:product", args=[bad.product.slug]))
    assert "Sorry &lt;img" in public
    assert "Chipped." in public
    page(client, reverse("merchant:review-reply", args=[foreign.key]), 404)
    assert client.delete(reply).status_code == 405
    with time_machine.travel(now() + timedelta(days=8)):
        client.force_login(owner)
        assert "this one stays as it is" in page(client, reply)
        assert client.post(reply, {"reply": "Changed"}).status_code == 422
    good.refresh_from_db()
    assert good.reply == ""


def test_the_desk_is_for_people_of_the_shop_who_may(client):
    review = make_review()
    desk, reply = reverse("merchant:reviews"), reverse("merchant:review-reply", args=[review.key])
    client.force_login(review.author)
    page(client, desk, 404)
    client.force_login(make_merchant_user(review.shop, role="staff", permissions=["orders"]))
    page(client, desk, 403)
    assert client.post(reply, {"reply": "Hi"}).status_code == 403
    assert not Review.objects.exclude(reply="").exists()


def test_the_desk_costs_the_same_for_two_and_twelve(client, django_assert_max_num_queries):
    shop = make_shop()
    product = make_product(shop)
    for _n in range(2):
        make_review(product)
    client.force_login(make_merchant_user(shop))
    client.get(reverse("merchant:reviews"))
    with django_assert_max_num_queries(12) as first:
        client.get(reverse("merchant:reviews"))
    for _n in range(10):
        make_review(product)
    with django_assert_max_num_queries(12) as second:
        client.get(reverse("merchant:reviews"))
    assert len(second) <= len(first)


def test_the_order_list_asks_once_for_all_orders(client, django_assert_max_num_queries):
    buyer = UserFactory()
    for _n in range(2):
        make_received_order(buyer)
    client.force_login(buyer)
    client.get(reverse("orders:list"))
    with django_assert_max_num_queries(15) as first:
        client.get(reverse("orders:list"))
    for _n in range(6):
        make_received_order(buyer)
    with django_assert_max_num_queries(15) as second:
        assert client.get(reverse("orders:list")).content.decode().count('data-test="review-new"') == 8
    assert len(second) == len(first)
