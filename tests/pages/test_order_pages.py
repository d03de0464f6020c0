"""Cart, checkout and orders answer in a fixed number of queries, however long they are."""

from __future__ import annotations

import pytest

from tests.factories.accounts import AddressFactory
from tests.factories.catalog import make_shop, make_variant
from tests.factories.orders import fill_cart, freight, make_paid_order, make_trade, shopper_for

pytestmark = pytest.mark.django_db
BUDGETS = {"/cart/": 12, "/checkout/": 13, "/orders/": 12}  # the checkout asks for points, too


def fill(user, count: int) -> None:
    for _ in range(count):
        make_trade(user, {make_variant(): 1, make_variant(): 2})
    for _ in range(count):
        shop = make_shop()
        freight(shop)
        fill_cart(shopper_for(user), {make_variant(shop): 1, make_variant(shop): 1})


@pytest.mark.parametrize("path", list(BUDGETS))
def test_pages_cost_the_same_for_two_and_eight(client, django_assert_max_num_queries, path: str) -> None:
    user = AddressFactory().user
    client.force_login(user)
    fill(user, 2)
    with django_assert_max_num_queries(BUDGETS[path]) as few:
        assert client.get(path).status_code == 200
    fill(user, 6)
    with django_assert_max_num_queries(BUDGETS[path]) as many:
        assert client.get(path).status_code == 200
    assert len(many) == len(few)


def test_an_order_page(client, django_assert_max_num_queries) -> None:
    order = make_paid_order()
    client.force_login(order.buyer)
    with django_assert_max_num_queries(16):  # parcels, refunds, cases and a team each ask once
        assert client.get(f"/orders/{order.number}/").status_code == 200


def test_putting_into_the_cart(client, django_assert_max_num_queries) -> None:
    user = AddressFactory().user
    client.force_login(user)
    leaf = make_variant()
    with django_assert_max_num_queries(13):  # one of them tells the outbox
        answer = client.post("/cart/add/", {"variant": leaf.key}, headers={"HX-Request": "true"})
    assert answer.status_code == 200
