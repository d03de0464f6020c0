"""Reporting, appealing and deciding by the API."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from content.moderation.models import ReviewItem, Strike
from content.posts.models import PostStatus
from tests.content.moderation.helpers import person, status, struck
from tests.factories.accounts import UserFactory, operator
from tests.factories.notes import make_note

pytestmark = pytest.mark.django_db
ROOT = "/api/v1"


def client_of(user) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


@pytest.fixture(autouse=True)
def _demo(settings):
    settings.DEMO = True


def test_a_report_and_what_came_of_it():
    note, reporter = make_note(person(1)), person(1)
    client = client_of(reporter)
    wish = {"kind": "note", "id": note.key, "reason": "spam", "words": "ads"}
    assert APIClient().post(f"{ROOT}/reports/", wish, format="json").status_code == 401
    made = client.post(f"{ROOT}/reports/", wish, format="json")
    assert (made.status_code, made.json()["state"]) == (201, "open")
    again = client.post(f"{ROOT}/reports/", wish, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "reported_already")
    assert client.post(f"{ROOT}/reports/", wish | {"id": "nothing"}, format="json").status_code == 404
    assert client.post(f"{ROOT}/reports/", wish | {"kind": "appeal"}, format="json").status_code == 422
    item = ReviewItem.objects.get()
    url = f"{ROOT}/moderation/items/{item.key}/"
    assert client.get(url).status_code == 404
    staff = client_of(operator())
    assert [one["id"] for one in staff.get(f"{ROOT}/moderation/items/").json()["results"]] == [item.key]
    assert staff.put(url).json()["is_claimed"]
    wrong = staff.post(url, {"version": 1, "outcome": "hide", "rule": "Ads"}, format="json")
    assert (wrong.status_code, wrong.json()["code"]) == (409, "item_decided_meanwhile")
    sent = {"version": item.version, "outcome": "hide", "rule": "Ads"}
    assert staff.post(url, sent, format="json").json()["outcome"] == "hide"
    assert status(note) == PostStatus.HIDDEN
    assert client.get(f"{ROOT}/reports/").json()["results"][0]["state"] == "upheld"


def test_ones_strikes_and_the_appeal():
    note, strike, _moderator = struck(level="silenced")
    client = client_of(note.author)
    assert client.get(f"{ROOT}/me/standing/").json()["is_silenced"]
    rows = client.get(f"{ROOT}/me/strikes/").json()["results"]
    assert {one["level"] for one in rows} == {"hidden", "silenced"}
    url = f"{ROOT}/me/strikes/{strike.key}/appeal/"
    assert client_of(UserFactory()).post(url, {"words": "x"}, format="json").status_code == 404
    assert client.post(url, {"words": "x" * 2001}, format="json").status_code == 422
    assert client.post(url, {"words": "why"}, format="json").json()["state"] == "waiting"
    assert client.post(url, {"words": "why"}, format="json").status_code == 409
    assert not client_of(UserFactory()).get(f"{ROOT}/me/standing/").json()["is_silenced"]
    silenced = client.post(f"{ROOT}/posts/", {"body": "hi", "title": ""}, format="json")
    assert (silenced.status_code, silenced.json()["code"]) == (403, "silenced")
    assert Strike.objects.count() == 2
