"""Twelve weeks of behaviour that agree with what the demo's people bought, wrote and liked."""

from __future__ import annotations

import io
import json
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from random import Random
from typing import Any

from django.db import connection

from accounts.identity.models import User
from accounts.privacy.models import Consent, Purpose
from accounts.privacy.texts import VERSION, fingerprint
from analytics.demo.deeds import Deed, deeds
from analytics.demo.visits import Goods, Visit, day_in, lead_to, look_around, moment_in
from analytics.rollups.services import rebuild
from analytics.tracking.catalogue import Thing
from analytics.tracking.models import Actor
from analytics.tracking.partitions import ensure_months
from analytics.tracking.writing import COLUMNS, crew_of, is_crew
from catalog.products.models import Product
from config.kernel.demo import World
from content.posts.models import Post, PostStatus
from orders.checkout.models import OrderLine

WEEKS = 12
WEEK = timedelta(days=7)
PASSERS_BY = 1_500
AGREED_OF_TEN = 8
READ_BEFORE = frozenset({"like", "save", "comment"})
ROBOTS, COME_BACK = 0.02, 0.3
A_WHILE = timedelta(minutes=5)
FULL_VISITS = 8  # of somebody's likes and comments; the others were done in passing


class Log:
    """Lines for COPY."""

    def __init__(self, dice: Random, until: datetime) -> None:
        self.dice, self.until = dice, until
        self.lines: list[tuple[datetime, str]] = []

    def add(self, name: str, at: datetime, actor: int, thing: str, pk: int, shop: int | None, **more: Any) -> None:
        if at > self.until:
            return
        session, details = more.get("session"), more.get("details") or {}
        cells = (
            uuid.UUID(int=self.dice.getrandbits(128), version=4),
            at.isoformat(),
            (at + timedelta(seconds=2)).isoformat(),
            name,
            actor,
            session or "\\N",
            thing,
            pk,
            "\\N" if shop is None else shop,
            "t" if more.get("is_bot") else "f",
            "t" if more.get("is_staff") else "f",
            json.dumps(details),
        )
        self.lines.append((at, "\t".join(map(str, cells)) + "\n"))

    def visit(self, visit: Visit, actor: int, staff_of: Collection[int | None] = (), **more: Any) -> None:
        for name, at, thing, pk, shop, details in visit.steps:
            is_staff = bool(staff_of) and (None in staff_of or shop in staff_of)
            self.add(
                name, at, actor, thing, pk, shop, session=visit.session, details=details, is_staff=is_staff, **more
            )

    def write(self) -> None:
        """In the order of time, as it would have come."""
        self.lines.sort()
        ensure_months(self.lines[0][0], self.lines[-1][0])
        with connection.cursor() as cursor:
            lines = io.StringIO("".join(line for _at, line in self.lines))
            cursor.copy_expert(f"COPY analytics_event ({COLUMNS}) FROM STDIN", lines)
            cursor.execute("ANALYZE analytics_event")


def seed(world: World) -> None:
    """Facts, the visits around them, and the days added up."""
    log = Log(world.dice("behaviour-ids"), world.now)
    facts = deeds(world)
    actors = _actors(world)
    crew = crew_of(set(actors))
    for fact in facts:
        if fact.user in actors:
            about = (actors[fact.user], fact.thing, fact.pk, fact.shop)
            log.add(fact.name, fact.at, *about, details=fact.details, is_staff=is_crew(crew, fact.user, fact.shop))
    agreed = _agree(world, sorted(actors))
    orders = [fact.pk for fact in facts if fact.name == "order_placed"]
    town = Town(world.dice("behaviour"), _notes(), _products(), _bought(orders), world.now)
    for user, mine in _by_user(facts, agreed):
        shops = {shop for member, shop in crew if member == user}
        for visit in town.visits_of(mine):
            log.visit(visit, actors[user], staff_of=shops)
    _passers_by(world, town, log)
    log.write()
    rebuild()
    world.tell(f"{len(log.lines):,} things done, and the days added up")


def _actors(world: World) -> dict[int, int]:
    people = User.objects.filter(is_active=True).order_by("pk").values_list("pk", "joined_at")
    Actor.objects.bulk_create(Actor(user_id=pk, since=at) for pk, at in people)
    return dict(Actor.objects.exclude(user=None).values_list("user_id", "pk"))


def _agree(world: World, users: list[int]) -> set[int]:
    """Most people said yes to being counted when they were asked."""
    dice = world.dice("agreed")
    joined = dict(User.objects.filter(pk__in=users).values_list("pk", "joined_at"))
    yes = {user for user in users if dice.randrange(10) < AGREED_OF_TEN}
    mark = fingerprint(Purpose.MEASURING)
    Consent.objects.bulk_create(
        Consent(
            user_id=user,
            purpose=Purpose.MEASURING,
            given=user in yes,
            text_version=VERSION,
            text_hash=mark,
            at=joined[user],
        )
        for user in users
    )
    return yes


def _notes() -> Goods:
    shown = Post.objects.filter(status=PostStatus.PUBLISHED, published_at__isnull=False).order_by("published_at", "pk")
    things = [(at, pk, shop) for at, pk, shop in shown.values_list("published_at", "pk", "shop_id") if at is not None]
    return Goods(things, [at for at, *_rest in things])


def _products() -> Goods:
    listed = Product.objects.filter(listed_at__isnull=False).order_by("listed_at", "pk")
    things = [(at, pk, shop) for at, pk, shop in listed.values_list("listed_at", "pk", "shop_id") if at is not None]
    return Goods(things, [at for at, *_rest in things])


def _by_user(facts: list[Deed], agreed: set[int]) -> Iterator[tuple[int, list[Deed]]]:
    found: dict[int, list[Deed]] = defaultdict(list)
    for fact in facts:
        found[fact.user].append(fact)
    for user in sorted(agreed & found.keys()):
        yield user, sorted(found[user], key=lambda one: (one.at, one.name, one.pk))


def _bought(orders: list[int]) -> dict[int, list[tuple[int, int]]]:
    """The products of each order, with their shops."""
    lines = OrderLine.objects.filter(order__in=orders, variant__isnull=False).order_by("pk")
    found: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for order, product, shop in lines.values_list("order_id", "variant__product_id", "order__shop_id"):
        found[order].append((product, shop))
    return found


@dataclass(frozen=True)
class Town:
    """What there is to see, and until when."""

    dice: Random
    notes: Goods
    products: Goods
    bought: dict[int, list[tuple[int, int]]]
    now: datetime

    def visit(self, at: datetime) -> Visit:
        return Visit(self.dice, at, self.notes, self.products)

    def visits_of(self, mine: list[Deed]) -> Iterator[Visit]:
        """Those that led to an order, a like, a comment; then those that led to nothing."""
        read = [fact for fact in mine if fact.name in READ_BEFORE and self.notes.was_there(fact.pk, fact.at - A_WHILE)]
        for fact in [one for one in mine if one.name == "order_placed"]:
            yield self._buying(fact)
        for fact in self.dice.sample(read, min(FULL_VISITS, len(read))):
            visit = self.visit(fact.at)
            lead_to(visit, partial(visit.to, Thing.NOTE, fact.pk, fact.shop), ends_at=fact.at)
            yield visit
        yield from self._idle_visits(mine[0].at)

    def _buying(self, order: Deed) -> Visit:
        visit = self.visit(order.at)

        def walk() -> None:
            visit.do("search", results=self.dice.randint(1, 30))
            visit.wait(2, 10)
            for product, shop in self.bought[order.pk]:
                visit.to(Thing.PRODUCT, product, shop)
            for name in ("cart_view", "checkout_view"):
                visit.do(name)
                visit.wait(8, 40)

        lead_to(visit, walk, ends_at=order.at)
        return visit

    def _idle_visits(self, since: datetime) -> Iterator[Visit]:
        """Of one who has been here since then: fewer and fewer, down to what their liking for the place holds up."""
        liking = self.dice.betavariate(2, 3)
        week, first = max(since, self.now - WEEKS * WEEK), since
        while week < self.now:
            age = max(0, (week - first) // WEEK)
            if self.dice.random() < max(0.4 * liking, (0.3 + 0.7 * liking) * (age + 1) ** -0.5):
                for _time in range(1 + int(self.dice.expovariate(1.5) + liking)):
                    at = moment_in(self.dice, day_in(self.dice, week))
                    if since < at:
                        visit = self.visit(at)
                        look_around(visit)
                        yield visit
            week += WEEK


def _passers_by(world: World, town: Town, log: Log) -> None:
    """Browsers without an account: more from week to week, most of them here once; a few are programs."""
    dice = town.dice
    shares = [1 + 2 * week / WEEKS for week in range(WEEKS)]
    rows = []
    for _browser in range(world.times(PASSERS_BY)):
        week = world.now - WEEK * (WEEKS - dice.choices(range(WEEKS), shares)[0])
        first = moment_in(dice, day_in(dice, week))
        rows.append(Actor(visitor=uuid.UUID(int=dice.getrandbits(128), version=4), since=first))
    for actor in Actor.objects.bulk_create(rows):
        is_bot = dice.random() < ROBOTS
        at = actor.since
        while at < world.now:
            visit = town.visit(at)
            look_around(visit)
            log.visit(visit, actor.pk, is_bot=is_bot)
            if dice.random() > COME_BACK:
                break
            at = moment_in(dice, at + timedelta(days=1 + dice.expovariate(0.15)))
