"""What was bought, and what was found out about those who bought."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Avg, Count, F, Q, QuerySet, Sum

from analytics.value.histories import Purchase
from analytics.value.models import OPEN, CustomerValue, RunState, ValueRun
from analytics.value.rfm import STEPS, Group
from catalog.shops.models import Shop
from config.kernel.clock import local_day
from orders.checkout.models import Order
from orders.history.models import CreditNote
from orders.payments.models import Refund, RefundState

YEAR = timedelta(days=365)
BANDS = (0.2, 0.4, 0.6, 0.8, 1.01)


def currency_of(shop: Shop | None) -> str:
    return shop.currency if shop else settings.CURRENCY


def paid_orders(shop: Shop | None, *, as_of: datetime) -> QuerySet[Order]:
    """Orders of people with an account, paid until then, of the whole site or a shop, in its currency."""
    rows = Order.objects.filter(
        paid_at__lte=as_of, buyer__isnull=False, buyer__is_active=True, currency=currency_of(shop)
    )
    return (rows.filter(shop=shop) if shop else rows).order_by()


@dataclass
class Bought:
    """Every purchase that was kept, and the last year of each customer."""

    purchases: list[Purchase] = field(default_factory=list)
    last_days: dict[int, date] = field(default_factory=dict)
    orders: Counter[int] = field(default_factory=Counter)
    cents: Counter[int] = field(default_factory=Counter)

    @property
    def customers(self) -> list[int]:
        """Customers of the last year."""
        return sorted(self.orders)


def bought(shop: Shop | None, *, as_of: datetime) -> Bought:
    """What was paid less what went back. Orders that went back whole are none. Three statements."""
    rows = paid_orders(shop, as_of=as_of)
    back: dict[int, int] = dict(
        Refund.objects.filter(order__in=rows, state=RefundState.DONE, done_at__lte=as_of)
        .order_by()
        .values_list("order")
        .annotate(Sum("amount_cents"))
    )
    found, year_ago = Bought(), as_of - YEAR
    for pk, buyer, paid_at, total in rows.values_list("pk", "buyer", "paid_at", "total_cents").iterator(5_000):
        kept = total - back.get(pk, 0)
        if kept <= 0 or paid_at is None:
            continue
        day = local_day(paid_at)
        found.purchases.append(Purchase(buyer, day.toordinal(), kept))
        if paid_at > year_ago:
            found.last_days[buyer] = max(day, found.last_days.get(buyer, day))
            found.orders[buyer] += 1
            found.cents[buyer] += kept
    found.cents.subtract(_credited(shop, found, since=year_ago, as_of=as_of))
    return found


def _credited(shop: Shop | None, found: Bought, *, since: datetime, as_of: datetime) -> dict[int, int]:
    """What cancellations of an imported history gave back to customers of the year."""
    notes = CreditNote.objects.filter(at__gt=since, at__lte=as_of, buyer__isnull=False, currency=currency_of(shop))
    notes = notes.filter(shop=shop) if shop else notes
    sums = notes.order_by().values_list("buyer").annotate(Sum("total_cents"))
    return {buyer: cents for buyer, cents in sums if buyer in found.orders}


# ---- runs -------------------------------------------------------------------------------------------------------


def runs_of(shop: Shop | None) -> QuerySet[ValueRun]:
    return ValueRun.objects.filter(shop=shop) if shop else ValueRun.objects.filter(shop=None)


def newest_run(shop: Shop | None) -> ValueRun | None:
    """The last one that came to an end."""
    return runs_of(shop).filter(state=RunState.DONE).order_by("-pk").first()


def open_run(shop: Shop | None) -> ValueRun | None:
    return runs_of(shop).filter(state__in=OPEN).first()


def last_run(shop: Shop | None) -> ValueRun | None:
    return runs_of(shop).order_by("-pk").first()


@dataclass(frozen=True)
class GroupLine:
    """A group of customers, as the table shows it."""

    group: Group
    people: int = 0
    share: float = 0
    orders: int = 0
    net_cents: int = 0
    days_since: float = 0

    @property
    def cents_each(self) -> int:
        return round(self.net_cents / self.people) if self.people else 0


def groups_of(run: ValueRun) -> list[GroupLine]:
    """All ten groups, empty ones too; one statement."""
    rows = run.values.order_by().values("group")
    rows = rows.annotate(people=Count("pk"), bought=Sum("orders"), net=Sum("net_cents"), since=Avg("days_since"))
    found: dict[str, dict[str, Any]] = {row["group"]: dict(row) for row in rows}
    count = sum(row["people"] for row in found.values()) or 1
    return [_group_line(group, found.get(group.value), count) for group in Group]


def _group_line(group: Group, row: dict[str, Any] | None, count: int) -> GroupLine:
    if row is None:
        return GroupLine(group)
    return GroupLine(group, row["people"], 100 * row["people"] / count, row["bought"], row["net"], row["since"])


@dataclass(frozen=True)
class GridCell:
    """Customers with the same steps of recency and worth; `heat`: beside the fullest cell, 0 to 4."""

    recency: int
    worth: int
    people: int
    heat: int


def grid_of(run: ValueRun) -> list[list[GridCell]]:
    """Latest customers on top, worth from left to right; one statement."""
    rows = run.values.order_by().annotate(worth=(F("frequency") + F("money") + 1) / 2)
    counts: dict[tuple[int, int], int] = defaultdict(int)
    for recency, worth, people in rows.values_list("recency", "worth").annotate(Count("pk")):
        counts[recency, worth] += people
    most = max(counts.values(), default=1)
    return [
        [_cell(recency, worth, counts[recency, worth], most) for worth in range(1, STEPS + 1)]
        for recency in range(STEPS, 0, -1)
    ]


def _cell(recency: int, worth: int, people: int, most: int) -> GridCell:
    return GridCell(recency, worth, people, 0 if not people else 1 + min(3, 4 * people // (most + 1)))


@dataclass(frozen=True)
class Band:
    """Customers whose chance of still being there lies between two shares."""

    low: int
    high: int
    people: int
    expected: float
    worth_cents: int


def bands_of(run: ValueRun) -> list[Band]:
    """Fifths of the chance of still being a customer, likeliest first; one statement."""
    rows = run.values.filter(p_alive__isnull=False)
    edges = list(zip((0.0, *BANDS), BANDS, strict=False))
    wanted: dict[str, Any] = {}
    for place, (low, high) in enumerate(edges):
        here = Q(p_alive__gte=low, p_alive__lt=high)
        wanted |= {
            f"people{place}": Count("pk", filter=here),
            f"expected{place}": Sum("expected", filter=here),
            f"worth{place}": Sum("worth_cents", filter=here),
        }
    sums = rows.aggregate(**wanted)
    return [
        Band(
            round(100 * low),
            min(100, round(100 * high)),
            sums[f"people{place}"],
            sums[f"expected{place}"] or 0.0,
            sums[f"worth{place}"] or 0,
        )
        for place, (low, high) in reversed(list(enumerate(edges)))
    ]


def shops_to_refresh(*, as_of: datetime) -> Sequence[Shop | None]:
    """The whole site, and every shop somebody paid in within a year."""
    paid = Order.objects.filter(paid_at__gt=as_of - YEAR, buyer__isnull=False).order_by().values("shop").distinct()
    return [None, *Shop.objects.filter(pk__in=paid).order_by("pk")]


def value_rows(run: ValueRun) -> QuerySet[CustomerValue]:
    return run.values.order_by("pk")
