"""Discover: the warmest notes, with room for new ones, nobody too often, and a reason at each.

Warmth is worked out beforehand (`services.warm_notes`); here a few hundred rows are read from an index, once a minute
for everybody. What one reader was shown is kept for ten minutes, so that turning over never repeats or skips.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.expressions import ArraySubquery
from django.core.cache import cache
from django.db.models import OuterRef, Q

from catalog.products.models import Product
from config.kernel.clock import now
from config.kernel.ids import public_id
from config.kernel.keyset import KeysetPage
from content.feed.orders import USUAL, Order, order_for
from content.feed.selectors.cards import FeedPage, Shown, notes_by_pk, woven
from content.feed.selectors.goods import BESIDE_NOTES, newest_products
from content.feed.selectors.reasons import Why, reason_of
from content.feed.selectors.taste import Taste
from content.posts.counting import FEW_VIEWS
from content.posts.models import PostTopic
from content.posts.selectors import notes_for

POOL, NEW_POOL = 300, 60
FRESH_S, KEPT_S = 60, 600
PAGE = 10
WINDOW, A_WRITER = 10, 2  # among ten neighbours, one writer stands twice at most
NEW_FOR = timedelta(days=7)  # some places are for who hasn't been looked at yet: `Order.new_every`
TENFOLD = 1_000_000
BONUS = {Why.FOLLOWED: TENFOLD // 2, Why.TOPIC: TENFOLD * 4 // 10, Why.LIKED: TENFOLD * 3 // 10}
END = "-"


@dataclass(frozen=True)
class Candidate:
    pk: int
    author: int
    score: int
    is_new: bool
    topics: tuple[tuple[int, str], ...]


@dataclass(frozen=True)
class Ranked:
    """A note's place, and why: the topic's name when it is one."""

    pk: int
    why: Why
    about: str = ""


def discover_notes(viewer: Any, taste: Taste, *, cursor: str = "", size: int = PAGE) -> FeedPage:
    """One page of notes."""
    token, _dot, start = cursor.partition(".")
    ranked = _kept(token)
    if ranked is None:
        token, ranked = _ranking(taste, order_for(viewer))
    begin = int(start) if start.isascii() and start.isdigit() and len(start) < 5 else 0
    some = ranked[begin : begin + size]
    notes = notes_by_pk(viewer, (one.pk for one in some))
    items = [Shown(note=notes[one.pk], reason=reason_of(notes[one.pk], one)) for one in some if one.pk in notes]
    return FeedPage(items, f"{token}.{begin + size}" if begin + size < len(ranked) else "")


def mixed_page(viewer: Any, taste: Taste, *, cursor: str = "") -> FeedPage:
    """Notes with products among them; when one kind ends, the other goes on."""
    notes_at, _tilde, goods_at = cursor.partition("~")
    notes = FeedPage() if notes_at == END else discover_notes(viewer, taste, cursor=notes_at)
    size = BESIDE_NOTES if notes.items else BESIDE_NOTES + PAGE
    goods: KeysetPage[Product] = KeysetPage([], "") if goods_at == END else newest_products(cursor=goods_at, size=size)
    onward = f"{notes.next_cursor or END}~{goods.next_cursor or END}"
    return FeedPage(woven(notes.items, goods.items), "" if onward == f"{END}~{END}" else onward)


def _kept(token: str) -> list[Ranked] | None:
    rows = cache.get(f"discover:{token}") if token.isalnum() and len(token) == 12 else None
    return None if rows is None else [Ranked(pk, Why(why), about) for pk, why, about in rows]


def _ranking(taste: Taste, order: Order) -> tuple[str, list[Ranked]]:
    """Everybody's for the minute, or this reader's own."""
    shared = f"discover:everybody{order.name}"
    if taste.is_plain and (token := cache.get(shared)) and (ranked := _kept(token)) is not None:
        return token, ranked
    token, ranked = public_id(12), rank(candidates(), taste, order)
    cache.set(f"discover:{token}", [(one.pk, one.why.value, one.about) for one in ranked], KEPT_S)
    if taste.is_plain:
        cache.set(shared, token, FRESH_S)
    return token, ranked


def candidates() -> list[Candidate]:
    """The warmest notes and the newest that few have seen: one query a minute."""
    rows = cache.get("discover:pool")
    if rows is None:
        rows = _pool()
        cache.set("discover:pool", rows, FRESH_S)
    return [
        Candidate(pk, author, score or 0, is_new, tuple(zip(topics, names, strict=True)))
        for pk, author, score, is_new, topics, names in rows
    ]


def _pool() -> list[tuple[Any, ...]]:
    since = now() - NEW_FOR
    links = PostTopic.objects.filter(post=OuterRef("pk")).order_by("pk")
    rows = notes_for(AnonymousUser()).annotate(
        topics=ArraySubquery(links.values("topic_id")), names=ArraySubquery(links.values("topic__name"))
    )
    fields = ("pk", "author_id", "warmth__score", "warmth__views", "published_at", "topics", "names")
    warm = rows.filter(warmth__isnull=False).order_by("-warmth__score", "-pk").values_list(*fields)[:POOL]
    new = rows.filter(Q(warmth=None) | Q(warmth__views__lt=FEW_VIEWS), published_at__gt=since)
    both = warm.union(new.order_by("-published_at", "-pk").values_list(*fields)[:NEW_POOL], all=True)
    once = {row[0]: row for row in both}
    return [_with_novelty(row, since) for row in once.values()]


def _with_novelty(row: tuple[Any, ...], since: datetime) -> tuple[Any, ...]:
    pk, author, score, views, published_at, topics, names = row
    return pk, author, score, published_at > since and (views or 0) < FEW_VIEWS, topics, names


def rank(rows: Iterable[Candidate], taste: Taste, by: Order = USUAL) -> list[Ranked]:
    """The order of a feed: by warmth, with what this reader asked for a little higher, one place in twelve for new
    notes, and no writer more than twice among ten."""
    pool = [row for row in rows if row.author not in taste.hidden]
    placed = [(row, _why(row, taste)) for row in pool]
    placed.sort(key=lambda pair: (pair[0].score + BONUS.get(pair[1].why, 0) * by.own // 100, pair[0].pk), reverse=True)
    warm = dict.fromkeys(row for row, _ranked in placed)
    new = [row for row in sorted(pool, key=lambda row: -row.pk) if row.is_new]
    ranked = dict(placed)
    order: list[Ranked] = []
    writers: list[int] = []
    most = max(A_WRITER, -(-WINDOW // max(1, len({row.author for row in pool}))))
    while warm:
        is_for_new = len(order) % by.new_every == by.new_every // 2
        near = writers[-(WINDOW - 1) :]
        choice = _first(new if is_for_new else (), warm, near, most) or _first(warm, warm, near, most)
        if choice is None:
            break
        del warm[choice]
        writers.append(choice.author)
        reason = ranked[choice]
        order.append(Ranked(choice.pk, Why.NEW) if is_for_new and choice.is_new else reason)
    return order


def _first(rows: Iterable[Candidate], left: dict[Candidate, None], near: Sequence[int], most: int) -> Candidate | None:
    return next((row for row in rows if row in left and near.count(row.author) < most), None)


def _why(row: Candidate, taste: Taste) -> Ranked:
    if row.author in taste.people:
        return Ranked(row.pk, Why.FOLLOWED)
    for why, topics in ((Why.TOPIC, taste.topics), (Why.LIKED, taste.liked)):
        if names := [name for pk, name in row.topics if pk in topics]:
            return Ranked(row.pk, why, names[0])
    return Ranked(row.pk, Why.WARM)
