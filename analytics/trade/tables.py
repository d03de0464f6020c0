"""What trade questions ask, and the tables that answer them: whole counts, whole cents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from analytics.metrics.errors import ImpossibleMetric
from analytics.metrics.specs import MOST_COLUMNS, MetricSpec


@dataclass(frozen=True, kw_only=True)
class TradeSpec(MetricSpec):
    """Paid orders of the site, or of one shop, in one currency; known is what was paid and given back by `as_of`."""

    events: frozenset[str] = frozenset()
    shop_id: int | None = None
    currency: str = settings.CURRENCY

    @property
    def starts_at(self) -> datetime:
        return self.calendar.begins_at(self.start)

    @property
    def ends_at(self) -> datetime:
        return self.calendar.begins_at(self.end)

    @property
    def firsts(self) -> list[date]:
        """The first day of each period, of the first one the range's."""
        return [max(day, self.start) for day in self.calendar.periods(self.start, self.end)]

    @property
    def scope(self) -> dict[str, Any]:
        """What statements are given."""
        return {
            "from": self.starts_at,
            "until": self.ends_at,
            "as_of": self.as_of,
            "shop": self.shop_id,
            "currency": self.currency,
        }


@dataclass(frozen=True, kw_only=True)
class LtvSpec(TradeSpec):
    """What buyers of a period have paid, less what went back, up to and with each of `columns` periods."""

    columns: int = 13

    def __post_init__(self) -> None:
        super().__post_init__()
        if not 1 <= self.columns <= MOST_COLUMNS:
            raise ImpossibleMetric(why=_("the table has from 1 to 400 columns"))


@dataclass(frozen=True)
class SalesLine:
    """Orders by when they were paid, refunds by when the money was back. Members are buyers with an account; the new
    ones had never paid here before the period."""

    first_day: date
    orders: int = 0
    paid_cents: int = 0
    member_orders: int = 0
    member_cents: int = 0
    buyers: int = 0
    new_buyers: int = 0
    refunds: int = 0
    refunded_cents: int = 0

    @property
    def net_cents(self) -> int:
        return self.paid_cents - self.refunded_cents


@dataclass(frozen=True)
class Conversion:
    """People who visited in the range, and those of them who paid in it; or visits, and those in which was paid."""

    visitors: int
    buyers: int


@dataclass(frozen=True)
class Repurchase:
    """Buyers of the range, and those of them with a second purchase in it."""

    buyers: int
    again: int


@dataclass(frozen=True)
class RepurchaseLine:
    """Who first bought in a period, and who of them bought again within the days asked for."""

    first_day: date
    size: int
    again: int
    is_mature: bool


@dataclass(frozen=True)
class ValueCell:
    cents: int
    is_mature: bool


@dataclass(frozen=True)
class ValueCohort:
    """Who first bought in a period, and what all of them paid up to and with each period after, refunds taken off."""

    first_day: date
    size: int
    cells: Sequence[ValueCell]


@dataclass(frozen=True)
class ViralTable:
    """People who signed up in the range; how many of them invited, who opened their links, who came and when.

    `days_of_invited`: microseconds from an inviter's sign-up to that of whom they brought, shortest first.
    """

    members: int
    inviters: int
    opened: int
    joined: int
    times: Sequence[int]
    is_mature: bool


@dataclass(frozen=True)
class TeamTable:
    """Teams opened in the range and what became of them. `times`: from opening to the seat that filled them, in
    microseconds, shortest first."""

    opened: int
    completed: int
    unfilled: int
    given_up: int
    merged: int
    running: int
    times: Sequence[int]


@dataclass(frozen=True)
class NoteLine:
    """What one note brought: orders paid in the range whose buyer last came by a link to it."""

    note_id: int
    author_id: int
    orders: int
    buyers: int
    paid_cents: int


@dataclass(frozen=True)
class Brought:
    """Orders that came by notes, beside all orders."""

    orders: int
    paid_cents: int
    all_orders: int
    all_cents: int
    notes: Sequence[NoteLine]


@dataclass(frozen=True)
class CreatorLine:
    author_id: int
    notes: int
    orders: int
    buyers: int
    paid_cents: int


@dataclass(frozen=True)
class ShopLine:
    shop_id: int
    orders: int
    buyers: int
    paid_cents: int
    refunded_cents: int


def since(first: date, periods: int, spec: TradeSpec) -> datetime:
    """The end of the period so many after the one this day lies in."""
    calendar = spec.calendar
    return calendar.begins_at(calendar.later(calendar.floor(first), periods + 1))


def after(first: date, length: timedelta, spec: TradeSpec) -> datetime:
    """When everybody of the period this day lies in has had so much time."""
    return since(first, 0, spec) + length
