"""Campaigns of the demo: every kind running, planned and ended, in several shops and of the platform."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random
from typing import Any

from catalog.products.models import Variant
from catalog.shops.models import Shop
from config.kernel.demo import World, times_as_given
from orders.promotions.models import (
    Bearer,
    Campaign,
    CampaignItem,
    CampaignShop,
    CampaignState,
    CouponTerms,
    Kind,
    Scope,
    TakenBy,
    Tier,
)

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
FULL = 10_000
STEPS = ((9_900, 500), (19_900, 2_000), (29_900, 4_000))
OLD_STEPS = ((12_800, 800), (19_900, 1_800))
STEP_NAMES = ("换季满减", "周末满减", "囤货满减", "老客满减")
COUPON_NAMES = ("进店券", "新品尝鲜券", "秋日小券", "老友券", "加购券")


@dataclass
class Stall:
    """One campaign with the tables of its kind, before any of it is written."""

    campaign: Campaign
    terms: CouponTerms | None = None
    tiers: Sequence[Tier] = ()
    items: Sequence[CampaignItem] = ()


class Market:
    """Collects campaigns and writes them in bulk."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.dice = world.dice("promotions")
        self.stalls: list[Stall] = []

    def campaign(
        self, shop: Shop | None, kind: str, name: str, start: timedelta, end: timedelta, **more: Any
    ) -> Campaign:
        """`start` and `end` count from now."""
        at = self.world.now
        return Campaign(
            key=self.world.public_id(self.dice),
            shop=shop,
            kind=kind,
            name=name,
            starts_at=at + start,
            ends_at=at + end,
            created_at=at + start - DAY,
            updated_at=at + start,
            **({"state": CampaignState.RUNNING} | more),
        )

    def coupon(self, campaign: Campaign, **terms: Any) -> Stall:
        if "off_basis_points" not in terms:
            terms.setdefault("off_cents", 1_000)
        if "valid_days" not in terms:
            terms.setdefault("valid_until", campaign.ends_at + WEEK)
        return self.add(Stall(campaign, CouponTerms(campaign=campaign, **terms)))

    def steps(self, campaign: Campaign, steps: Sequence[tuple[int, int]], *, free_from: int = 0) -> Stall:
        rows = [Tier(campaign=campaign, threshold=least, off_cents=off) for least, off in steps]
        rows[-1].is_free_shipping = bool(free_from)
        return self.add(Stall(campaign, tiers=rows))

    def prices(self, campaign: Campaign, variants: Sequence[Variant], percent: int) -> Stall:
        is_flash = campaign.kind == Kind.FLASH
        rows = [
            CampaignItem(
                campaign=campaign,
                variant=one,
                price_cents=max(10, one.price_cents * percent // 1000 * 10),
                quota=min(30, max(3, one.stock.available // 2)) if is_flash else None,
                per_user=self.dice.choice([1, 1, 2]) if is_flash else None,
            )
            for one in variants
        ]
        return self.add(Stall(campaign, items=rows))

    def add(self, stall: Stall) -> Stall:
        self.stalls.append(stall)
        return stall

    def write(self) -> None:
        with times_as_given(Campaign):
            Campaign.objects.bulk_create([one.campaign for one in self.stalls])
        for stall in self.stalls:
            rows: list[Any] = [*filter(None, [stall.terms]), *stall.tiers, *stall.items]
            for row in rows:
                row.campaign_id = stall.campaign.pk
        CouponTerms.objects.bulk_create([one.terms for one in self.stalls if one.terms])
        Tier.objects.bulk_create([row for one in self.stalls for row in one.tiers])
        CampaignItem.objects.bulk_create([row for one in self.stalls for row in one.items])


def open_market(world: World) -> Market:
    """Campaigns of several shops and of the platform."""
    market = Market(world)
    dice = market.dice
    for place, shop in enumerate(world.shops[:8]):
        variants = _some_variants(dice, shop)
        _past(market, shop, place)
        _steps_and_coupons(market, shop, place)
        if place in {0, 1, 3, 5} and variants:
            _flash(market, shop, variants)
        if place in {0, 2, 4} and len(variants) > 4:
            club = market.campaign(shop, Kind.MEMBER, "会员日常价", -2 * WEEK, 6 * WEEK)
            market.prices(club, variants[4:8], 90)
    _platform(market)
    market.write()
    _ask_shops(market)
    return market


def _some_variants(dice: Random, shop: Shop) -> list[Variant]:
    """Variants of different products with something left, in a fixed order of chance."""
    rows = Variant.objects.filter(shop=shop, is_active=True, product__status="listed", price_cents__gte=1_000)
    first = {one.product_id: one for one in rows.select_related("stock").order_by("-pk")}
    known = [one for _pk, one in sorted(first.items()) if one.stock.available > 4]
    return dice.sample(known, min(8, len(known)))


def _past(market: Market, shop: Shop, place: int) -> None:
    market.steps(market.campaign(shop, Kind.TIERS, "开季满减", -8 * WEEK, -5 * WEEK), OLD_STEPS)
    if place % 2 == 0:
        old = market.campaign(shop, Kind.COUPON, "上季老客券", -6 * WEEK, -2 * WEEK, budget_cents=500_000)
        market.coupon(old, off_cents=800, min_spend_cents=8_800, total=500)


def _steps_and_coupons(market: Market, shop: Shop, place: int) -> None:
    name = STEP_NAMES[place % len(STEP_NAMES)]
    running = market.campaign(shop, Kind.TIERS, name, -3 * DAY, 3 * WEEK, budget_cents=2_000_000)
    market.steps(running, STEPS, free_from=1 if place % 2 else 0)
    taking = market.campaign(shop, Kind.COUPON, COUPON_NAMES[place % len(COUPON_NAMES)], -WEEK, 5 * WEEK)
    market.coupon(
        taking, off_cents=500 + 100 * place, min_spend_cents=4_900 + 1_000 * place, total=1_000, valid_days=30
    )
    if place == 0:
        tenth = market.campaign(shop, Kind.COUPON, "全店九折券", -2 * DAY, 2 * WEEK)
        market.coupon(tenth, off_basis_points=1_000, cap_cents=3_000, min_spend_cents=9_900, total=200)
        new = market.campaign(shop, Kind.COUPON, "新人见面礼", -4 * WEEK, 8 * WEEK)
        market.coupon(new, off_cents=1_200, min_spend_cents=2_900, taken_by=TakenBy.NEW_USER, valid_days=7)
        coded = market.campaign(shop, Kind.COUPON, "包裹卡片券", -WEEK, 8 * WEEK)
        market.coupon(coded, off_cents=1_500, min_spend_cents=9_900, taken_by=TakenBy.CODE, valid_days=60)
        given = market.campaign(shop, Kind.COUPON, "道歉券", -WEEK, 8 * WEEK)
        market.coupon(given, off_cents=2_000, taken_by=TakenBy.GIVEN, valid_days=90, per_user=5)
        later = market.campaign(shop, Kind.COUPON, "双十二预热券", WEEK, 3 * WEEK)
        market.coupon(later, off_cents=3_000, min_spend_cents=19_900, total=300)
        draft = market.campaign(shop, Kind.TIERS, "年货满减", 4 * WEEK, 8 * WEEK, state=CampaignState.DRAFT)
        market.steps(draft, STEPS)


def _flash(market: Market, shop: Shop, variants: Sequence[Variant]) -> None:
    market.prices(market.campaign(shop, Kind.FLASH, "本周秒杀", -DAY, 6 * DAY), variants[:2], 75)
    hours = market.campaign(shop, Kind.FLASH, "整点秒杀", -2 * DAY, 2 * WEEK, slot_hours=[10, 14, 20])
    market.prices(hours, variants[2:4], 70)
    market.prices(market.campaign(shop, Kind.FLASH, "周年秒杀", 5 * DAY, 8 * DAY), variants[4:6], 60)


def _platform(market: Market) -> None:
    def of_platform(name: str, start: timedelta, end: timedelta, **more: Any) -> Campaign:
        paid = {"bearer": Bearer.PLATFORM, "platform_basis_points": FULL}
        return market.campaign(None, Kind.COUPON, name, start, end, **(paid | more))

    market.coupon(
        of_platform("荷塘见面券", -3 * WEEK, 8 * WEEK, budget_cents=3_000_000),
        off_cents=800,
        min_spend_cents=8_800,
        total=5_000,
    )
    market.coupon(of_platform("荷塘秋分券", -7 * WEEK, -3 * WEEK), off_cents=600, min_spend_cents=6_600, total=2_000)
    shared = of_platform(
        "小店联合券", -WEEK, 4 * WEEK, bearer=Bearer.SHARED, platform_basis_points=5_000, scope=Scope.SHOP
    )
    market.coupon(shared, off_cents=1_600, min_spend_cents=15_800, total=800)


def _ask_shops(market: Market) -> None:
    """The shared coupon: most shops asked have said yes, the first merchant has not answered yet."""
    campaign = next(one.campaign for one in market.stalls if one.campaign.bearer == Bearer.SHARED)
    at = campaign.starts_at
    asked = market.world.shops[:5]
    with times_as_given(CampaignShop):
        CampaignShop.objects.bulk_create(
            CampaignShop(
                campaign=campaign,
                shop=shop,
                takes_part=place > 0,
                answered_at=at + DAY if place else None,
                created_at=at,
                updated_at=at,
            )
            for place, shop in enumerate(asked)
        )
    campaign.target_pks = sorted(shop.pk for shop in asked[1:])
    Campaign.objects.filter(pk=campaign.pk).update(target_pks=campaign.target_pks)
