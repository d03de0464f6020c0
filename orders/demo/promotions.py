"""What came of the demo's campaigns: orders that cost less, coupons in pockets, members of clubs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from config.kernel.demo import times_as_given
from config.kernel.money import Money
from orders.checkout.models import Order, OrderDiscount
from orders.demo.market import DAY, Market, Stall
from orders.demo.plans import Cut, Ending, OrderPlan, TradePlan
from orders.promotions.models import (
    Campaign,
    CampaignState,
    ClubMember,
    Coupon,
    CouponCode,
    CouponState,
    CouponTerms,
    Kind,
    PromotionUse,
    Scope,
    TakenBy,
    UseState,
)
from orders.promotions.pricing import PLATFORM_COUPON, SHOP_COUPON, TIERS, Share
from orders.promotions.till import shares_of

BATCH = 1000
POCKETS = 60
COUPON_SHARE = 0.22


# ---- what orders cost less ----------------------------------------------------------------------------------------


def cut_prices(market: Market, plans: Sequence[TradePlan]) -> None:
    """Take off the planned orders what the campaigns of their time gave: a step, perhaps a coupon."""
    ended = [one for one in market.stalls if one.campaign.state == CampaignState.RUNNING]
    used: Counter[tuple[int, int]] = Counter()
    for plan in plans:
        for one in (order for order in plan.orders if not order.deal_kind):
            for stall in ended:
                if _is_about(stall, one, plan.placed_at):
                    _cut(market, stall, plan, one, used)


def _is_about(stall: Stall, one: OrderPlan, at: datetime) -> bool:
    campaign = stall.campaign
    fits = campaign.shop_id in {None, one.shop.pk} and campaign.scope == Scope.ALL
    return fits and campaign.starts_at <= at < campaign.ends_at


def _cut(market: Market, stall: Stall, plan: TradePlan, one: OrderPlan, used: Counter[tuple[int, int]]) -> None:
    rest = one.items_cents - one.discount_cents
    campaign = stall.campaign
    if stall.tiers:
        reached = [tier for tier in stall.tiers if rest >= tier.threshold]
        if reached:
            one.cuts.append(Cut(campaign, TIERS, campaign.key, reached[-1].off_cents, 0))
    elif stall.terms is not None and _takes_coupon(market.dice, stall.terms, plan, one, rest, used):
        cents = stall.terms.worth(rest)
        kind = SHOP_COUPON if campaign.shop_id else PLATFORM_COUPON
        borne = Money(cents).share(campaign.platform_basis_points).cents
        key = market.world.public_id(market.dice)
        one.cuts.append(Cut(campaign, kind, key, cents, borne))


def _takes_coupon(
    dice: Random, terms: CouponTerms, plan: TradePlan, one: OrderPlan, rest: int, used: Counter[tuple[int, int]]
) -> bool:
    """Some of those who could: each person once, paid orders only, one coupon an order in the demo."""
    if plan.buyer is None or one.ending != Ending.KEPT or rest < max(terms.min_spend_cents, 1):
        return False
    if terms.taken_by not in {TakenBy.SELF, TakenBy.NEW_USER} or any(cut.kind != TIERS for cut in one.cuts):
        return False
    mark = (terms.campaign.pk, plan.buyer.pk)
    if used[mark] or dice.random() > COUPON_SHARE:
        return False
    used[mark] += 1
    return True


def line_shares(one: OrderPlan) -> list[Share]:
    """What of the discounts falls on each line, in the order of the lines."""
    net = {str(place): one.price_of(variant) * quantity for place, (variant, quantity) in enumerate(one.lines)}
    sums = {key: Share(0) for key in net}
    for cut in one.cuts:
        for key, part in shares_of(cut.cents, net, cut.campaign.platform_basis_points).items():
            net[key] -= part.cents
            sums[key] = Share(sums[key].cents + part.cents, sums[key].platform_cents + part.platform_cents)
    return [sums[str(place)] for place in range(len(one.lines))]


def reasons(one: OrderPlan, order: Order) -> list[OrderDiscount]:
    """The rows that say why an order costs less."""
    return [
        OrderDiscount(
            order=order,
            kind=cut.kind,
            source=cut.source,
            label=cut.campaign.name,
            cents=cut.cents,
            platform_cents=cut.platform_cents,
        )
        for cut in one.cuts
    ]


def write_uses(market: Market, plans: Sequence[TradePlan], orders: Sequence[Order]) -> None:
    """The coupons and uses behind what was taken off. `orders` in the order of the plans."""
    flat = [(plan, one) for plan in plans for one in plan.orders]
    coupons, uses, spent = [], [], Counter[int]()
    terms = {one.campaign.pk: one.terms for one in market.stalls if one.terms}
    for (plan, one), order in zip(flat, orders, strict=True):
        for cut in one.cuts:
            coupon = _used_coupon(market, terms[cut.campaign.pk], plan, order, cut) if cut.kind != TIERS else None
            if coupon is not None:
                coupons.append(coupon)
            use = _use(plan, one, order, cut, coupon)
            uses.append(use)
            spent[cut.campaign.pk] += cut.cents if use.state != UseState.RETURNED else 0
    with times_as_given(Coupon, PromotionUse):
        Coupon.objects.bulk_create(coupons, BATCH)
        for use in uses:
            use.coupon_id = use.coupon.pk if use.coupon else None
        PromotionUse.objects.bulk_create(uses, BATCH)
    _count(terms, coupons)
    for pk, cents in sorted(spent.items()):
        Campaign.objects.filter(pk=pk).update(spent_cents=cents)
    market.world.tell(f"{len(market.stalls)} campaigns, {len(uses)} uses")


def _used_coupon(market: Market, terms: CouponTerms | None, plan: TradePlan, order: Order, cut: Cut) -> Coupon:
    taken_at = max(cut.campaign.starts_at, plan.placed_at - timedelta(hours=30))
    return Coupon(
        key=cut.source,
        terms=terms,
        owner=plan.buyer,
        place=0,
        state=CouponState.SPENT,
        reference=order.trade.number if order.trade else "",
        valid_from=taken_at,
        valid_until=max(plan.placed_at + DAY, cut.campaign.ends_at),
        used_at=plan.paid_at,
        created_at=taken_at,
        updated_at=plan.paid_at or plan.placed_at,
    )


def _use(plan: TradePlan, one: OrderPlan, order: Order, cut: Cut, coupon: Coupon | None) -> PromotionUse:
    state = {Ending.KEPT: UseState.SPENT, Ending.WAITING: UseState.HELD}.get(one.ending, UseState.RETURNED)
    return PromotionUse(
        reference=order.trade.number if order.trade else order.number,
        campaign=cut.campaign,
        shop=one.shop,
        buyer=plan.buyer,
        coupon=coupon,
        gross_cents=one.items_cents,
        cents=cut.cents,
        platform_cents=cut.platform_cents,
        state=state,
        at=plan.placed_at,
    )


def _count(terms: Mapping[int, CouponTerms | None], coupons: Sequence[Coupon]) -> None:
    used = Counter(one.terms_id for one in coupons)
    for pk, count in sorted(used.items()):
        CouponTerms.objects.filter(pk=pk).update(taken_count=count, used_count=count)
        row = terms[pk]
        if row is not None:
            row.taken_count = row.used_count = count


# ---- pockets and clubs --------------------------------------------------------------------------------------------


def fill_pockets(market: Market) -> None:
    """Coupons ready to use: several for the people with a login, one or two for many others; and members of clubs."""
    world, dice = market.world, market.dice
    terms = [one.terms for one in market.stalls if one.terms and _can_be_taken(one, world.now)]
    had = set(Coupon.objects.values_list("owner", "terms"))
    cast = [world.cast[name] for name in ("shopper", "shopper2")]
    crowd = [one for one in world.shoppers if one not in cast]
    people = [*cast, *dice.sample(crowd, min(world.times(POCKETS), len(crowd)))]
    coupons = []
    for place, person in enumerate(people):
        wanted = terms[:6] if place < len(cast) else dice.sample(terms, min(dice.randint(1, 2), len(terms)))
        coupons += [_taken(market, one, person) for one in wanted if (person.pk, one.pk) not in had]
    with times_as_given(Coupon):
        Coupon.objects.bulk_create(coupons, BATCH)
    for pk, count in sorted(Counter(one.terms_id for one in coupons).items()):
        row = CouponTerms.objects.get(pk=pk)
        CouponTerms.objects.filter(pk=pk).update(taken_count=row.taken_count + count)
    _write_codes(market)
    clubs = sorted(
        {one.campaign.shop_id for one in market.stalls if one.campaign.kind == Kind.MEMBER if one.campaign.shop_id}
    )
    members = dict.fromkeys((pk, one.pk) for pk in clubs for one in [cast[0], *dice.sample(crowd, min(30, len(crowd)))])
    ClubMember.objects.bulk_create(ClubMember(shop_id=shop, user_id=person) for shop, person in members)
    world.tell(f"{len(coupons)} coupons in pockets, {len(members)} members of clubs")


def _can_be_taken(stall: Stall, at: datetime) -> bool:
    campaign, terms = stall.campaign, stall.terms
    is_open = campaign.state == CampaignState.RUNNING and campaign.starts_at <= at < campaign.ends_at
    return is_open and terms is not None and terms.taken_by == TakenBy.SELF


def _taken(market: Market, terms: CouponTerms, person: Any) -> Coupon:
    at = market.world.now - timedelta(hours=market.dice.randint(1, 60))
    valid_from, valid_until = terms.validity(at)
    return Coupon(
        key=market.world.public_id(market.dice),
        terms=terms,
        owner=person,
        place=0,
        valid_from=valid_from,
        valid_until=valid_until,
        created_at=at,
        updated_at=at,
    )


def _write_codes(market: Market) -> None:
    for stall in market.stalls:
        if stall.terms is not None and stall.terms.taken_by == TakenBy.CODE:
            CouponCode.objects.bulk_create(
                CouponCode(terms=stall.terms, code=market.world.public_id(market.dice, 12)) for _turn in range(20)
            )
