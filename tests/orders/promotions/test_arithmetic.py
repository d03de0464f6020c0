"""Whatever is in the cart and whatever runs: the sum is exact, nothing falls below zero, the best coupons are the best.

No database: the till is given its rows. HETANG_EXAMPLES=10000 looks longer.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from datetime import timedelta
from itertools import product
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from catalog.products.models import Product, Variant
from catalog.shops.models import Shop
from config.kernel.clock import now
from orders.promotions import till
from orders.promotions.models import Campaign, CampaignItem, Coupon, CouponTerms, Tier
from orders.promotions.pricing import Item, Priced, price

EXAMPLES = int(os.environ.get("HETANG_EXAMPLES", "300"))
AT = now()
BUYER = SimpleNamespace(is_authenticated=True, pk=1)
DAY = timedelta(days=1)


@dataclass
class World:
    items: list[Item]
    specials: list[CampaignItem]
    tiers: list[Tier]
    coupons: list[Coupon]


def campaign(pk: int, shop_pk: int | None, kind: str, basis_points: int = 0, budget: int | None = None) -> Campaign:
    dates = {"starts_at": AT - DAY, "ends_at": AT + DAY}
    return Campaign(
        pk=pk, key=f"C{pk}", shop_id=shop_pk, kind=kind, name=f"campaign {pk}", state="running", budget_cents=budget,
        platform_basis_points=basis_points, **dates,
    )  # fmt: skip


@st.composite
def worlds(draw: Any) -> World:
    items, specials = [], []
    for pk in range(1, draw(st.integers(1, 6)) + 1):
        shop = Shop(pk=draw(st.integers(1, 3)), currency="CNY", name="shop")
        cents = draw(st.integers(0, 50_000))
        variant = Variant(pk=pk, key=f"V{pk}", product=Product(pk=pk, shop=shop, category_id=1), price_cents=cents)
        variant.shop_id = shop.pk
        fixed = draw(st.one_of(st.none(), st.none(), st.integers(0, 50_000)))
        items.append(Item(variant.key, variant, draw(st.integers(1, 9)), fixed))
        if draw(st.booleans()):
            quota, limit = draw(st.integers(1, 12)), draw(st.integers(1, 9))
            special = CampaignItem(
                pk=pk, campaign=campaign(100 + pk, shop.pk, "flash"), variant=variant,
                price_cents=draw(st.integers(0, 50_000)), quota=quota, per_user=limit,
            )  # fmt: skip
            special.taken, special.is_mine = draw(st.integers(0, 3)), False  # type: ignore[attr-defined]  # annotations
            specials.append(special)
    return World(items, specials, draw(steps()), draw(pockets()))


@st.composite
def steps(draw: Any) -> list[Tier]:
    tiers = []
    for pk in range(200, 200 + draw(st.integers(0, 3))):
        of = campaign(pk, draw(st.integers(1, 3)), "tiers", budget=draw(st.one_of(st.none(), st.integers(1, 30_000))))
        for threshold in sorted(draw(st.sets(st.integers(1, 60_000), max_size=3))):
            off = draw(st.integers(0, threshold - 1))
            tiers.append(Tier(campaign=of, threshold=threshold, off_cents=off, is_free_shipping=draw(st.booleans())))
    return tiers


@st.composite
def pockets(draw: Any) -> list[Coupon]:
    coupons = []
    for pk in range(300, 300 + draw(st.integers(0, 5))):
        shop_pk = draw(st.one_of(st.none(), st.integers(1, 3)))
        of = campaign(pk, shop_pk, "coupon", 0 if shop_pk else draw(st.integers(0, 10_000)))
        off = draw(st.one_of(st.none(), st.integers(1, 40_000)))
        terms = CouponTerms(
            campaign=of, off_cents=off, off_basis_points=None if off else draw(st.integers(1, 9_999)),
            cap_cents=None if off else draw(st.one_of(st.none(), st.integers(1, 20_000))),
            min_spend_cents=draw(st.integers(0, 80_000)), valid_days=1,
        )  # fmt: skip
        dates = {"valid_from": AT - DAY, "valid_until": AT + DAY}
        coupons.append(Coupon(pk=pk, key=f"K{pk}", terms=terms, state="ready", **dates))
    return coupons


def priced(world: World, chosen: tuple[str, ...] | None = None) -> Priced:
    shops = {one.shop_pk for one in world.items if one.fixed_cents is None}
    mine = [one for one in world.coupons if one.terms.campaign.shop_id in {None, *shops}]
    with (
        patch.object(till, "special_prices", lambda _pks, **_more: world.specials),
        patch.object(till, "live_tiers", lambda pks, _at: [one for one in world.tiers if one.campaign.shop_id in pks]),
        patch.object(till, "pocket", lambda *_people, **_more: mine),
        patch.object(till, "known_coupons", lambda *_people: []),
        patch.object(till, "gifts_left", lambda *_gifts, **_more: set()),
    ):
        return price(buyer=BUYER, items=world.items, coupons=chosen, at=AT)


def off(result: Priced) -> int:
    return sum(one.cents for one in result.discounts)


LONG = settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@LONG
@given(worlds())
def test_every_cent_is_accounted_for(world):
    result = priced(world)
    for key, line in result.items.items():
        share = result.share_of(key)
        assert 0 <= share.platform_cents <= share.cents <= line.total_cents
        if line.item.fixed_cents is not None:
            assert (line.unit_price_cents, share.cents) == (line.item.fixed_cents, 0)
        else:
            assert 0 <= line.unit_price_cents <= line.list_price_cents
    lines = sum(line.total_cents for line in result.items.values())
    paid = sum(line.total_cents - result.share_of(key).cents for key, line in result.items.items())
    assert lines - off(result) == paid >= 0
    specials = sum(one.cents for one in result.taken if one.item)
    assert sum(one.cents for one in result.taken) - specials == off(result)
    assert sum(one.platform_cents for one in result.taken) == sum(one.platform_cents for one in result.discounts)
    for one in result.discounts:
        assert one.cents > 0
        assert {result.items[key].item.shop_pk for key in one.shares} == {one.shop_pk}
    for one in result.taken:
        assert one.campaign.affords(one.cents)


@LONG
@given(worlds())
def test_no_other_choice_of_coupons_takes_more_off(world):
    """One for each shop and one of the platform, all combinations tried."""
    best = off(priced(world))
    by_owner: dict[int | None, list[str | None]] = {}
    for coupon in world.coupons:
        by_owner.setdefault(coupon.terms.campaign.shop_id, [None]).append(coupon.key)
    for combination in product(*by_owner.values()):
        chosen = tuple(key for key in combination if key)
        assert off(priced(world, chosen)) <= best
