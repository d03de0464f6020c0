"""People through the API."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from community.graph.models import Follow
from community.graph.services import block, change_settings, follow
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
V1 = "/api/v1/people/"


def client_of(user=None) -> APIClient:
    client = APIClient(headers={"accept-language": "en"})
    if user:
        client.force_authenticate(user)
    return client


@pytest.fixture
def anna():
    return UserFactory(handle="anna", display_name="Anna")


@pytest.fixture
def me():
    return UserFactory(handle="me_here")


def test_follow_and_back_any_number_of_times(anna, me):
    api = client_of(me)
    for _twice in range(2):
        answer = api.put(f"{V1}anna/follow/")
        assert (answer.status_code, answer.json()["followers"], answer.json()["relation"]["is_followed"]) == (
            200,
            1,
            True,
        )
    assert Follow.objects.count() == 1
    for _twice in range(2):
        assert api.delete(f"{V1}anna/follow/").json()["followers"] == 0
    assert not Follow.objects.exists()


def test_block_and_mute(anna, me):
    follow(follower=anna, person=me)
    api = client_of(me)
    assert api.put(f"{V1}anna/mute/").json()["relation"]["is_muted"] is True
    assert api.delete(f"{V1}anna/mute/").json()["relation"]["is_muted"] is False
    assert api.put(f"{V1}anna/block/").json()["relation"]["is_blocked"] is True
    assert not Follow.objects.exists()
    assert client_of(anna).get(f"{V1}me_here/").status_code == 404
    assert client_of(anna).put(f"{V1}me_here/follow/").status_code == 404
    refused = api.put(f"{V1}anna/follow/")
    assert (refused.status_code, refused.json()["code"]) == (409, "person_blocked")
    assert api.delete(f"{V1}anna/block/").json()["relation"]["is_blocked"] is False


@pytest.mark.parametrize(
    ("who", "path", "status", "code"),
    [
        ("nobody", "anna/follow/", 401, "not_authenticated"),
        ("nobody", "anna/block/", 401, "not_authenticated"),
        ("me", "me_here/follow/", 409, "own_person"),
        ("me", "me_here/block/", 409, "own_person"),
        ("me", "nobody_here/mute/", 404, "not_found"),
    ],
)
def test_refusals_have_codes(anna, me, who, path, status, code):
    answer = client_of(me if who == "me" else None).put(V1 + path)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_lists_are_paged_and_closed_ones_do_not_exist(anna, me, django_assert_max_num_queries):
    for other in UserFactory.create_batch(12):
        follow(follower=other, person=anna)
    with django_assert_max_num_queries(4):
        first = client_of(me).get(f"{V1}anna/followers/?limit=10").json()
    assert len(first["results"]) == 10
    assert set(first["results"][0]) == {"handle", "name", "bio", "avatar"}
    assert len(client_of(me).get(first["next"]).json()["results"]) == 2
    change_settings(person=anna, hide_network=True, share_purchases=False, allow_suggest=True)
    assert client_of(me).get(f"{V1}anna/followers/").status_code == 404
    assert client_of(me).get(f"{V1}anna/").json()["lists_open"] is False
    assert len(client_of(anna).get(f"{V1}anna/followers/").json()["results"]) == 12


def test_suggestions_say_why_and_can_be_waved_off(anna, me):
    friend = UserFactory(display_name="Ben")
    follow(follower=me, person=friend)
    follow(follower=friend, person=anna)
    api = client_of(me)
    [one] = api.get(f"{V1}suggestions/").json()
    assert (one["person"]["handle"], one["why"], one["count"], one["reason"]) == (
        "anna",
        "friends",
        1,
        "Ben follows them",
    )
    assert api.delete(f"{V1}suggestions/anna/").status_code == 204
    assert api.get(f"{V1}suggestions/").json() == []


def test_settings_change_one_at_a_time(me):
    api = client_of(me)
    assert api.get("/api/v1/me/people/").json() == {
        "hide_network": False, "share_purchases": False, "allow_suggest": True,
    }  # fmt: skip
    assert api.patch("/api/v1/me/people/", {"share_purchases": True}, format="json").status_code == 200
    kept = api.patch("/api/v1/me/people/", {"hide_network": True}, format="json").json()
    assert kept == {"hide_network": True, "share_purchases": True, "allow_suggest": True}
    assert api.patch("/api/v1/me/people/", {"hide_network": "perhaps"}, format="json").status_code == 422


def test_a_blocker_is_in_nobodys_list(anna, me):
    star = UserFactory(handle="star")
    follow(follower=anna, person=star)
    block(blocker=anna, person=me)
    assert client_of(me).get(f"{V1}star/followers/").json()["results"] == []
