"""From "it arrived" to a reply for everybody to read, in a real browser, with the keyboard where it matters."""

from __future__ import annotations

import pytest

from content.reviews.models import Review
from tests.content.reviews.test_writing import photo
from tests.factories.accounts import PASSWORD, UserFactory
from tests.factories.catalog import make_merchant_user, make_product, make_shop
from tests.factories.reviews import make_received_order
from tests.journeys.conftest import DESKTOP

SHOP_PASSWORD = "lotus-pond-2026"  # of make_merchant_user


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")


def test_starred_by_keyboard_read_found_helpful_and_answered(visitor) -> None:
    shop = make_shop()
    buyer, reader, owner = UserFactory(display_name="小满"), UserFactory(), make_merchant_user(shop)
    product = make_product(shop, pictures=0)
    order = make_received_order(buyer, product.variants.get())

    mine = visitor()
    mine.sign_in(buyer.email, PASSWORD)
    mine.go("/orders/")
    mine.page.click(mine.on("review-new"))
    stars = mine.page.locator(mine.on("review-star"))
    assert stars.count() == 5
    stars.first.focus()
    for _step in range(3):
        mine.page.keyboard.press("ArrowRight")
    assert stars.nth(3).is_checked()
    mine.page.fill("textarea", "香气干净。\n第二泡更好。")
    mine.page.check("input[value=quick]")
    mine.page.set_input_files("input[type=file]", {"name": "a.png", "mimeType": "image/png", "buffer": photo().read()})
    mine.page.click(mine.on("review-submit"))
    mine.page.wait_for_url("**/me/reviews/written/")
    review = Review.objects.get()
    assert (review.rating, review.tags, review.picture_count) == (4, ["quick"], 1)
    assert (review.line.order, review.author) == (order, buyer)

    theirs = visitor(lang="en", device=DESKTOP)
    theirs.sign_in(reader.email, PASSWORD)
    theirs.go(f"/products/{product.slug}/")
    theirs.page.click(theirs.on("review-helpful"))
    theirs.page.wait_for_selector(f"{theirs.on('review-helpful')}[aria-pressed=true]")
    theirs.page.click(theirs.on("review-helpful"))
    theirs.page.wait_for_selector(f"{theirs.on('review-helpful')}[aria-pressed=false]")

    desk = visitor(device=DESKTOP)
    desk.sign_in(owner.email, SHOP_PASSWORD)
    desk.go("/merchant/reviews/")
    desk.page.click(f"{desk.on('merchant-review')} a.btn")
    desk.page.fill("textarea", "谢谢你来。")
    desk.page.click(desk.on("review-reply"))
    desk.page.wait_for_url("**/merchant/reviews/")
    theirs.go(f"/products/{product.slug}/reviews/")
    assert theirs.page.locator(".reply").inner_text().endswith("谢谢你来。")
