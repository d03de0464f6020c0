"""Who bought what, and when: growing week by week, busiest at noon and in the evening, regulars more often than others."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import prefetch_related_objects

from accounts.demo.names import invented
from accounts.demo.places import phone, somewhere
from catalog.inventory.models import Stock
from catalog.products.models import Variant
from catalog.shops.models import Shop
from config.kernel.demo import World
from orders.checkout.models import OrderStatus
from orders.demo.plans import (
    UNPAID_ENDINGS,
    Door,
    Ending,
    Journey,
    OrderPlan,
    TradePlan,
    travel,
    travelled,
)
from orders.freight.selectors import Goods, price_lists

WEEKS = 12
TRADES = 1500
GROWTH = 1.085  # from one week to the next
WEEKDAYS = (0.94, 0.9, 0.92, 0.98, 1.08, 1.24, 1.2)
HOURS = (10, 5, 3, 2, 2, 4, 10, 20, 32, 44, 52, 54, 66, 58, 46, 44, 46, 48, 52, 66, 86, 92, 70, 32)
SHOPS_A_TRADE = ((1, 2, 3), (72, 21, 7))
LINES_AN_ORDER = ((1, 2, 3), (62, 27, 11))
PIECES_A_LINE = ((1, 2, 3, 4), (78, 15, 5, 2))
ENDINGS = (
    (Ending.KEPT, Ending.UNPAID, Ending.CALLED_OFF, Ending.REFUNDED),
    (88.5, 6, 2, 3.5),
)
GUESTS = 0.05
DECLINED_FIRST = 0.04

# What the people of the demo have: how many hours ago, from how many shops, how it stands.
SHOPPER: tuple[tuple[int, int, Ending | OrderStatus], ...] = (
    (1900, 1, OrderStatus.COMPLETED),
    (1500, 2, OrderStatus.COMPLETED),
    (1100, 1, Ending.REFUNDED),
    (700, 1, OrderStatus.COMPLETED),
    (420, 3, OrderStatus.COMPLETED),
    (300, 1, Ending.UNPAID),
    (110, 1, OrderStatus.DELIVERED),
    (60, 1, OrderStatus.SHIPPED),
    (30, 1, OrderStatus.PARTLY_SHIPPED),
    (9, 2, OrderStatus.TO_SHIP),
    (2, 1, Ending.REFUNDING),
    (1, 2, Ending.WAITING),
    *((hours, 1, OrderStatus.COMPLETED) for hours in (128, 136, 144, 152, 160, 168)),  # young enough for after-sales
)
SHOPPER2 = ((800, 2, OrderStatus.COMPLETED), (52, 1, OrderStatus.SHIPPED), (7, 1, OrderStatus.TO_SHIP))


class Shelves:
    """What may be bought: the shops' variants, the better known ones more often, and how many pieces are free today."""

    def __init__(self, world: World) -> None:
        dice = world.dice("shelves")
        prefetch_related_objects(world.products, "variants__stock", "variants__picture", "cover")
        self.variants: dict[int, list[Variant]] = {shop.pk: [] for shop in world.shops}
        self.weights: dict[int, list[float]] = {shop.pk: [] for shop in world.shops}
        self.free: dict[int, int] = {}
        for product in world.products:
            fame = dice.paretovariate(1.1)
            variants = [variant for variant in product.variants.all() if variant.is_active]
            for variant in variants:
                variant.product = product
                self.variants[product.shop_id].append(variant)
                self.weights[product.shop_id].append(min(fame, 25) / len(variants))
                self.free[variant.pk] = _free(variant)
        self.shops = [shop for shop in world.shops if self.variants[shop.pk]]
        self.fame = [1 / (2 + place) for place in range(len(self.shops))]

    def some_shops(self, dice: Random, count: int, first: Shop | None = None) -> list[Shop]:
        found = [first] if first else []
        while len(found) < min(count, len(self.shops)):
            shop = dice.choices(self.shops, self.fame)[0]
            if shop not in found:
                found.append(shop)
        return found

    def fill(self, dice: Random, shop: Shop, lines: int, at: datetime) -> list[tuple[Variant, int]]:
        """Some variants of what the shop had on sale by then (of anything, in its very first days)."""
        often = dice.choices(self.variants[shop.pk], self.weights[shop.pk], k=lines * 8)
        listed = [variant for variant in often if variant.product.listed_at and variant.product.listed_at <= at]
        picked = list(dict.fromkeys([*listed, *([] if listed else often)]))[:lines]
        return [(variant, dice.choices(*PIECES_A_LINE)[0]) for variant in picked]

    def keep(self, plan: OrderPlan) -> bool:
        """Set the pieces aside, if enough are free that one is left for the next."""
        if any(self.free[variant.pk] <= quantity for variant, quantity in plan.lines):
            return False
        for variant, quantity in plan.lines:
            self.free[variant.pk] -= quantity
        return True


def _free(variant: Variant) -> int:
    try:
        return variant.stock.available
    except Stock.DoesNotExist:
        return 0


def plan_sales(world: World) -> list[TradePlan]:
    """Every checkout of the twelve weeks, oldest first."""
    dice, shelves = world.dice("sales"), Shelves(world)
    if not shelves.shops:
        return []
    plans = [*_of_the_cast(world, shelves)]
    crowd = [one for one in world.shoppers if one not in world.cast.values()] or world.shoppers
    habits = list(accumulate(min(dice.paretovariate(1.15), 40) for _ in crowd))
    for placed_at in _instants(dice, world):
        buyer = None if dice.random() < GUESTS else _somebody(dice, crowd, habits, placed_at)
        plan = _plan(world, dice, shelves, buyer, placed_at)
        if all(shelves.keep(order) for order in plan.orders if order.is_alive):
            plans.append(plan)
    price_freight(plans)
    return sorted(plans, key=lambda plan: plan.placed_at)


def _of_the_cast(world: World, shelves: Shelves) -> Iterator[TradePlan]:
    dice = world.dice("cast")
    for name, wishes in (("shopper", SHOPPER), ("shopper2", SHOPPER2)):
        for hours, shops, wish in wishes:
            placed_at = world.now - timedelta(hours=hours, minutes=dice.randint(0, 20))
            plan = _plan(world, dice, shelves, world.cast[name], placed_at, shops=shops, wish=wish)
            if all(shelves.keep(order) for order in plan.orders if order.is_alive):
                yield plan


def _instants(dice: Random, world: World) -> list[datetime]:
    """When trades were placed: a day by growth and weekday, an hour by the rhythm of a day in the site's zone."""
    zone = ZoneInfo(settings.TIME_ZONE)
    today = world.now.astimezone(zone).replace(hour=0, minute=0)
    days = [today - timedelta(days=back) for back in range(WEEKS * 7)]
    weights = [
        GROWTH ** -(back / 7) * WEEKDAYS[day.weekday()] * dice.uniform(0.85, 1.15) for back, day in enumerate(days)
    ]
    instants: list[datetime] = []
    while len(instants) < world.times(TRADES):
        day, hour = dice.choices(days, weights)[0], dice.choices(range(24), HOURS)[0]
        placed_at = day + timedelta(hours=hour, seconds=dice.randrange(3600))
        if placed_at < world.now - timedelta(minutes=70):
            instants.append(placed_at)
    return sorted(instants)


def _somebody(dice: Random, crowd: list[Any], habits: list[float], at: datetime) -> Any:
    """One of those who had joined by then."""
    for _try in range(50):
        buyer = dice.choices(crowd, cum_weights=habits)[0]
        if buyer.joined_at <= at:
            return buyer
    return crowd[0]


def _plan(
    world: World,
    dice: Random,
    shelves: Shelves,
    buyer: Any,
    placed_at: datetime,
    *,
    shops: int = 0,
    wish: Ending | OrderStatus | None = None,
) -> TradePlan:
    ending = Ending.KEPT if isinstance(wish, OrderStatus) else wish or dice.choices(*ENDINGS)[0]
    plan = TradePlan(buyer, buyer.email if buyer else "", door_of(world, dice, buyer), placed_at, [])
    if buyer is None:
        plan.email = f"{world.public_id(dice, 8).lower()}@guests.demo.test"
    if ending not in UNPAID_ENDINGS:
        plan.paid_at = placed_at + timedelta(seconds=dice.randint(25, 500))
        plan.first_try_failed = dice.random() < DECLINED_FIRST
    elif ending != Ending.WAITING:
        window = settings.PAY_WINDOW_MINUTES * 60
        plan.closed_at = placed_at + timedelta(
            seconds=window if ending == Ending.UNPAID else dice.randint(60, window - 60)
        )
    for place, shop in enumerate(shelves.some_shops(dice, shops or dice.choices(*SHOPS_A_TRADE)[0])):
        wanted = 3 if wish == OrderStatus.PARTLY_SHIPPED else dice.choices(*LINES_AN_ORDER)[0]
        lines = shelves.fill(dice, shop, wanted, placed_at)
        one = OrderPlan(shop, lines, ending)
        if ending in {Ending.REFUNDED, Ending.REFUNDING} and place > 0:
            one.ending = Ending.KEPT  # only the first shop's part was called off
        if plan.paid_at and one.ending == Ending.KEPT:
            one.journey = _journey(dice, plan.paid_at, world.now, lines, wish)
        plan.orders.append(one)
    return plan


def _journey(
    dice: Random, paid_at: datetime, now: datetime, lines: list[tuple[Variant, int]], wish: Ending | OrderStatus | None
) -> Journey:
    if wish == OrderStatus.PARTLY_SHIPPED and len(lines) == 1:
        wish = OrderStatus.SHIPPED
    return travelled(paid_at, now, wish) if isinstance(wish, OrderStatus) else travel(dice, paid_at, now, len(lines))


def door_of(world: World, dice: Random, buyer: Any) -> Door:
    address = world.addresses.get(buyer.pk) if buyer else None
    if address:
        return Door(address.recipient, address.phone, address.region_code, address.street)
    place = somewhere(dice)
    return Door(invented(dice).real_name, phone(dice), place.region_code, place.street)


def price_freight(plans: list[TradePlan]) -> None:
    lists = price_lists({order.shop for plan in plans for order in plan.orders})
    for plan in plans:
        for order in plan.orders:
            goods = [Goods(quantity, one.weight_grams, one.price_cents * quantity) for one, quantity in order.lines]
            order.shipping_cents = lists[order.shop.pk].quote(goods, plan.door.region_code).cents
