"""Six weeks of a small shop and its neighbours: who looked, clicked, bought; made by dice that fall the same way."""

from __future__ import annotations

import random
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from analytics.rollups.services import rebuild
from analytics.tracking.models import Actor
from catalog.shops.models import Shop
from orders.checkout.models import Order
from orders.payments.models import Refund
from tests.analytics.behaviour import happen, make_browser, make_person
from tests.analytics.trade.world import order_of, refund_of
from tests.factories.catalog import make_shop

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOON = datetime(2026, 11, 20, 12, 0, tzinfo=SHANGHAI)
DAYS = 42
THINGS = 4


@dataclass
class World:
    shops: Sequence[Shop]
    actors: Sequence[Actor]
    orders: Sequence[Order]
    refunds: Sequence[Refund]


def make_small_world() -> World:
    """At NOON, which the test has to have stopped the clock at."""
    dice = random.Random(11)
    shops = [make_shop(), make_shop()]
    actors = [make_person() if place % 3 else make_browser() for place in range(15)]
    orders: list[Order] = []
    for actor in actors:
        for _visit in range(dice.randrange(1, 9)):
            at = NOON - timedelta(seconds=dice.randrange(3600, DAYS * 86_400))
            orders += _visit_of(dice, actor, dice.choice(shops), at)
    refunds = [
        refund_of(order, order.paid_at + timedelta(hours=2), order.total_cents // 2)
        for order in orders
        if dice.random() < 0.3
    ]
    for _ in range(6):
        moment = NOON - timedelta(days=dice.randrange(1, DAYS))
        happen(dice.choice(actors), "product_view", moment, session=uuid.uuid4(), is_bot=True)
    rebuild()
    return World(shops, actors, orders, refunds)


def _visit_of(dice: random.Random, actor: Actor, shop: Shop, at: datetime) -> list[Order]:
    """A session: cards seen and opened, a product looked at, perhaps an order."""
    session = uuid.uuid4()
    for thing in range(1, THINGS + 1):
        about = {"object_kind": "product", "object_id": thing, "shop_id": shop.pk, "session": session}
        place = {"details": {"surface": dice.choice(["home", "search"])}}
        happen(actor, "impression", at + timedelta(seconds=thing), **about, **place)
        if dice.random() < 0.5:
            happen(actor, "click", at + timedelta(seconds=thing + 20), **about, **place)
            happen(actor, "product_view", at + timedelta(seconds=thing + 30), **about)
    happen(actor, "note_view", at + timedelta(minutes=2), object_kind="note", object_id=thing, session=session)
    if dice.random() < 0.4:
        happen(actor, "like", at + timedelta(minutes=3), object_kind="note", object_id=thing)
    if actor.user_id is None or dice.random() < 0.4:
        return []
    about = {"object_kind": "order", "object_id": dice.randrange(10**6), "shop_id": shop.pk}
    happen(actor, "checkout_view", at + timedelta(minutes=4), session=session)
    happen(actor, "order_placed", at + timedelta(minutes=5), **about)
    happen(actor, "order_paid", at + timedelta(minutes=6), **about)
    return [order_of(shop, actor.user, at + timedelta(minutes=6), dice.randrange(100, 50_000))]
