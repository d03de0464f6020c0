"""The narrowest rule wins; operators make and end them; nobody sets their own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.organisations.models import Membership, Role
from config.kernel.clock import local_day, now
from config.kernel.models import AuditEntry
from orders.checkout.models import OrderLine
from orders.commission.errors import EndsTooEarly, OwnShop, RuleEnded, StartsInThePast
from orders.commission.models import CommissionRule
from orders.commission.selectors import basis_points_of, candidates
from orders.commission.services import add_rule, end_rule
from tests.factories.catalog import (
    make_category,
    make_merchant_user,
    make_operator,
    make_product,
    make_shop,
    make_variant,
)
from tests.factories.orders import make_trade

pytestmark = pytest.mark.django_db
URL = "/platform/commission/"


@pytest.fixture
def boss():
    return make_operator()


@pytest.fixture
def operator(client, boss, settings):
    settings.DEMO = True
    client.force_login(boss)
    return client


def rate(product) -> int:
    product.refresh_from_db()
    return basis_points_of([product])[product.pk]


def test_the_narrowest_rule_wins(boss):
    home = make_category()
    cups = make_category(parent=make_category(parent=home))
    product = make_product(category=cups)
    other = make_product(category=make_category())
    assert rate(product) == 0
    add_rule(operator=boss, target=None, basis_points=500)
    assert rate(product) == 500
    add_rule(operator=boss, target=product.shop, basis_points=400)
    assert rate(product) == 400
    add_rule(operator=boss, target=home, basis_points=300)
    assert rate(product) == 300
    add_rule(operator=boss, target=cups, basis_points=250)
    assert rate(product) == 250
    add_rule(operator=boss, target=product, basis_points=0)
    assert rate(product) == 0
    assert [one.rule.basis_points for one in candidates(product)] == [0, 250, 300, 400, 500]
    assert basis_points_of([product, other]) == {product.pk: 0, other.pk: 500}


def test_the_rates_of_many_products_are_two_questions(boss, django_assert_num_queries):
    add_rule(operator=boss, target=None, basis_points=500)
    products = [make_product() for _ in range(6)]
    with django_assert_num_queries(2):
        assert set(basis_points_of(products).values()) == {500}


def test_a_rule_holds_from_its_first_to_its_last_instant(boss, time_machine_later):
    product = make_product()
    add_rule(operator=boss, target=None, basis_points=500)
    start, end = now() + timedelta(days=2), now() + timedelta(days=4)
    add_rule(operator=boss, target=product, basis_points=100, starts_at=start, ends_at=end)
    assert basis_points_of([product], at=start - timedelta(microseconds=1)) == {product.pk: 500}
    assert basis_points_of([product], at=start) == {product.pk: 100}
    assert basis_points_of([product], at=end) == {product.pk: 500}


def test_a_new_rule_for_the_same_goods_relieves_the_old_one(boss):
    first = add_rule(operator=boss, target=None, basis_points=500)
    second = add_rule(operator=boss, target=None, basis_points=600)
    first.refresh_from_db()
    assert first.ends_at == second.starts_at
    assert rate(make_product()) == 600
    assert AuditEntry.objects.filter(action="orders.commission_rule_added").count() == 2


def test_what_cannot_be_is_refused(boss):
    with pytest.raises(StartsInThePast):
        add_rule(operator=boss, target=None, basis_points=1, starts_at=now() - timedelta(days=1))
    with pytest.raises(EndsTooEarly):
        add_rule(operator=boss, target=None, basis_points=1, ends_at=now() - timedelta(days=1))
    with pytest.raises(IntegrityError, match="commission_at_most_half"), transaction.atomic():
        add_rule(operator=boss, target=None, basis_points=5001)
    shop = make_shop()
    Membership.objects.create(user=boss, role=Role.STAFF, merchant=shop.merchant)
    for target in (shop, make_product(shop)):
        with pytest.raises(OwnShop):
            add_rule(operator=boss, target=target, basis_points=1)
    assert not CommissionRule.objects.exists()


def test_an_order_keeps_the_share_it_was_placed_with(boss):
    leaf, gem = make_variant(), make_variant()
    add_rule(operator=boss, target=None, basis_points=500)
    add_rule(operator=boss, target=gem.product, basis_points=800)
    trade = make_trade(wanted={leaf: 2, gem: 1})
    add_rule(operator=boss, target=None, basis_points=100)
    lines = OrderLine.objects.filter(order__trade=trade)
    assert dict(lines.values_list("sku", "commission_basis_points")) == {leaf.sku: 500, gem.sku: 800}


def test_a_rule_ends_once(boss, time_machine_later):
    rule = add_rule(operator=boss, target=None, basis_points=500)
    time_machine_later(timedelta(hours=1))
    end_rule(rule=rule, operator=boss)
    assert rate(make_product()) == 0
    with pytest.raises(RuleEnded):
        end_rule(rule=rule, operator=boss)
    coming = add_rule(operator=boss, target=None, basis_points=1, starts_at=now() + timedelta(days=1))
    end_rule(rule=coming, operator=boss)
    assert CommissionRule.objects.count() == 1


def test_the_page_lists_adds_probes_and_ends(operator):
    product = make_product(title="青瓷茶杯")
    answer = operator.post(URL, {"scope": "all", "basis_points": "５"})
    assert answer.status_code == 302
    later = local_day(now()) + timedelta(days=3)
    wish = {"scope": "product", "product": product.slug, "basis_points": "2.5%", "starts_on": later, "note": "opening"}
    assert operator.post(URL, wish).status_code == 302
    page = operator.get(URL).content.decode()
    assert "5%" in page
    assert page.count('data-test="commission-rule"') == 1
    assert "2.5%" in operator.get(URL, {"show": "coming"}).content.decode()
    page = operator.get(URL, {"q": "茶杯"}).content.decode()
    assert page.count('data-test="commission-answer"') == 1
    assert f"product={product.slug}" in page
    rule = CommissionRule.objects.get(scope="all")
    assert operator.post(f"{URL}{rule.key}/end/").status_code == 302
    assert "5%" in operator.get(URL, {"show": "ended"}).content.decode()
    assert operator.post(f"{URL}{rule.key}/end/").status_code == 409


@pytest.mark.parametrize(
    "wish",
    [
        {"scope": "all"},
        {"scope": "all", "basis_points": "-1"},
        {"scope": "all", "basis_points": "51"},
        {"scope": "all", "basis_points": "1.234"},
        {"scope": "all", "basis_points": "NaN"},
        {"scope": "nobody", "basis_points": "5"},
        {"scope": "product", "basis_points": "5"},
        {"scope": "product", "product": "not-there", "basis_points": "5"},
        {"scope": "shop", "shop": "not-there", "basis_points": "5"},
        {"scope": "category", "category": "not-there", "basis_points": "5"},
        {"scope": "all", "basis_points": "5", "starts_on": "2020-01-01"},
        {"scope": "all", "basis_points": "5", "ends_on": "2020-01-01"},
        {"scope": "all", "basis_points": "5", "ends_on": "yesterday"},
    ],
)
def test_what_cannot_be_right_is_said_beside_the_field(operator, wish):
    answer = operator.post(URL, wish)
    assert answer.status_code == 422
    assert 'class="error"' in answer.content.decode()
    assert not CommissionRule.objects.exists()


def test_only_operators(client):
    assert client.get(URL).status_code == 302
    client.force_login(make_merchant_user())
    assert client.get(URL).status_code == 404
    assert client.post(f"{URL}X/end/").status_code == 404
