"""Reviews become notes."""

from __future__ import annotations

import pytest
from django.urls import reverse

from config.kernel.models import UploadedPicture
from content.posts.models import Post, PostStatus
from content.posts.services import delete_note
from content.reviews.errors import NotAllOfTheName
from content.reviews.models import Review, ReviewNote, ReviewPicture
from content.reviews.sharing import begin_note
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_picture
from tests.factories.reviews import make_review

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _english(client):
    client.cookies["django_language"] = "en"


@pytest.fixture
def review() -> Review:
    made = make_review(text="Smells like spring.")
    for place in range(2):
        ReviewPicture.objects.create(review=made, picture=make_picture(), position=place)
    return made


def test_a_note_takes_words_pictures_and_product_along_and_leads_back(client, review):
    client.force_login(review.author)
    assert reverse("reviews:note", args=[review.key]) in client.get(reverse("reviews:mine-written")).content.decode()
    answer = client.post(reverse("reviews:note", args=[review.key]))
    draft = Post.objects.get()
    assert answer.headers["Location"] == reverse("posts:edit", args=[draft.key])
    assert (draft.status, draft.body, draft.author) == (PostStatus.DRAFT, "Smells like spring.", review.author)
    shown = [one.picture_id for one in draft.pictures.all()]
    assert shown == [one.picture_id for one in review.pictures.all()]
    assert [one.product for one in draft.products.all()] == [review.product]
    assert client.post(reverse("reviews:note", args=[review.key])).headers["Location"].endswith(f"{draft.key}/edit/")
    sent = {"title": "Spring", "body": draft.body, "picture": shown, "product": [review.product.slug]}
    client.post(reverse("posts:edit", args=[draft.key]), sent | {"disclosure": "none", "action": "publish"})
    draft.refresh_from_db()
    assert draft.is_published
    assert draft.pictures.count() == 2
    page = client.get(reverse("posts:note", args=[draft.key])).content.decode()
    assert f"{reverse('reviews:product', args=[review.product.slug])}#review-{review.key}" in page
    assert (
        'data-test="review-to-note"'
        in client.get(reverse("reviews:product", args=[review.product.slug])).content.decode()
    )


def test_a_deleted_note_leaves_the_review_and_its_pictures(review):
    first = begin_note(review=review, author=review.author)
    delete_note(post=first)
    second = begin_note(review=review, author=review.author)
    assert second != first
    assert ReviewNote.objects.get().post == second
    assert UploadedPicture.objects.count() >= 2
    assert review.pictures.count() == 2


def test_nobody_shares_anothers_review_or_a_masked_one(client, review):
    url = reverse("reviews:note", args=[review.key])
    assert client.post(url).status_code == 302
    client.force_login(UserFactory())
    assert client.post(url).status_code == 404
    assert client.post(f"/api/v1/reviews/{review.key}/note/").status_code == 404
    masked = make_review(is_masked=True)
    with pytest.raises(NotAllOfTheName):
        begin_note(review=masked, author=masked.author)
    client.force_login(masked.author)
    assert 'data-test="review-note"' not in client.get(reverse("reviews:mine-written")).content.decode()
    assert client.post(f"/api/v1/reviews/{masked.key}/note/").status_code == 409
    assert not Post.objects.exists()


@pytest.mark.race
@pytest.mark.django_db(transaction=True)
def test_two_windows_begin_one_note(race):
    review = make_review()
    outcomes = race(lambda _window: begin_note(review=review, author=review.author).pk, range(4))
    assert len(set(outcomes)) == 1, outcomes
    assert Post.objects.count() == 1
