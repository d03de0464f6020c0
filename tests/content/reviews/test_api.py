"""Reviews through the API: read, written with pictures, added to, found helpful, answered; and what is refused."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from content.reviews.models import Review
from tests.content.reviews.test_writing import photo
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_merchant_user, make_product
from tests.factories.orders import make_paid_order
from tests.factories.reviews import make_received_order, make_review

pytestmark = pytest.mark.django_db
API = "/api/v1"


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = str(tmp_path / "media")


def client_of(user=None) -> APIClient:
    client = APIClient()
    if user:
        client.force_authenticate(user)
    return client


def test_written_read_added_to_and_answered():
    order = make_received_order()
    buyer, line = order.buyer, order.lines.get()
    product, shop = line.variant.product, order.shop
    mine = client_of(buyer)
    [waiting] = mine.get(f"{API}/orders/{order.number}/reviews/").json()
    assert (waiting["variant"], waiting["can_review"], waiting["review"]) == (line.variant.key, True, None)
    said = {"variant": line.variant.key, "rating": 4, "text": "香。", "tags": ["quick"], "is_masked": True}
    written = mine.post(
        f"{API}/orders/{order.number}/reviews/", said | {"pictures": [photo(), photo()]}, format="multipart"
    )
    assert written.status_code == 201
    key = written.json()["key"]
    assert [one["width"] for one in written.json()["pictures"]] == [64, 64]
    again = mine.post(f"{API}/orders/{order.number}/reviews/", said, format="json")
    assert (again.status_code, again.json()["code"], Review.objects.count()) == (409, "review_written", 1)
    later = mine.post(f"{API}/reviews/{key}/addition/", {"text": "还是香。"}, format="json")
    assert later.json()["addition"] == "还是香。"
    helped = client_of(UserFactory()).put(f"{API}/reviews/{key}/helpful/")
    assert (helped.json()["helpful_count"], helped.json()["is_helped"]) == (1, True)
    owner = client_of(make_merchant_user(shop))
    assert [one["key"] for one in owner.get(f"{API}/merchant/reviews/?tab=waiting&stars=4").json()["results"]] == [key]
    replied = owner.put(f"{API}/merchant/reviews/{key}/reply/", {"reply": "谢谢。"}, format="json")
    assert (replied.status_code, replied.json()["reply"]) == (200, "谢谢。")
    assert owner.get(f"{API}/merchant/reviews/?tab=waiting").json()["results"] == []
    body = client_of().get(f"{API}/products/{product.slug}/reviews/").json()
    assert body["summary"] == {
        "count": 1,
        "average": "4.0",
        "with_pictures": 1,
        "by_stars": [{"stars": stars, "count": int(stars == 4)} for stars in (5, 4, 3, 2, 1)],
        "tags": [{"tag": "quick", "count": 1}],
    }
    assert (body["next"], [one["key"] for one in body["results"]]) == (None, [key])
    [done] = mine.get(f"{API}/orders/{order.number}/reviews/").json()
    assert (done["can_review"], done["review"]["key"]) == (False, key)


def test_lists_are_filtered_and_read_on_by_cursor():
    product = make_product()
    for stars in (5, 1, 3):
        make_review(product, rating=stars, tags=["slow"] if stars == 1 else [])
    reader, url = client_of(), f"{API}/products/{product.slug}/reviews/"
    seen, following = [], f"{url}?sort=lowest&limit=1"
    while following:
        body = reader.get(following).json()
        seen += [one["rating"] for one in body["results"]]
        following = body["next"]
    assert seen == [1, 3, 5]
    assert [one["rating"] for one in reader.get(f"{url}?tag=slow").json()["results"]] == [1]
    assert reader.get(f"{url}?limit=nonsense").status_code == 422


@pytest.mark.parametrize(
    ("who", "method", "path", "body", "status", "code"),
    [
        ("nobody", "get", "orders/{order}/reviews/", None, 401, "not_authenticated"),
        ("other", "get", "orders/{order}/reviews/", None, 404, "not_found"),
        ("other", "post", "orders/{order}/reviews/", {"variant": "{variant}", "rating": 5}, 404, "not_found"),
        ("buyer", "post", "orders/{order}/reviews/", {"variant": "NOSUCH", "rating": 5}, 404, "not_found"),
        ("buyer", "post", "orders/{order}/reviews/", {"variant": "{variant}", "rating": 6}, 422, "invalid"),
        ("buyer", "post", "orders/{order}/reviews/", {"variant": "{variant}", "rating": 5}, 409, "review_not_received"),
        ("other", "post", "reviews/{key}/addition/", {"text": "Mine?"}, 404, "not_found"),
        ("author", "post", "reviews/{key}/addition/", {"text": "\u200b"}, 422, "review_words_missing"),
        ("author", "put", "reviews/{key}/helpful/", None, 409, "review_own"),
        ("nobody", "put", "reviews/{key}/helpful/", None, 401, "not_authenticated"),
        ("other", "get", "merchant/reviews/", None, 404, "not_found"),
        ("foreign", "put", "merchant/reviews/{key}/reply/", {"reply": "Hi"}, 404, "not_found"),
        ("other", "get", "products/nosuch/reviews/", None, 404, "not_found"),
    ],
)
def test_what_is_refused(who, method, path, body, status, code):
    order, review = make_paid_order(), make_review()
    people = {
        "nobody": None, "other": UserFactory(), "buyer": order.buyer, "author": review.author,
        "foreign": make_merchant_user(),
    }  # fmt: skip
    variant = order.lines.get().variant.key
    sent = {name: variant if value == "{variant}" else value for name, value in (body or {}).items()}
    address = f"{API}/{path.format(order=order.number, key=review.key)}"
    answer = getattr(client_of(people[who]), method)(address, sent or None, format="json")
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    review.refresh_from_db()
    assert (Review.objects.count(), review.addition, review.reply, review.helpful_count) == (1, "", "", 0)
