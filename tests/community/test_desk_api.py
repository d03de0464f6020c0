"""What those who look after a group do by machine: open polls, lotteries, events, quizzes and challenges, and keep the
words of the group; and what shops give to sharers."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from community.activities.models import Lottery, Poll
from community.challenges.models import Challenge
from community.earnings.models import SharingRate
from community.earnings.selectors import rates_of
from community.groups.selectors import words_of
from community.meetups.models import Meetup
from community.quizzes.models import Quiz
from config.kernel.clock import now
from tests.factories.accounts import MembershipFactory, UserFactory
from tests.factories.catalog import make_merchant_user, make_product
from tests.factories.groups import let_in, make_group

pytestmark = pytest.mark.django_db
V1 = "/api/v1/"


def later(**ahead: int) -> str:
    return (now() + timedelta(**ahead)).isoformat()


OPENED: dict[str, tuple[Any, dict[str, Any], str]] = {
    "polls": (Poll, {"question": "Which?", "options": ["Green", "Red"], "closes_at": later(hours=3)}, "options"),
    "lotteries": (Lottery, {"title": "Cup", "prize": "A cup", "closes_at": later(hours=3)}, "prize"),
    "events": (Meetup, {"title": "Walk", "starts_at": later(days=2), "ends_at": later(days=2, hours=1)}, "ends_at"),
    "quizzes": (
        Quiz,
        {"title": "Tea", "bank": "Which?\n*Green\nRed", "asked": 1, "closes_at": later(hours=3)},
        "bank",
    ),
    "challenges": (
        Challenge,
        {"title": "Week", "topic": "tea", "goal": 3, "starts_at": later(minutes=5), "ends_at": later(days=3)},
        "goal",
    ),
}


@pytest.fixture
def group():
    return make_group(address="tea", visibility="public")


@pytest.mark.parametrize("what", OPENED)
def test_those_who_look_after_a_group_open_things_in_it(client, group, what):
    table, fields, missing = OPENED[what]
    client.force_login(group.founder)
    answer = client.post(f"{V1}groups/tea/{what}/", fields, content_type="application/json")
    assert answer.status_code == 201, answer.json()
    [row] = table.objects.all()
    assert (row.group, row.author) == (group, group.founder)
    listed = client.get(f"{V1}groups/tea/{what}/").json()["results"]
    assert [one["key"] for one in listed] == [row.key]
    without = {name: value for name, value in fields.items() if name != missing}
    refused = client.post(f"{V1}groups/tea/{what}/", without, content_type="application/json")
    assert (refused.status_code, list(refused.json()["errors"])) == (422, [missing])
    assert table.objects.count() == 1


@pytest.mark.parametrize("what", OPENED)
def test_nobody_else_opens_anything(client, group, what):
    table, fields, _missing = OPENED[what]
    assert client.post(f"{V1}groups/tea/{what}/", fields, content_type="application/json").status_code == 401
    client.force_login(let_in(group))
    assert client.post(f"{V1}groups/tea/{what}/", fields, content_type="application/json").status_code in {403, 404}
    hidden = make_group(address="hidden", visibility="private")
    assert client.post(f"{V1}groups/hidden/{what}/", fields, content_type="application/json").status_code == 404
    assert hidden.slug == "hidden"
    assert not table.objects.exists()


def test_words_of_a_group_are_read_and_kept_by_those_who_look_after_it(client, group):
    address, lists = f"{V1}groups/tea/words/", {"refused": ["高仿"], "covered": ["silly"], "flagged": []}
    for person in (let_in(group), UserFactory()):
        client.force_login(person)
        assert client.get(address).status_code == 404
        assert client.put(address, lists, content_type="application/json").status_code == 404
    assert words_of(group).refused == []
    client.force_login(group.founder)
    assert client.get(address).json() == {"refused": [], "covered": [], "flagged": []}
    for _twice in range(2):
        assert client.put(address, lists, content_type="application/json").json() == lists
    assert words_of(group).covered == ["silly"]
    odd = client.put(address, lists | {"flagged": ["。。"]}, content_type="application/json")
    assert (odd.status_code, list(odd.json()["errors"])) == (422, ["flagged"])
    many = client.put(address, lists | {"refused": ["高仿"] * 101}, content_type="application/json")
    assert many.status_code == 422
    assert words_of(group).flagged == []


def test_a_shop_says_what_it_gives_to_sharers(client, django_assert_max_num_queries):
    product, other = make_product(), make_product()
    address = f"{V1}merchant/sharing-rates/"
    assert client.get(address).status_code == 401
    client.force_login(make_merchant_user(product.shop))
    whole = client.post(address, {"first_basis_points": 500}, content_type="application/json")
    assert whole.status_code == 201
    one = {"product": product.slug, "first_basis_points": 1000, "second_basis_points": 200}
    assert client.post(address, one, content_type="application/json").json()["product"] == product.slug
    assert rates_of([product]) == {product.pk: (1000, 200)}
    with django_assert_max_num_queries(8):
        listed = client.get(address).json()["results"]
    assert [(row["product"], row["first_basis_points"]) for row in listed] == [(product.slug, 1000), ("", 500)]
    for odd, field in (
        ({"first_basis_points": 3001}, "first_basis_points"),
        ({"first_basis_points": -1}, "first_basis_points"),
        ({"first_basis_points": 100, "second_basis_points": 200}, "second_basis_points"),
    ):
        refused = client.post(address, odd, content_type="application/json")
        assert (refused.status_code, list(refused.json()["errors"])) == (422, [field])
    foreign = {"product": other.slug, "first_basis_points": 100}
    assert client.post(address, foreign, content_type="application/json").status_code == 404
    assert SharingRate.objects.count() == 2
    key = listed[0]["key"]
    assert client.delete(f"{address}{key}/").status_code == 204
    assert client.delete(f"{address}{key}/").status_code == 404
    assert rates_of([product]) == {product.pk: (500, 0)}


def test_rates_are_for_those_of_the_shop_who_do_its_marketing(client):
    product, stranger = make_product(), make_product()
    SharingRate.objects.create(
        shop=stranger.shop, first_basis_points=100, starts_at=now(), made_by=make_merchant_user(stranger.shop)
    )
    client.force_login(make_merchant_user(product.shop))
    assert client.get(f"{V1}merchant/sharing-rates/").json()["results"] == []
    foreign = SharingRate.objects.get()
    assert client.delete(f"{V1}merchant/sharing-rates/{foreign.key}/").status_code == 404
    client.force_login(MembershipFactory(merchant=product.shop.merchant, permissions=["orders"]).user)
    assert client.get(f"{V1}merchant/sharing-rates/").status_code == 403
