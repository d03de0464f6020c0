"""Bargains of the demo: campaigns in every state, people half-way with real friends' help, some pieces bought."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from catalog.products.models import Variant
from config.kernel.demo import World, times_as_given
from orders.bargain.models import Bargain, BargainCampaign, BargainHelp, BargainStatus
from orders.bargain.rule import Rule
from orders.demo.plans import Ending, OrderPlan, TradePlan

CAMPAIGNS = 8
OPEN_EACH = (3, 6)
HOURS = 72
BOUGHT_WITHIN = timedelta(days=9)
FRIENDS = (4, 5, 6, 8)
KIND = "bargain"


@dataclass
class Began:
    """One bargain before it is written down."""

    owner: Any
    token: str
    started_at: datetime
    friends: list[Any]
    order: OrderPlan | None = None
    is_over: bool = False

    @property
    def helped(self) -> int:
        return len(self.friends)


@dataclass
class CampaignPlan:
    variant: Variant
    floor_cents: int
    friends: int
    starts_at: datetime
    ends_at: datetime
    key: str
    strangers: list[Any]  # who hasn't helped in this campaign yet
    began: list[Began] = field(default_factory=list)
    is_stopped: bool = False

    @property
    def rule(self) -> Rule:
        return Rule(self.variant.price_cents, self.floor_cents, self.friends)

    def begin(self, owner: Any, token: str, started_at: datetime, helped: int) -> Began:
        """A bargain with so many friends, as far as there are people who know the site and haven't helped yet."""
        able = [one for one in self.strangers if one.pk != owner.pk and one.joined_at <= started_at]
        began = Began(owner, token, started_at, able[:helped])
        self.strangers = [one for one in self.strangers if one not in began.friends]
        self.began.append(began)
        return began


def plan_bargains(world: World, plans: Sequence[TradePlan]) -> list[CampaignPlan]:
    """Turn some recent purchases of single pieces into bargains that were bought, and begin others beside them."""
    dice = world.dice("bargains")
    found: dict[int, CampaignPlan] = {}
    for plan in reversed(plans):
        one = plan.orders[0]
        if not _fits(world, plan) or (len(found) >= CAMPAIGNS and one.lines[0][0].pk not in found):
            continue
        campaign = found.setdefault(one.lines[0][0].pk, _campaign(world, dice, one.lines[0][0]))
        if all(began.owner != plan.buyer for began in campaign.began):
            _buy(world, dice, campaign, plan)
    campaigns = list(found.values())
    for place, campaign in enumerate(campaigns):
        _set_scene(world, dice, campaign, place)
    for campaign in campaigns[2:][-1:]:
        campaign.is_stopped = True
    return campaigns


def _fits(world: World, plan: TradePlan) -> bool:
    """Bought lately by a member, one piece of one thing that costs enough to bargain for."""
    one = plan.orders[0]
    alone = len(plan.orders) == 1 and len(one.lines) == 1 and one.ending == Ending.KEPT
    if not alone or plan.buyer is None or plan.placed_at < world.now - BOUGHT_WITHIN:
        return False
    variant, quantity = one.lines[0]
    return quantity == 1 and 4_000 <= variant.price_cents <= 40_000 and plan.buyer not in world.cast.values()


def _campaign(world: World, dice: Random, variant: Variant) -> CampaignPlan:
    friends = dice.choice(FRIENDS)
    off = dice.choice((15, 20, 25, 30))
    step = max(variant.price_cents * off // 100 // friends // 100, 1) * 100  # whole yuan a friend
    return CampaignPlan(
        variant=variant,
        floor_cents=variant.price_cents - step * friends,
        friends=friends,
        starts_at=world.now - BOUGHT_WITHIN - timedelta(days=1),
        ends_at=world.now + timedelta(days=dice.randint(5, 16)),
        key=world.public_id(dice),
        strangers=dice.sample(world.shoppers, len(world.shoppers)),
    )


def _buy(world: World, dice: Random, campaign: CampaignPlan, plan: TradePlan) -> None:
    """This purchase was the end of a bargain: at the price its friends had reached."""
    one, started_at = plan.orders[0], plan.placed_at - timedelta(hours=dice.uniform(3, 40))
    began = campaign.begin(plan.buyer, world.public_id(dice, 20), started_at, dice.randint(1, campaign.friends))
    began.order = one
    one.unit_cents = campaign.rule.price_after(began.helped)
    one.bargain_ref = began.token


def _set_scene(world: World, dice: Random, campaign: CampaignPlan, place: int) -> None:
    """People who are at it now, some who ran out of time; the first campaigns have the demo's own people in them."""
    taken = {began.owner.pk for began in campaign.began}
    crowd = [one for one in world.shoppers if one.pk not in taken and one not in world.cast.values()]
    owners = dice.sample(crowd, min(dice.randint(*OPEN_EACH), len(crowd)))
    for turn, owner in enumerate(owners):
        is_over = turn == 0
        hours = dice.uniform(HOURS + 5, HOURS + 60) if is_over else dice.uniform(1, HOURS - 20)
        helped = dice.randint(0, campaign.friends - 1)
        began = campaign.begin(owner, world.public_id(dice, 20), world.now - timedelta(hours=hours), helped)
        began.is_over = is_over
    if place < 2:
        owner = world.cast["shopper" if place == 0 else "shopper2"]
        campaign.begin(owner, world.public_id(dice, 20), world.now - timedelta(hours=5), campaign.friends - 2)


def write_bargains(world: World, campaigns: Sequence[CampaignPlan]) -> None:
    """The plans as rows. Friends are other shoppers, each once in a campaign."""
    dice = world.dice("friends")
    orders = {order.deal_ref: order for order in world.orders if order.deal_kind == KIND}
    with times_as_given(BargainCampaign, Bargain):
        rows = BargainCampaign.objects.bulk_create([_campaign_row(world, plan) for plan in campaigns])
        bargains, helps = [], []
        for plan, row in zip(campaigns, rows, strict=True):
            for began in plan.began:
                bargain = _bargain_row(plan, row, began, orders.get(began.token))
                bargains.append(bargain)
                helps += _helps(world, dice, bargain, row, began.friends)
        Bargain.objects.bulk_create(bargains)
        for one in helps:
            one.bargain_id = one.bargain.pk
        BargainHelp.objects.bulk_create(helps)
    world.tell(f"{len(rows)} bargain campaigns, {len(bargains)} bargains, {len(helps)} cuts by friends")


def _campaign_row(world: World, plan: CampaignPlan) -> BargainCampaign:
    counted = sum(not began.is_over for began in plan.began)
    return BargainCampaign(
        key=plan.key,
        shop_id=plan.variant.shop_id,
        variant=plan.variant,
        floor_cents=plan.floor_cents,
        friends=plan.friends,
        hours=HOURS,
        places=counted + 12,
        taken=counted,
        starts_at=plan.starts_at,
        ends_at=plan.ends_at,
        stopped_at=world.now - timedelta(hours=3) if plan.is_stopped else None,
        created_at=plan.starts_at - timedelta(hours=4),
        updated_at=plan.starts_at,
    )


def _bargain_row(plan: CampaignPlan, row: BargainCampaign, began: Began, order: Any) -> Bargain:
    status = BargainStatus.EXPIRED if began.is_over else BargainStatus.BOUGHT if order else BargainStatus.OPEN
    price = plan.rule.price_after(began.helped)
    return Bargain(
        token=began.token,
        campaign=row,
        user=began.owner,
        status=status,
        list_cents=plan.variant.price_cents,
        floor_cents=plan.floor_cents,
        friends=plan.friends,
        helped=began.helped,
        current_cents=price,
        version=began.helped + (2 if order else 1 if began.is_over else 0),
        started_at=began.started_at,
        ends_at=began.started_at + timedelta(hours=HOURS),
        order=order,
        paid_cents=price if order else None,
        created_at=began.started_at,
        updated_at=began.started_at,
    )


def _helps(
    world: World, dice: Random, bargain: Bargain, row: BargainCampaign, friends: Sequence[Any]
) -> list[BargainHelp]:
    until = bargain.order.placed_at if bargain.order else min(world.now, bargain.ends_at)
    span = (until - bargain.started_at).total_seconds()
    instants = sorted(bargain.started_at + timedelta(seconds=dice.uniform(0.02, 0.95) * span) for _one in friends)
    return [
        BargainHelp(
            bargain=bargain, campaign=row, helper=friend, place=place + 1, cut_cents=bargain.rule.cuts[place], at=at
        )
        for place, (friend, at) in enumerate(zip(friends, instants, strict=True))
    ]
