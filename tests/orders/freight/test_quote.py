"""What sending costs."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.shops.models import Shop
from config.kernel.money import split_cents
from orders.freight.errors import NotServed
from orders.freight.models import FreightRule, FreightUnit
from orders.freight.selectors import Goods, PriceList, Quote, quote, units_of
from tests.factories.catalog import make_shop
from tests.factories.orders import freight

HANGZHOU, BEIJING = "330106", "110101"


def listed(*rules: dict[str, Any], unit: str = FreightUnit.COUNT) -> PriceList:
    made = tuple(FreightRule(pk=place, **rule) for place, rule in enumerate(rules, 1))
    return PriceList(Shop(name="Tea"), unit, made, has_template=True)


def pieces(count: int, cents: int = 0, grams: int = 0) -> list[Goods]:
    return [Goods(count, grams, cents)]


def test_no_list_is_free() -> None:
    assert PriceList(Shop()).quote(pieces(3), HANGZHOU) == Quote(0)


def test_the_longest_prefix_wins() -> None:
    prices = listed(
        {"first_cents": 1_000},
        {"region_prefixes": ["33"], "first_cents": 600},
        {"region_prefixes": ["3301", "11"], "first_cents": 300},
        {"region_prefixes": ["330106"], "first_cents": 100},
    )
    costs = {code: prices.quote(pieces(1), code).cents for code in (HANGZHOU, "330102", "330205", BEIJING, "440106")}
    assert costs == {HANGZHOU: 100, "330102": 300, "330205": 600, BEIJING: 300, "440106": 1_000}


def test_first_and_further_pieces() -> None:
    prices = listed({"first_units": 2, "first_cents": 500, "next_units": 3, "next_cents": 200})
    costs = [prices.quote(pieces(count), HANGZHOU).cents for count in (1, 2, 3, 5, 6, 8, 9)]
    assert costs == [500, 500, 700, 700, 900, 900, 1_100]


def test_kilograms_are_those_of_the_whole_parcel() -> None:
    goods = [Goods(3, 300, 0), Goods(1, 200, 0)]
    assert units_of(goods, FreightUnit.WEIGHT) == 2
    assert units_of(goods, FreightUnit.COUNT) == 4
    prices = listed({"first_cents": 800, "next_cents": 300}, unit=FreightUnit.WEIGHT)
    assert prices.quote(goods, HANGZHOU).cents == 1_100


def test_free_from_so_many_pieces() -> None:
    prices = listed({"first_cents": 800, "next_cents": 100, "free_from_pieces": 3, "free_over_cents": 9_900})
    assert prices.quote(pieces(1, 5_000), HANGZHOU) == Quote(800, 4_900, 2)
    assert prices.quote(pieces(3, 5_000), HANGZHOU) == Quote(0)
    assert prices.quote(pieces(1, 9_900), HANGZHOU) == Quote(0)
    heavy = listed({"first_cents": 800, "free_from_pieces": 2}, unit=FreightUnit.WEIGHT)
    assert heavy.quote(pieces(2, 0, 9_000), HANGZHOU) == Quote(0)
    assert heavy.quote(pieces(1, 0, 9_000), HANGZHOU).missing_for_free_pieces == 1


def test_free_from_a_sum_and_how_much_is_missing() -> None:
    prices = listed({"first_cents": 800, "free_over_cents": 9_900})
    assert prices.quote(pieces(1, 9_899), HANGZHOU) == Quote(800, 1)
    assert prices.quote(pieces(1, 9_900), HANGZHOU) == Quote(0)


def test_not_served_names_the_shop() -> None:
    prices = listed({"region_prefixes": ["11"], "is_served": False}, {})
    assert prices.quote(pieces(1), HANGZHOU).cents == 0
    with pytest.raises(NotServed) as refusal:
        prices.quote(pieces(1), BEIJING)
    assert "Tea" in refusal.value.text
    with pytest.raises(NotServed):
        listed({"region_prefixes": ["33"]}).quote(pieces(1), BEIJING)


unhurried = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
goods_lists = st.lists(
    st.builds(Goods, st.integers(1, 999), st.integers(0, 50_000), st.integers(0, 10**9)), min_size=1, max_size=8
)
rules = st.builds(
    dict,
    region_prefixes=st.lists(st.sampled_from(["33", "3301", "330106", "11", "44"]), max_size=3),
    is_served=st.just(True),
    first_units=st.integers(1, 50),
    first_cents=st.integers(0, 10**6),
    next_units=st.integers(1, 50),
    next_cents=st.integers(0, 10**6),
    free_over_cents=st.none() | st.integers(1, 10**7),
)


@unhurried
@given(goods=goods_lists, rule=rules, unit=st.sampled_from(FreightUnit.values))
def test_a_quote_is_never_negative_and_more_goods_without_a_free_line_never_cost_less(goods, rule, unit) -> None:
    prices = listed(rule | {"region_prefixes": []}, unit=unit)
    quoted = prices.quote(goods, HANGZHOU)
    assert quoted.cents >= 0
    assert quoted.missing_for_free_cents >= 0
    always = listed(rule | {"region_prefixes": [], "free_over_cents": None}, unit=unit)
    assert always.quote([*goods, Goods(1, 1, 0)], HANGZHOU).cents >= always.quote(goods, HANGZHOU).cents


@unhurried
@given(goods=goods_lists, every=st.lists(rules, min_size=1, max_size=5), code=st.sampled_from([HANGZHOU, BEIJING]))
def test_the_order_of_goods_does_not_matter(goods, every, code) -> None:
    prices = listed(*every, {"first_cents": 700})
    assert prices.quote(goods, code) == prices.quote(goods[::-1], code)


@unhurried
@given(total=st.integers(1, 10**12), weights=st.lists(st.integers(0, 10**6), min_size=1, max_size=12))
def test_shares_add_up(total, weights) -> None:
    if sum(weights):
        assert sum(split_cents(total, weights)) == total


@pytest.mark.django_db
def test_the_shops_default_list_is_used(django_assert_num_queries) -> None:
    shop = make_shop()
    freight(shop, {"first_cents": 800}, {"region_prefixes": ["33"], "first_cents": 300})
    with django_assert_num_queries(2):
        assert quote(shop=shop, goods=pieces(1), region_code=HANGZHOU).cents == 300
