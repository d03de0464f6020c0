"""Teams over the API, and everything wrong that can be sent."""

from __future__ import annotations

from typing import Any

import pytest
from rest_framework.test import APIClient

from orders.checkout.models import Order, Trade
from orders.groupbuy.models import GroupSeat, GroupTeam
from tests.factories.accounts import AddressFactory, UserFactory
from tests.factories.catalog import make_product, make_variant
from tests.factories.groupbuy import TEAM_PRICE, make_campaign, make_team, pay_order, variant_of

pytestmark = pytest.mark.django_db
WHERE = {"recipient": "林小满", "phone": "13812345678", "region_code": "330106", "street": "文三路 100 号"}


def api(user: Any = None) -> APIClient:
    client = APIClient()
    if user is not None:
        client.force_authenticate(user)
    return client


def post(client: APIClient, path: str, body: dict[str, Any], key: str = "one") -> Any:
    return client.post(f"/api/v1/{path}", body, format="json", headers={"Idempotency-Key": key})


def test_start_pay_join_and_look() -> None:
    campaign = make_campaign()
    leader, friend = AddressFactory().user, UserFactory()
    listed = api().get("/api/v1/group-campaigns/").json()
    assert [row["id"] for row in listed["results"]] == [campaign.key]
    assert api().get(f"/api/v1/group-campaigns/{campaign.key}/").json()["prices"][0]["price_cents"] == TEAM_PRICE
    placed = post(api(leader), f"group-campaigns/{campaign.key}/teams/", {})
    assert placed.status_code == 201, placed.json()
    answer = placed.json()
    assert set(answer) == {"trade", "amount_cents", "currency", "expires_at", "orders", "payment", "team"}
    assert answer["amount_cents"] == TEAM_PRICE
    assert post(api(leader), f"group-campaigns/{campaign.key}/teams/", {}).json() == answer
    assert api().get(f"/api/v1/teams/{answer['team']}/").status_code == 404  # not paid, not there
    pay_order(Order.objects.get())
    joined = post(api(friend), f"teams/{answer['team']}/join/", WHERE | {"may_merge": True, "total_cents": TEAM_PRICE})
    assert joined.status_code == 201
    assert GroupSeat.objects.get(buyer=friend).may_merge
    team = api().get(f"/api/v1/teams/{answer['team']}/").json()
    assert (team["status"], team["paid_count"], team["missing"], team["seats_left"]) == ("open", 1, 2, 1)
    assert [line["kind"] for line in team["log"]] == ["joined", "opened"]
    assert all("*" in line["who"] or line["who"].endswith(".") for line in team["log"])


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"quantity": 0}, 422),
        ({"quantity": -1}, 422),
        ({"quantity": 1.5}, 422),
        ({"quantity": 10**20}, 422),
        ({"quantity": 6}, 422),
        ({"variant": "NOSUCHVARIANT"}, 422),
        ({"variant": "\x00"}, 422),
        ({"total_cents": 1}, 409),
        ({"unit_price_cents": 1, "currency": "USD", "deal": {"kind": "team", "ref": "X"}}, 201),
    ],
)
def test_what_the_client_says_of_price_and_pieces(body: dict[str, Any], status: int) -> None:
    campaign = make_campaign()
    answer = post(api(UserFactory()), f"group-campaigns/{campaign.key}/teams/", WHERE | body)
    assert answer.status_code == status, answer.json()
    assert Trade.objects.count() == (status == 201)
    if status == 201:
        assert answer.json()["amount_cents"] == TEAM_PRICE
    else:
        assert "code" in answer.json()
        assert not GroupTeam.objects.exists()


def test_foreign_variants_and_unknown_teams() -> None:
    team, other = make_team(), make_variant()
    user = UserFactory()
    assert post(api(user), f"teams/{team.token}/join/", WHERE | {"variant": other.key}).status_code == 422
    assert post(api(user), "teams/NOSUCHTEAM/join/", WHERE).status_code == 404
    assert post(api(user), "group-campaigns/NOSUCH/teams/", WHERE).status_code == 404
    assert post(api(), f"teams/{team.token}/join/", WHERE).status_code == 401
    assert api(user).post(f"/api/v1/teams/{team.token}/join/", WHERE, format="json").status_code == 422
    assert Trade.objects.count() == 1


def test_a_full_team_and_a_second_team_are_refused_with_a_code() -> None:
    campaign = make_campaign()
    full, mine = make_team(campaign, paid=3), UserFactory()
    assert post(api(mine), f"teams/{full.token}/join/", WHERE).json()["code"] == "team_full"
    make_team(campaign, leader=mine)
    assert post(api(mine), f"group-campaigns/{campaign.key}/teams/", WHERE).json()["code"] == "already_in_team"


def test_with_several_variants_one_must_be_named() -> None:
    product = make_product(options={"规格": ["50g", "100g"]}, stock=50)
    one, two = product.variants.all()
    campaign = make_campaign(one, prices={one.key: 9_000, two.key: 9_500})
    assert post(api(UserFactory()), f"group-campaigns/{campaign.key}/teams/", WHERE).status_code == 422
    placed = post(api(UserFactory()), f"group-campaigns/{campaign.key}/teams/", WHERE | {"variant": two.key})
    assert placed.json()["amount_cents"] == 9_500
    assert variant_of(campaign) == one
