"""Who follows whom in the demo: circles of friends, a few people many follow, some who keep to themselves."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta
from random import Random
from typing import Any

from community.graph.models import Block, DismissedSuggestion, Follow, Mute, Network, PersonSettings
from config.kernel.demo import World

CIRCLE = 24
INSIDE = 0.32  # of one's own circle one follows about a third
FOLLOWED_BACK = 0.55
STRANGERS = (1, 6)
HUBS = 8
SHARE_PURCHASES, HIDE_NETWORK, NOT_SUGGESTED = 0.35, 0.05, 0.04
LOGINS = ("shopper", "shopper2")


class Web:
    """Collects follows and writes them in bulk; whoever joined later followed later."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.dice: Random = world.dice("graph")
        self.people: list[Any] = [*world.shoppers, *(world.cast[name] for name in ("merchant", "merchant2"))]
        self.pairs: dict[tuple[int, int], Follow] = {}

    def tie(self, follower: Any, followee: Any, *, back: float = 0.0) -> None:
        """One follow, and perhaps one back, a little later."""
        key = (follower.pk, followee.pk)
        if follower.pk == followee.pk or key in self.pairs:
            return
        self.pairs[key] = Follow(follower=follower, followee=followee, created_at=self._moment(follower, followee))
        if self.dice.random() < back:
            self.tie(followee, follower)

    def _moment(self, one: Any, other: Any) -> datetime:
        since: datetime = max(one.joined_at, other.joined_at)
        return since + (self.world.now - since) * self.dice.random()

    def write(self) -> None:
        rows = sorted(self.pairs.values(), key=lambda row: (row.created_at, row.follower_id, row.followee_id))
        Follow.objects.bulk_create(rows, batch_size=5_000)
        following = Counter(row.follower_id for row in rows)
        followers = Counter(row.followee_id for row in rows)
        Network.objects.bulk_create(
            Network(person_id=pk, following=following[pk], followers=followers[pk])
            for pk in sorted({*following, *followers})
        )


def seed(world: World) -> None:
    web = Web(world)
    _circles(web)
    _hubs(web)
    _strangers(web)
    _logins(web)
    web.write()
    _settings(web)
    _distances(web)
    world.tell(f"{len(web.pairs)} follows among {len(web.people)} people")


def _circles(web: Web) -> None:
    """People who know each other: about a third of a circle follow one another, most of them back."""
    shuffled = web.dice.sample(web.people, len(web.people))
    for start in range(0, len(shuffled), CIRCLE):
        circle = shuffled[start : start + CIRCLE]
        for one in circle:
            for other in circle:
                if web.dice.random() < INSIDE * 0.6:
                    web.tie(one, other, back=FOLLOWED_BACK)


def _hubs(web: Web) -> None:
    """The two merchants with a login and a few others: between a tenth and half of everybody follows them."""
    hubs = [*web.people[-2:], *web.dice.sample(web.people[:-2], HUBS - 2)]
    for place, hub in enumerate(hubs):
        share = 0.5 / (1 + place * 0.6)
        for one in web.people:
            if web.dice.random() < share:
                web.tie(one, hub, back=0.04)


def _strangers(web: Web) -> None:
    for one in web.people:
        for other in web.dice.sample(web.people, web.dice.randint(*STRANGERS)):
            web.tie(one, other, back=0.15)


def _logins(web: Web) -> None:
    """The shoppers with a login have friends who have friends, and each other."""
    one, other = (web.world.cast[name] for name in LOGINS)
    web.tie(one, other, back=1.0)
    for login in (one, other):
        for friend in web.dice.sample(web.people[2:], 22):
            web.tie(login, friend, back=0.6)
        for fan in web.dice.sample(web.people[2:], 14):
            web.tie(fan, login)


def _settings(web: Web) -> None:
    """A third lets followers see what they bought; few keep to themselves."""
    rows = []
    for one in web.people:
        fate = [web.dice.random() for _ in range(3)]
        row = PersonSettings(
            person=one,
            share_purchases=fate[0] < SHARE_PURCHASES or one is web.world.cast["shopper2"],
            hide_network=fate[1] < HIDE_NETWORK and one not in web.people[:2],
            allow_suggest=fate[2] >= NOT_SUGGESTED or one in web.people[:2],
        )
        if row.share_purchases or row.hide_network or not row.allow_suggest:
            rows.append(row)
    PersonSettings.objects.bulk_create(rows)


def _distances(web: Web) -> None:
    """A few have blocked, muted or waved off somebody they don't follow and who doesn't follow them."""
    login = web.world.cast["shopper"]
    apart = [
        one for one in web.people[2:] if (login.pk, one.pk) not in web.pairs and (one.pk, login.pk) not in web.pairs
    ]
    away = web.dice.sample(apart, min(5, len(apart)))
    at = web.world.now - timedelta(days=9)
    Block.objects.bulk_create(Block(blocker=login, blocked=one, created_at=at) for one in away[:1])
    Mute.objects.bulk_create(Mute(muter=login, muted=one, created_at=at) for one in away[1:3])
    DismissedSuggestion.objects.bulk_create(
        DismissedSuggestion(user=login, person=one, created_at=at) for one in away[3:]
    )
