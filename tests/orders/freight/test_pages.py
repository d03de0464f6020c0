"""The merchant's page about sending."""

from __future__ import annotations

import pytest

from accounts.organisations.models import Permission, Role
from orders.freight.models import FreightRule, FreightTemplate
from tests.factories.catalog import make_merchant_user, make_shop
from tests.factories.orders import freight

pytestmark = pytest.mark.django_db
URL = "/merchant/freight/"


def posted(*rules: dict[str, object], **fields: object) -> dict[str, object]:
    data: dict[str, object] = {
        "name": "Standard",
        "unit": "count",
        "rule-TOTAL_FORMS": len(rules),
        "rule-INITIAL_FORMS": 0,
    }
    empty = {"is_served": "on", "first_units": 1, "first_cents": 0, "next_units": 1, "next_cents": 0}
    for place, rule in enumerate(rules):
        data |= {f"rule-{place}-{name}": value for name, value in (empty | rule).items()}
    return data | fields


@pytest.fixture
def merchant(client):
    client.shop = make_shop()
    client.force_login(make_merchant_user(client.shop))
    return client


def test_a_list_is_written_shown_and_previewed(merchant) -> None:
    assert merchant.get(URL).status_code == 200
    answer = merchant.post(
        URL,
        posted(
            {"first_cents": "8", "next_cents": "2.50", "free_over_cents": "99", "free_from_pieces": "5"},
            {"regions": ["33", "31"], "first_cents": "３.5"},
            {"regions": ["54"], "is_served": ""},
        ),
    )
    assert answer.status_code == 302, answer.content.decode()
    rules = list(FreightRule.objects.order_by("pk").values_list("region_prefixes", "first_cents", "is_served"))
    assert rules == [([], 800, True), (["33", "31"], 350, True), (["54"], 0, False)]
    assert FreightRule.objects.order_by("pk").values_list("free_from_pieces", flat=True)[0] == 5
    page = merchant.get(URL).content.decode()
    assert "¥3.50" in page
    assert "¥8.00" in page


@pytest.mark.parametrize(
    "rules",
    [
        [{"first_cents": "-1"}],
        [{"first_cents": "1e9"}],
        [{"first_units": "0"}],
        [{"next_units": "x"}],
        [{"regions": ["99"]}],
        [{"regions": ["33"]}, {"regions": ["33"]}],
        [{}, {}],
        [{"free_over_cents": "NaN"}],
    ],
)
def test_what_cannot_be_right_is_said_and_changes_nothing(merchant, rules) -> None:
    freight(merchant.shop)
    answer = merchant.post(URL, posted(*rules))
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()
    assert FreightRule.objects.get().first_cents == 800


def test_another_rule_without_scripts(merchant) -> None:
    answer = merchant.post(URL, posted({"first_cents": "8"}, add="1"))
    assert answer.status_code == 200
    assert 'name="rule-1-first_cents"' in answer.content.decode()
    assert FreightTemplate.objects.count() == 0


def test_finer_regions_set_elsewhere_are_kept(merchant) -> None:
    freight(merchant.shop, {"region_prefixes": ["3301"], "first_cents": 100})
    assert 'value="3301"' in merchant.get(URL).content.decode()
    merchant.post(URL, posted({"regions": ["3301"], "first_cents": "1"}, **{"rule-INITIAL_FORMS": 1}))
    assert FreightRule.objects.get().region_prefixes == ["3301"]


def test_only_people_of_the_shop_with_the_permission(client) -> None:
    shop = make_shop()
    assert client.get(URL).status_code == 302
    client.force_login(make_merchant_user(shop, role=Role.STAFF, permissions=[Permission.CATALOGUE]))
    assert client.get(URL).status_code == 403
