"""Teams of every shape: lacking one, just opened, with a ladder, near their deadline; filled and expired ones before."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

from catalog.inventory.models import Stock
from catalog.products.models import Product, Variant
from config.kernel.demo import World, times_as_given
from config.kernel.templatetags.hetang import masked_name
from orders.checkout.models import Order
from orders.demo.books import write_down
from orders.demo.plans import DealPlan, Ending, OrderPlan, TradePlan, travel
from orders.demo.sales import door_of, price_freight
from orders.groupbuy.models import (
    CampaignStatus,
    EndReason,
    GroupCampaign,
    GroupLog,
    GroupPrice,
    GroupSeat,
    GroupStep,
    GroupTeam,
    LogKind,
    SeatStatus,
    TeamStatus,
)

HOLD = timedelta(minutes=15)
ENOUGH = 25  # pieces a product must have left to be bought together
LADDER = ((5, 500), (8, 1_000))


@dataclass(frozen=True)
class Shape:
    """An open team: size, hours in all, who has paid, minutes left, and whether somebody of the cast is in it."""

    size: int
    hours: int
    paid: int
    left: int
    steps: tuple[tuple[int, int], ...] = ()
    cast: str = ""


# Several of them for a product; long ones too, so that a demo looked at again days later still lives.
SHAPES: tuple[tuple[Shape, ...], ...] = (
    (Shape(3, 24, 2, 133), Shape(3, 24, 2, 525), Shape(3, 24, 1, 1_395)),
    (Shape(5, 48, 4, 340, cast="shopper"),),
    (Shape(2, 24, 1, 663), Shape(2, 24, 1, 1_200)),
    (Shape(3, 72, 4, 2_100, steps=LADDER),),
    (Shape(3, 24, 2, 1_330, cast="shopper2"),),
    (Shape(10, 72, 6, 1_700),),
    (Shape(2, 144, 1, 6_400), Shape(2, 144, 1, 8_300)),
    (Shape(3, 24, 2, 25),),
    (Shape(3, 144, 2, 5_200),),
    (Shape(4, 48, 1, 2_870),),
    (Shape(3, 96, 2, 3_900, cast=""), Shape(3, 96, 1, 5_700)),
    (Shape(2, 72, 1, 4_100),),
    (Shape(5, 144, 3, 7_000),),
    (Shape(2, 24, 1, 45),),
)
PAST_FILLED, PAST_EXPIRED = 6, 2


@dataclass
class Member:
    buyer: Any
    paid_at: datetime
    plan: TradePlan


@dataclass
class TeamPlan:
    """A team before it is written down."""

    campaign: GroupCampaign
    token: str
    opened_at: datetime
    expires_at: datetime
    members: list[Member] = field(default_factory=list)
    ended_at: datetime | None = None
    is_filled: bool = False


def seed(world: World) -> None:
    dice = world.dice("teams")
    pitches = list(zip(SHAPES, _products(world), strict=False))
    if not pitches or len(world.shoppers) < 20:
        return
    plans: list[TeamPlan] = []
    with times_as_given(GroupCampaign, GroupTeam, GroupSeat):
        for shapes, (product, variants) in pitches:
            campaign, prices = _campaign(world, dice, product, variants, shapes[0])
            plans += _past(world, dice, campaign, variants[0], prices)
            busy: set[int] = set()  # one open team for each person and campaign
            plans += [_open(world, dice, campaign, variants[0], prices, shape, busy) for shape in shapes]
        trades = [member.plan for plan in plans for member in plan.members]
        price_freight(trades)
        orders = write_down(world, trades, part="team books")
        world.orders += orders
        _write(plans, {id(trade): order for trade, order in zip(trades, orders, strict=True)})
    world.tell(f"{len(pitches)} group campaigns, {len(plans)} teams")


def _products(world: World) -> Iterator[tuple[Product, list[Variant]]]:
    """From every shop in turn, products with enough pieces."""
    free = {row.pk: row.available for row in Stock.objects.all()}
    by_shop: dict[int, list[tuple[Product, list[Variant]]]] = defaultdict(list)
    for product in world.products:
        variants = [one for one in product.variants.all() if one.is_active and free.get(one.pk, 0) >= ENOUGH]
        if variants:
            for one in variants:
                one.product = product
            by_shop[product.shop_id].append((product, variants))
    for place in range(3):
        for shop in world.shops:
            if place < len(by_shop[shop.pk]):
                yield by_shop[shop.pk][place]


def _campaign(
    world: World, dice: Random, product: Product, variants: Sequence[Variant], shape: Shape
) -> tuple[GroupCampaign, dict[int, int]]:
    campaign = GroupCampaign.objects.create(
        key=world.public_id(dice),
        shop=product.shop,
        product=product,
        name=product.title[:60],
        size=shape.size,
        hours=shape.hours,
        per_order_limit=5,
        per_user_limit=10,
        starts_at=world.now - timedelta(days=60),
        ends_at=world.now + timedelta(days=90),
        status=CampaignStatus.LIVE,
        created_at=world.now - timedelta(days=61),
        updated_at=world.now - timedelta(days=60),
    )
    prices = {one.pk: max(100, one.price_cents * dice.randint(74, 82) // 1000 * 10) for one in variants}
    GroupPrice.objects.bulk_create(
        GroupPrice(campaign=campaign, variant_id=pk, price_cents=cents) for pk, cents in prices.items()
    )
    GroupStep.objects.bulk_create(
        GroupStep(campaign=campaign, people=people, basis_points=off) for people, off in shape.steps
    )
    return campaign, prices


def _past(
    world: World, dice: Random, campaign: GroupCampaign, variant: Variant, prices: dict[int, int]
) -> Iterator[TeamPlan]:
    """Teams of the last weeks, most of them filled."""
    for place in range(PAST_FILLED + PAST_EXPIRED):
        is_filled = place < PAST_FILLED
        opened_at = world.now - timedelta(days=dice.uniform(7, 55), minutes=dice.randint(0, 600))
        expires_at = opened_at + timedelta(hours=campaign.hours)
        took = timedelta(hours=campaign.hours) * min(0.95, dice.expovariate(4) + 0.05)
        plan = TeamPlan(campaign, world.public_id(dice), opened_at, expires_at, is_filled=is_filled)
        plan.ended_at = opened_at + took if is_filled else expires_at + timedelta(minutes=1)
        count = campaign.size if is_filled else dice.randint(1, campaign.size - 1)
        last = plan.ended_at if is_filled else opened_at + (expires_at - opened_at) * 0.7
        _join(world, dice, plan, variant, prices, count, last=last)
        yield plan


def _open(
    world: World,
    dice: Random,
    campaign: GroupCampaign,
    variant: Variant,
    prices: dict[int, int],
    shape: Shape,
    busy: set[int],
) -> TeamPlan:
    """Left are minutes after the hour in which the demo is made, so that every deadline lies ahead."""
    expires_at = world.now + timedelta(minutes=60 + shape.left)
    opened_at = min(expires_at - timedelta(hours=shape.hours), world.now - timedelta(minutes=5))
    expires_at = max(expires_at, opened_at + timedelta(hours=shape.hours))
    plan = TeamPlan(campaign, world.public_id(dice), opened_at, expires_at)
    _join(world, dice, plan, variant, prices, shape.paid, last=world.now, cast=shape.cast, busy=busy)
    busy |= {member.buyer.pk for member in plan.members}
    return plan


def _join(
    world: World,
    dice: Random,
    plan: TeamPlan,
    variant: Variant,
    prices: dict[int, int],
    count: int,
    *,
    last: datetime,
    cast: str = "",
    busy: Collection[int] = (),
) -> None:
    """So many people, the leader at the opening, the last one (who fills it) at the end."""
    others = [one for one in world.shoppers if one not in world.cast.values() and one.pk not in busy]
    people = dice.sample([one for one in others if one.joined_at <= plan.opened_at] or others, count)
    if cast:
        people[0] = world.cast[cast]
    between = sorted(plan.opened_at + (last - plan.opened_at) * dice.random() for _ in range(max(0, count - 2)))
    times = [plan.opened_at, *between, *([last] if count > 1 else [])]
    for buyer, paid_at in zip(people, times, strict=True):
        placed_at = paid_at - timedelta(seconds=dice.randint(30, 240))
        ending = Ending.KEPT if plan.is_filled or plan.ended_at is None else Ending.REFUNDED
        order = OrderPlan(plan.campaign.shop, [(variant, 1)], ending)
        order.deal = DealPlan(plan.token, prices[variant.pk], plan.ended_at, is_filled=plan.is_filled)
        if plan.is_filled and plan.ended_at:
            order.journey = travel(dice, plan.ended_at, world.now, 1)
        trade = TradePlan(buyer, buyer.email, door_of(world, dice, buyer), placed_at, [order], paid_at=paid_at)
        plan.members.append(Member(buyer, paid_at, trade))


def _write(plans: Sequence[TeamPlan], orders: dict[int, Order]) -> None:
    """Teams, seats and their logs."""
    teams = GroupTeam.objects.bulk_create([_team(plan) for plan in plans])
    seats: list[GroupSeat] = []
    lines: list[GroupLog] = []
    for plan, team in zip(plans, teams, strict=True):
        for place, member in enumerate(plan.members):
            seats.append(_seat(plan, team, member, orders[id(member.plan)], is_leader=place == 0))
        lines += _log(plan, team)
    GroupSeat.objects.bulk_create(seats)
    GroupLog.objects.bulk_create(lines)


def _team(plan: TeamPlan) -> GroupTeam:
    has_failed = plan.ended_at is not None and not plan.is_filled
    status = TeamStatus.OPEN if plan.ended_at is None else TeamStatus.REFUNDED if has_failed else TeamStatus.SUCCEEDED
    size = plan.campaign.size
    rungs = plan.campaign.steps.values_list("people", flat=True)
    return GroupTeam(
        token=plan.token,
        campaign=plan.campaign,
        status=status,
        size=size,
        capacity=max([size, *rungs]),
        taken_count=len(plan.members),
        paid_count=len(plan.members),
        opened_at=plan.opened_at,
        expires_at=plan.expires_at,
        ended_at=plan.ended_at,
        end_reason=EndReason.EXPIRED if has_failed else "",
        created_at=plan.members[0].plan.placed_at,
        updated_at=plan.ended_at or plan.members[-1].paid_at,
    )


def _seat(plan: TeamPlan, team: GroupTeam, member: Member, order: Order, *, is_leader: bool) -> GroupSeat:
    has_failed = plan.ended_at is not None and not plan.is_filled
    return GroupSeat(
        team=team,
        campaign=plan.campaign,
        buyer=member.buyer,
        order=order,
        status=SeatStatus.REFUNDED if has_failed else SeatStatus.PAID,
        is_leader=is_leader,
        is_running=plan.ended_at is None,
        may_merge=order.pk % 3 != 0,
        quantity=1,
        unit_price_cents=order.items_cents,
        held_until=member.plan.placed_at + HOLD,
        paid_at=member.paid_at,
        ended_at=plan.ended_at,
        refunded_at=order.closed_at if has_failed else None,
        created_at=member.plan.placed_at,
        updated_at=plan.ended_at or member.paid_at,
    )


def _log(plan: TeamPlan, team: GroupTeam) -> Iterator[GroupLog]:
    for place, member in enumerate(plan.members):
        who = masked_name(member.buyer.display_name)[:20]
        if place == 0:
            yield GroupLog(team=team, kind=LogKind.OPENED, who=who, paid_count=1, at=member.paid_at)
            continue
        yield GroupLog(team=team, kind=LogKind.JOINED, who=who, paid_count=place, at=member.plan.placed_at)
        yield GroupLog(team=team, kind=LogKind.PAID, who=who, paid_count=place + 1, at=member.paid_at)
    count = len(plan.members)
    if plan.ended_at and plan.is_filled:
        yield GroupLog(team=team, kind=LogKind.SUCCEEDED, paid_count=count, at=plan.ended_at)
    elif plan.ended_at:
        yield GroupLog(team=team, kind=LogKind.EXPIRED, paid_count=count, at=plan.ended_at)
        for member in plan.members:
            who = masked_name(member.buyer.display_name)[:20]
            at = plan.ended_at + timedelta(minutes=3)
            yield GroupLog(team=team, kind=LogKind.REFUNDED, who=who, paid_count=count, at=at)
