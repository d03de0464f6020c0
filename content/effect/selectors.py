"""What a note brought, for its author. Every figure is counted from rows when it is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import Any

from django.db import connection

from community.referral.models import ShareClick, ShareLink, Target
from community.referral.selectors.pages import effect_of
from config.kernel.clock import local_day, now
from content.posts.counting import counts_of
from content.posts.models import Post
from content.posts.selectors import kept_from, open_to, public_notes

DAYS_SHOWN = 14

# Of rows `x` of content_seen that belong together.
FIGURES = """count(*) FILTER (WHERE x.deed = 'seen'), count(*) FILTER (WHERE x.deed = 'opened'),
    count(*) FILTER (WHERE x.deed = 'opened' AND EXISTS (SELECT FROM content_seen s
        WHERE (s.day, s.post_id, s.deed, s.viewer) = (x.day, x.post_id, 'seen', x.viewer))),
    count(*) FILTER (WHERE x.deed = 'product'), count(*) FILTER (WHERE x.deed = 'cart')"""
DAYS = f"""
    SELECT day, seen, opened, followed_up, products, carts FROM content_noteday WHERE post_id = %(post)s
    UNION ALL SELECT x.day, {FIGURES} FROM content_seen x WHERE x.post_id = %(post)s GROUP BY x.day"""  # noqa: S608 - of constants


@dataclass(frozen=True)
class Reading:
    """What readers did, on one day or altogether."""

    seen: int = 0
    opened: int = 0
    followed_up: int = 0
    products: int = 0
    carts: int = 0

    def __add__(self, other: Reading) -> Reading:
        return Reading(*(getattr(self, one.name) + getattr(other, one.name) for one in fields(Reading)))


@dataclass(frozen=True)
class Day:
    """One day, and how it compares with the best of those shown, in percent."""

    day: date
    reading: Reading
    share: int


@dataclass(frozen=True)
class Effect:
    """Everything a note brought, and its last two weeks by day."""

    reading: Reading
    likes: int
    saves: int
    comments: int
    reposts: int
    shares: int
    share_visits: int
    orders: int
    revenue_cents: int
    days: Sequence[Day]

    @property
    def open_rate(self) -> float | None:
        """Of those who saw its card, how many opened it on that day, in percent."""
        return _rate(self.reading.followed_up, self.reading.seen)


def _rate(part: int, whole: int) -> float | None:
    return round(100 * part / whole, 1) if whole else None


def _day(day: date, reading: Reading, most: int) -> Day:
    return Day(day, reading, share=round(100 * reading.seen / most))


def readable_among(reader: Any, keys: Sequence[str]) -> list[int]:
    """Those of these notes that this reader may see."""
    wanted = [key for key in dict.fromkeys(keys) if key.isalnum() and len(key) <= 16]
    if not wanted:
        return []
    rows = public_notes().filter(open_to(reader, listed=False), key__in=wanted)
    return list(rows.exclude(kept_from(reader, also_muted=False)).values_list("pk", flat=True))


def days_of(post: Post) -> dict[date, Reading]:
    with connection.cursor() as cursor:
        cursor.execute(DAYS, {"post": post.pk})
        found: dict[date, Reading] = {}
        for day, *figures in cursor.fetchall():
            found[day] = found.get(day, Reading()) + Reading(*figures)
    return found


def effect_for_author(post: Post) -> Effect:
    """All figures of one's own note."""
    days, counts = days_of(post), counts_of(post)
    bought = effect_of(target=Target.NOTE, ref=post.key)
    links = ShareLink.objects.filter(target=Target.NOTE, ref=post.key).exclude(sharer=post.author_id)
    visits = ShareClick.objects.filter(link__in=links, is_bot=False)
    today = local_day(now())
    shown = [today - timedelta(days=back) for back in range(DAYS_SHOWN)]
    most = max(days.get(day, Reading()).seen for day in shown) or 1
    return Effect(
        reading=sum(days.values(), Reading()),
        likes=counts.likes,
        saves=counts.saves,
        comments=counts.comments,
        reposts=counts.reposts,
        shares=links.count(),
        share_visits=visits.count(),
        orders=bought.orders,
        revenue_cents=bought.cents,
        days=[_day(day, days.get(day, Reading()), most) for day in shown],
    )
