"""Flash pieces, coupons and budgets, wanted by more people than there are, at the same instant."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from typing import Any

import pytest
from django.db import connection
from django.db.models import Sum
from rest_framework.test import APIClient

from catalog.inventory.models import Stock
from config.kernel.clock import now
from orders.checkout.models import Order, OrderLine
from orders.promotions.models import Campaign, CampaignItem, Coupon, CouponTerms, FlashShare, PromotionUse
from orders.promotions.pricing import Item, price
from orders.promotions.services import hold, redeem_code, take_coupon
from orders.promotions.services.coupons import make_codes
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_variant
from tests.factories.orders import fill_cart, shopper_for
from tests.factories.promotions import give, make_coupons, make_flash
from tests.races.conftest import ROUNDS, kinds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
WHERE = {"recipient": "林小满", "phone": "13812345678", "region_code": "330106", "street": "文三路 100 号"}
CROWD = 24  # people who press at one instant; the others queue behind them


def client_of(user: Any) -> APIClient:
    client = APIClient()
    client.force_authenticate(user)
    return client


def rush(action: Callable[[Any], Any], actors: Sequence[Any]) -> list[Any]:
    """More actors than there can be threads: a crowd works through them without pause."""

    def go(actor: Any) -> Any:
        try:
            return action(actor)
        except Exception as trouble:
            return trouble
        finally:
            connection.close()

    with ThreadPoolExecutor(CROWD) as pool:
        return list(pool.map(go, actors))


def flash_rush(people: int, pieces: int) -> dict[str, int]:
    """Everybody presses three times: puts one piece in the cart and orders it, at the flash price or not at all."""
    leaf = make_variant(stock=people * 3, price_cents=10_000)
    make_flash(leaf, 6_000, quota=pieces, per_user=1)
    users = [UserFactory(password=None) for _ in range(people)]
    turns = count()

    def click(user: Any) -> str:
        client = client_of(user)
        client.post("/api/v1/cart/lines/", {"variant": leaf.key, "quantity": 1}, format="json")
        key = {"Idempotency-Key": f"click-{next(turns)}"}
        answer = client.post("/api/v1/checkout/", WHERE | {"total_cents": 6_000}, format="json", headers=key)
        return str(answer.status_code)

    outcomes = kinds(rush(click, [user for _turn in range(3) for user in users]))
    item = CampaignItem.objects.get()
    assert item.sold_count == pieces
    assert FlashShare.objects.filter(quantity=1).count() == pieces
    assert not FlashShare.objects.filter(quantity__gt=1).exists()
    assert Order.objects.count() == pieces == Order.objects.values("buyer").distinct().count()
    assert set(OrderLine.objects.values_list("unit_price_cents", "quantity")) == {(6_000, 1)}
    assert Stock.objects.get(pk=leaf.pk).reserved == pieces
    return dict(outcomes)


def test_forty_people_click_three_times_for_ten_flash_pieces(books) -> None:
    outcomes = flash_rush(40, 10)
    assert outcomes.pop("201") == 10
    assert set(outcomes) <= {"409", "422", "503"}


@pytest.mark.slow
@pytest.mark.skipif(ROUNDS < 20, reason="takes some ten minutes: RACE_ROUNDS=20 runs it")
def test_a_thousand_shoppers_three_clicks_each_hundred_flash_pieces(books) -> None:
    outcomes = flash_rush(1_000, 100)
    assert outcomes.pop("201") == 100
    assert set(outcomes) <= {"409", "422", "503"}


def test_five_coupons_a_hundred_takers_then_a_hundred_checkouts(race, books) -> None:
    leaf = make_variant(stock=200, price_cents=10_000)
    campaign = make_coupons(leaf.shop, off_cents=500, total=5)
    users = [UserFactory(password=None) for _ in range(100)]
    outcomes = kinds(
        race(lambda user: client_of(user).post("/api/v1/coupons/take/", {"campaign": campaign.key}), users)
    )
    assert sum(outcomes.values()) == 100
    assert Coupon.objects.count() == 5 == CouponTerms.objects.get().taken_count
    for user in users:
        fill_cart(shopper_for(user), {leaf: 1})

    def buy(user: Any, total: int) -> str:
        body = WHERE | {"total_cents": total}
        key = {"Idempotency-Key": f"{total}"}
        answer = client_of(user).post("/api/v1/checkout/", body, format="json", headers=key)
        return f"{answer.status_code} {answer.json().get('code', 'placed')}"

    assert kinds(race(lambda user: buy(user, 9_500), users)) == {"201 placed": 5, "409 checkout_changed": 95}
    rest = [user for user in users if not Order.objects.filter(buyer=user).exists()]
    assert kinds(race(lambda user: buy(user, 10_000), rest)) == {"201 placed": 95}
    assert CouponTerms.objects.get().used_count == 5 == PromotionUse.objects.count()
    assert Order.objects.aggregate(off=Sum("discount_cents"))["off"] == 2_500


def test_one_person_takes_twenty_times_at_once(race, books) -> None:
    person, campaign = UserFactory(), make_coupons(make_variant().shop, per_user=1)
    outcomes = kinds(race(lambda _turn: take_coupon(terms=campaign.coupon, person=person).state, range(20)))
    assert outcomes == {"ready": 1, "CouponLimit": 19}
    assert Coupon.objects.count() == 1 == CouponTerms.objects.get().taken_count


def test_one_coupon_in_twenty_trades_at_once(race) -> None:
    person, leaf = UserFactory(), make_variant(price_cents=10_000)
    give(make_coupons(leaf.shop), person)
    priced = price(buyer=person, items=[Item(leaf.key, leaf, 1)], coupons=None, at=now())

    def use(turn: int) -> str:
        hold(reference=f"T-{turn}", buyer=person, priced=priced)
        return "held"

    assert kinds(race(use, range(20))) == {"held": 1, "PromotionOver": 19}
    assert (CouponTerms.objects.get().used_count, PromotionUse.objects.count()) == (1, 1)


def test_a_budget_is_never_overspent(race) -> None:
    leaf = make_variant(price_cents=10_000)
    campaign = make_coupons(leaf.shop, off_cents=700, budget_cents=4_000)
    people = [UserFactory(password=None) for _ in range(30)]
    give(campaign, *people)
    looked = {one.pk: price(buyer=one, items=[Item(leaf.key, leaf, 1)], coupons=None, at=now()) for one in people}

    def use(person: Any) -> str:
        hold(reference=f"T-{person.pk}", buyer=person, priced=looked[person.pk])
        return "held"

    assert kinds(race(use, people)) == {"held": 5, "PromotionOver": 25}
    assert Campaign.objects.get().spent_cents == 3_500
    assert Coupon.objects.filter(state="held").count() == 5 == CouponTerms.objects.get().used_count


def test_one_code_typed_by_twenty_people_at_once(race) -> None:
    campaign = make_coupons(make_variant().shop, taken_by="code")
    code = make_codes(terms=campaign.coupon, count=1, actor=None)[0].code
    people = [UserFactory(password=None) for _ in range(20)]
    outcomes = kinds(race(lambda person: redeem_code(code=code, person=person).state, people))
    assert outcomes == {"ready": 1, "CodeNotGood": 19}
    assert Coupon.objects.count() == 1
