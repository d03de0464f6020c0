"""Figures of the two home pages, counted straight from the orders. Days are calendar days of the site's zone.

Paid amount is Σ of what orders cost with postage, by the time they were paid, refunds not taken off; the average order
is paid amount ÷ paid orders; a new customer is a person whose first paid order in the shop falls on that day.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Count, F, Max, Min, Q, QuerySet, Sum
from django.db.models.functions import TruncDate
from django.utils import timezone

from accounts.organisations.models import Merchant, MerchantStatus
from catalog.inventory.models import Stock
from catalog.products.models import ListingStatus, Product
from catalog.shops.models import Shop
from config.kernel.clock import now
from orders.checkout.models import Order, OrderLine
from orders.fulfilment.attention import LateFilter, late_parcels, needing_somebody, parcels_of_merchant
from orders.fulfilment.models import Parcel
from orders.fulfilment.selectors import SHIPPABLE, late_orders, orders_of_merchant, with_everything
from orders.payments.models import Refund, RefundState

DAYS = 14
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Figure:
    """One number a day, and today's beside the same weekday last week up to the same time of day."""

    days: Sequence[float]
    today: float
    before: float


@dataclass(frozen=True)
class Sales:
    """What was paid on each of the last days and on as many days before them, oldest first."""

    currency: str
    as_of: datetime
    dates: list[date]
    paid_cents: list[int]
    earlier_cents: list[int]
    orders: list[int]
    paid: Figure
    paid_orders: Figure
    buyers: Figure
    average: Figure

    @property
    def is_empty(self) -> bool:
        return not any(self.paid_cents) and not any(self.earlier_cents)


def _midnight(moment: datetime) -> datetime:
    local = timezone.localtime(moment)
    return datetime.combine(local.date(), time.min, tzinfo=local.tzinfo)


def _paid(orders: QuerySet[Order], currency: str) -> QuerySet[Order]:
    return orders.filter(paid_at__isnull=False, currency=currency).order_by()


def sales(orders: QuerySet[Order], *, currency: str) -> Sales:
    """The last fourteen days of these orders; two queries."""
    moment = now()
    today = _midnight(moment)
    start = today - timedelta(days=2 * DAYS - 1)
    rows = (
        _paid(orders, currency)
        .filter(paid_at__gte=start, paid_at__lte=moment)
        .annotate(day=TruncDate("paid_at"))
        .values_list("day")
        .annotate(cents=Sum("total_cents"), count=Count("pk"), people=Count("buyer", distinct=True))
    )
    by_day = {day: (cents, count, people) for day, cents, count, people in rows}
    dates = [(today + timedelta(days=1 - DAYS + place)).date() for place in range(DAYS)]
    earlier = [day - timedelta(days=DAYS) for day in dates]
    found = [by_day.get(day, (0, 0, 0)) for day in dates]
    then = _until(orders, currency, today - WEEK, moment - WEEK)
    cents, counts, people = ([row[place] for row in found] for place in range(3))
    averages = [amount / count if count else 0 for amount, count, _people in found]
    return Sales(
        currency=currency,
        as_of=moment,
        dates=dates,
        paid_cents=cents,
        earlier_cents=[by_day.get(day, (0, 0, 0))[0] for day in earlier],
        orders=counts,
        paid=Figure(cents, cents[-1], then[0]),
        paid_orders=Figure(counts, counts[-1], then[1]),
        buyers=Figure(people, people[-1], then[2]),
        average=Figure(averages, averages[-1], then[0] / then[1] if then[1] else 0),
    )


def _until(orders: QuerySet[Order], currency: str, start: datetime, end: datetime) -> tuple[int, int, int]:
    """Cents, orders and buyers between two instants."""
    part = _paid(orders, currency).filter(paid_at__gte=start, paid_at__lt=end)
    row = part.aggregate(cents=Sum("total_cents"), count=Count("pk"), people=Count("buyer", distinct=True))
    return row["cents"] or 0, row["count"], row["people"]


def _by_instants(instants: Sequence[datetime]) -> Figure:
    """Things that happened at these instants, by day, and up to this time a week ago."""
    moment = now()
    today = _midnight(moment)
    days = Counter(timezone.localtime(instant).date() for instant in instants)
    dates = [(today + timedelta(days=1 - DAYS + place)).date() for place in range(DAYS)]
    before = sum(today - WEEK <= instant < moment - WEEK for instant in instants)
    return Figure([days[day] for day in dates], days[dates[-1]], before)


def new_customers(shop: Shop) -> Figure:
    """People whose first paid order in this shop was on that day."""
    start = _midnight(now()) - timedelta(days=DAYS - 1)
    firsts = (
        Order.objects.filter(shop=shop, paid_at__isnull=False, buyer__isnull=False)
        .order_by()
        .values("buyer")
        .annotate(first=Min("paid_at"))
        .filter(first__gte=start)
    )
    return _by_instants([row["first"] for row in firsts])


def new_people() -> Figure:
    """Accounts made on that day."""
    start = _midnight(now()) - timedelta(days=DAYS - 1)
    people = get_user_model().objects.filter(joined_at__gte=start, is_active=True)
    return _by_instants(list(people.values_list("joined_at", flat=True)))


# ------------------------------------------------------------------ a shop's home


def shop_of(merchant: Merchant) -> Shop | None:
    return Shop.objects.filter(merchant=merchant).first()


@dataclass(frozen=True)
class ShopTodos:
    to_ship: int
    oldest_paid_at: datetime | None
    in_trouble: int
    low_stock: int
    sent_back: int
    drafts: int
    listed: int

    @property
    def total(self) -> int:
        return self.to_ship + self.in_trouble + self.low_stock + self.sent_back


def shop_todos(merchant: Merchant) -> ShopTodos:
    """What waits for the people of a shop; four queries."""
    waiting = orders_of_merchant(merchant).filter(status__in=SHIPPABLE, collection=None).order_by()
    row = waiting.aggregate(count=Count("pk"), oldest=Min("paid_at"))
    low = Stock.objects.filter(
        variant__shop__merchant=merchant,
        variant__is_active=True,
        variant__product__status=ListingStatus.LISTED,
        on_hand__lte=F("reserved") + F("low_at"),
    )
    products: Mapping[str, int] = dict(
        Product.objects.filter(shop__merchant=merchant).order_by().values_list("status").annotate(count=Count("pk"))
    )
    return ShopTodos(
        to_ship=row["count"],
        oldest_paid_at=row["oldest"],
        in_trouble=needing_somebody(parcels_of_merchant(merchant)).count(),
        low_stock=low.count(),
        sent_back=products.get(ListingStatus.REJECTED, 0),
        drafts=products.get(ListingStatus.DRAFT, 0),
        listed=products.get(ListingStatus.LISTED, 0),
    )


@dataclass(frozen=True)
class BestSeller:
    title: str
    picture_url: str
    pieces: int
    cents: int


def best_sellers(shop: Shop, *, count: int = 5) -> list[BestSeller]:
    """What sold most pieces in the chart's fourteen days, by the title it was bought under."""
    start = _midnight(now()) - timedelta(days=DAYS - 1)
    lines = OrderLine.objects.filter(order__shop=shop, order__paid_at__gte=start).order_by()
    rows = lines.values("title").annotate(pieces=Sum("quantity"), cents=Sum("total_cents"), picture=Max("picture_url"))
    best = rows.order_by("-pieces", "-cents", "title")[:count]
    return [BestSeller(row["title"], row["picture"], row["pieces"], row["cents"]) for row in best]


def latest_orders(merchant: Merchant, *, count: int = 5) -> list[Order]:
    return list(with_everything(orders_of_merchant(merchant))[:count])


# ------------------------------------------------------------------ the platform's home


@dataclass(frozen=True)
class PlatformTodos:
    applications: int
    listings: int
    late: int
    in_trouble: int
    late_parcels: int
    refunds: int

    @property
    def total(self) -> int:
        return self.applications + self.listings + self.late + self.in_trouble + self.late_parcels + self.refunds


def platform_todos() -> PlatformTodos:
    return PlatformTodos(
        applications=Merchant.objects.filter(status=MerchantStatus.APPLIED).count(),
        listings=Product.objects.filter(status=ListingStatus.PENDING).count(),
        late=late_orders().count(),
        in_trouble=needing_somebody(Parcel.objects.all()).count(),
        late_parcels=late_parcels(LateFilter()).count(),
        refunds=Refund.objects.filter(state=RefundState.FAILED).count(),
    )


def platform_sales() -> Sales:
    return sales(Order.objects.all(), currency=settings.CURRENCY)


def newest_shops(*, count: int = 6) -> list[Shop]:
    listed = Count("products", filter=Q(products__status=ListingStatus.LISTED))
    return list(Shop.objects.select_related("mark", "merchant").annotate(listed=listed).order_by("-pk")[:count])
