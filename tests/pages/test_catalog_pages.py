"""The catalogue's pages answer in a fixed number of queries, however many products there are."""

from __future__ import annotations

import pytest
from django.core.cache import cache
from django.urls import reverse

from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_attribute_value, make_category, make_product, make_shop

pytestmark = pytest.mark.django_db
LIST_BUDGET = (
    12  # with nothing in the cache: the tree, the counts beside the filters, prices, teams and stars of all cards
)
PRODUCT_BUDGET = 12  # its offers, and what stands below it, come after it: the next two


def fill(count: int, *, start: int = 0):
    shop = make_shop(slug=f"shop-{start}")
    category = make_category("茶杯", slug=f"cups-{start}")
    value = make_attribute_value()
    return [
        make_product(shop, title=f"天青茶杯 {start + turn}", category=category, attributes=[value], pictures=2,
                     options={"颜色": ["青", "白"]})
        for turn in range(count)
    ]  # fmt: skip


@pytest.mark.parametrize(
    "path", ["/products/", "/products/?v=material.silk&sort=price", "/search/?q=茶杯", "/shops/shop-0/"]
)
def test_lists_cost_the_same_for_ten_and_thirty(client, django_assert_max_num_queries, path):
    fill(10)
    with django_assert_max_num_queries(LIST_BUDGET) as first:
        assert client.get(path).status_code == 200
    fill(20, start=100)
    cache.clear()
    with django_assert_max_num_queries(LIST_BUDGET) as second:
        assert client.get(path).status_code == 200
    assert len(second) == len(first)


@pytest.mark.parametrize("is_member", [False, True])
@pytest.mark.parametrize("name", ["catalog:product", "catalog:product-more", "orders:offers"])
def test_a_product_page_costs_the_same_with_many_neighbours(client, django_assert_max_num_queries, is_member, name):
    product = fill(3)[0]
    if is_member:
        client.force_login(UserFactory())
    client.defaults["HTTP_HX_REQUEST"] = "true" if name != "catalog:product" else ""
    url = reverse(name, args=[product.slug])
    client.get(url)
    with django_assert_max_num_queries(PRODUCT_BUDGET) as first:
        assert client.get(url).status_code == 200
    fill(12, start=100)
    client.get(url)  # the category tree is read again, once
    with django_assert_max_num_queries(PRODUCT_BUDGET) as second:
        assert client.get(url).status_code == 200
    assert len(second) <= len(first)
