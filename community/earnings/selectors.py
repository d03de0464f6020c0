"""Questions about rates, and about what people earned."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet, Sum

from accounts.identity.models import User
from accounts.organisations.models import Membership
from catalog.products.models import ListingStatus, Product
from catalog.shops.models import Shop
from community.earnings.models import Earning, EarningState, Level, SharingRate
from community.referral.models import OrderAttribution, Referral, ReferralStatus
from config.kernel.access import get_or_missing
from config.kernel.clock import now

OFF = (0, 0)


def rates_of(products: Iterable[Product], *, at: datetime | None = None) -> dict[int, tuple[int, int]]:
    """What each product gives on both levels at an instant: its own rate, else its shop's, else nothing."""
    at = at or now()
    products = list(products)
    rows = SharingRate.objects.filter(
        Q(product__in=[one.pk for one in products]) | Q(product=None, shop__in={one.shop_id for one in products}),
        Q(ends_at=None) | Q(ends_at__gt=at),
        starts_at__lte=at,
    ).order_by("starts_at", "pk")
    by_target = {(row.shop_id, row.product_id): row.basis_points for row in rows}
    return {one.pk: by_target.get((one.shop_id, one.pk), by_target.get((one.shop_id, None), OFF)) for one in products}


def giving(products: Iterable[Product]) -> bool:
    """Whether sharing any of these earns something now."""
    return any(first for first, _second in rates_of(products).values())


def rate_of_shop(shop: Shop) -> SharingRate | None:
    """What holds for all of a shop's goods."""
    return SharingRate.objects.filter(shop=shop, product=None, ends_at=None).first()


def product_rates(shop: Shop) -> QuerySet[SharingRate]:
    """Products with a rate of their own."""
    rows = SharingRate.objects.filter(shop=shop, product__isnull=False, ends_at=None)
    return rows.select_related("product").order_by("-starts_at", "-pk")


def rates_running(shop: Shop) -> QuerySet[SharingRate]:
    """All that hold now."""
    return SharingRate.objects.filter(shop=shop, ends_at=None).select_related("product")


def rate_of_merchant(shop: Shop, *, key: str) -> SharingRate:
    return get_or_missing(SharingRate.objects.select_related("product", "shop"), shop=shop, ends_at=None, key=key)


def products_to_rate(shop: Shop) -> QuerySet[Product]:
    return Product.objects.filter(shop=shop, status=ListingStatus.LISTED).order_by("title", "pk")


@dataclass(frozen=True)
class Cost:
    """What sharing brought a shop in thirty days, and what it costs."""

    orders: int
    goods_cents: int
    pending_cents: int
    paid_cents: int


def cost_of(shop: Shop) -> Cost:
    since = now() - timedelta(days=30)
    mine = Earning.objects.filter(order__shop=shop, order__placed_at__gte=since)
    left = Sum(F("full_cents") - F("back_cents"))
    came = OrderAttribution.objects.filter(order__shop=shop, order__placed_at__gte=since, order__paid_at__isnull=False)
    return Cost(
        orders=came.count(),
        goods_cents=came.aggregate(sum=Sum(F("order__items_cents") - F("order__discount_cents")))["sum"] or 0,
        pending_cents=mine.filter(state__in=[EarningState.PENDING, EarningState.PAYABLE]).aggregate(sum=left)["sum"]
        or 0,
        paid_cents=mine.filter(state=EarningState.PAID).aggregate(sum=left)["sum"] or 0,
    )


# ---- people -----------------------------------------------------------------------------------------------------


def earnings_of(person: User) -> QuerySet[Earning]:
    """What somebody earned, newest first."""
    return Earning.objects.filter(person=person).select_related("order__shop", "link").order_by("-pk")


@dataclass(frozen=True)
class Earned:
    """Sums of somebody's earnings by where they stand."""

    pending_cents: int = 0
    payable_cents: int = 0
    paid_cents: int = 0
    reversed_cents: int = 0

    @property
    def is_any(self) -> bool:
        return any((self.pending_cents, self.payable_cents, self.paid_cents, self.reversed_cents))


def earned_by(person: User) -> Earned:
    left = F("full_cents") - F("back_cents")
    sums: Mapping[str, int | None] = Earning.objects.filter(person=person).aggregate(
        pending=Sum(left, filter=Q(state=EarningState.PENDING)),
        payable=Sum(left, filter=Q(state=EarningState.PAYABLE)),
        paid=Sum(left, filter=Q(state=EarningState.PAID)),
        back=Sum("back_cents", filter=Q(state__in=[EarningState.PAID, EarningState.REVERSED])),
    )
    return Earned(sums["pending"] or 0, sums["payable"] or 0, sums["paid"] or 0, sums["back"] or 0)


def beneficiaries(attribution: OrderAttribution) -> dict[Level, User]:
    """Who gets something of an order: its sharer and who invited them; never its buyer, never people of its shop."""
    sharer = attribution.link.sharer
    above = Referral.objects.filter(invitee=sharer, status=ReferralStatus.GOOD).select_related("inviter").first()
    found = {Level.SHARER: sharer} | ({Level.INVITER: above.inviter} if above else {})
    order = attribution.order
    crew = set(
        Membership.objects.filter(merchant=order.shop.merchant_id, user__in=list(found.values())).values_list(
            "user_id", flat=True
        )
    )
    return {
        level: person
        for level, person in found.items()
        if person.is_active and person.pk != order.buyer_id and person.pk not in crew
    }


# ---- operators --------------------------------------------------------------------------------------------------


def held_earnings() -> QuerySet[Earning]:
    """Those that wait for a decision."""
    waiting = [EarningState.PENDING, EarningState.PAYABLE]
    rows = Earning.objects.filter(review=ReferralStatus.HELD, state__in=waiting)
    return rows.select_related("person", "order__buyer", "order__shop").order_by("-pk")


def judged_earnings() -> QuerySet[Earning]:
    rows = Earning.objects.exclude(doubt="").exclude(review=ReferralStatus.HELD)
    return rows.select_related("person", "order__buyer", "order__shop", "reviewed_by").order_by("-pk")


def earning_for_operator(*, key: str) -> Earning:
    return get_or_missing(Earning.objects.select_related("order"), key=key)
