"""Coupons people have, and coupons they can take."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet

from accounts.organisations.models import MerchantStatus
from catalog.products.models import Product
from catalog.shops.models import Shop
from config.kernel.access import get_or_missing
from orders.promotions.models import Coupon, CouponState, CouponTerms, Scope, TakenBy
from orders.promotions.selectors.live import category_pks, running

MOST_OFFERED = 60
TABS = {
    "ready": (CouponState.READY, CouponState.PROMISED),
    "used": (CouponState.HELD, CouponState.SPENT),
    "ended": (CouponState.READY,),
}


@dataclass(frozen=True)
class Offered:
    """A coupon campaign as one person meets it. `mine`: how many they have or have had."""

    terms: CouponTerms
    mine: int = 0

    @property
    def can_take(self) -> bool:
        return self.mine < self.terms.per_user and self.terms.left != 0

    @property
    def is_mine(self) -> bool:
        return self.mine > 0


def open_terms(at: datetime) -> QuerySet[CouponTerms]:
    """Coupons anybody may take right now, of shops that are open and of the platform."""
    is_open = Q(campaign__shop=None) | Q(
        campaign__shop__is_open=True, campaign__shop__merchant__status=MerchantStatus.APPROVED
    )
    rows = CouponTerms.objects.filter(running(at, "campaign__"), is_open, taken_by__in=[TakenBy.SELF, TakenBy.NEW_USER])
    return rows.select_related("campaign__shop__mark")


def offered_in_shop(shop: Shop, buyer: Any, *, at: datetime) -> list[Offered]:
    """The shop's coupons, and those of the platform that are good in it."""
    rows = open_terms(at).filter(Q(campaign__shop=shop) | Q(campaign__shop=None))
    good = [one for one in rows.order_by("campaign__shop", "-pk")[:MOST_OFFERED] if _is_good_in(one, shop)]
    return _as_seen_by(buyer, good)


def offered_for(product: Product, buyer: Any, *, at: datetime) -> list[Offered]:
    """The coupons that can be used for a product."""
    rows = offered_in_shop(product.shop, buyer, at=at)
    return [one for one in rows if _is_good_for(one.terms, product)]


def offered_everywhere(buyer: Any, *, at: datetime) -> list[Offered]:
    """The coupon centre: the platform's first, then the shops', newest first."""
    rows = open_terms(at).filter(Q(total=None) | Q(taken_count__lt=F("total")))
    return _as_seen_by(buyer, list(rows.order_by(F("campaign__shop").asc(nulls_first=True), "-pk")[:MOST_OFFERED]))


def _is_good_in(terms: CouponTerms, shop: Shop) -> bool:
    campaign = terms.campaign
    return campaign.shop_id is not None or campaign.scope != Scope.SHOP or shop.pk in campaign.target_pks


def _is_good_for(terms: CouponTerms, product: Product) -> bool:
    campaign = terms.campaign
    if campaign.scope == Scope.PRODUCT:
        return product.pk in campaign.target_pks
    return campaign.scope != Scope.CATEGORY or product.category_id in category_pks(campaign)


def _as_seen_by(buyer: Any, rows: Sequence[CouponTerms]) -> list[Offered]:
    counts = counts_of(buyer, [one.pk for one in rows])
    return [Offered(one, counts.get(one.pk, 0)) for one in rows]


def counts_of(buyer: Any, terms_pks: Collection[int]) -> dict[int, int]:
    """How many coupons of each campaign a person has or has had."""
    if buyer is None or not buyer.is_authenticated or not terms_pks:
        return {}
    rows = Coupon.objects.filter(owner=buyer, terms__in=terms_pks).order_by()
    return dict(rows.values_list("terms").annotate(Count("pk")))


def gifts_left(gifts: Collection[CouponTerms], buyer: Any, *, at: datetime) -> set[int]:
    """Which coupons can be promised to this buyer for paying."""
    wanted = [one for one in gifts if one.campaign.is_live(at) and one.left != 0]
    if buyer is None:
        return set()
    counts = counts_of(buyer, [one.pk for one in wanted])
    return {one.pk for one in wanted if counts.get(one.pk, 0) < one.per_user}


def terms_for(key: str) -> CouponTerms:
    """The coupon of a campaign by the campaign's public key; drafts don't exist."""
    rows = CouponTerms.objects.select_related("campaign__shop").exclude(campaign__state="draft")
    return get_or_missing(rows, campaign__key=key)


def coupons_of(owner: Any, tab: str, *, at: datetime) -> QuerySet[Coupon]:
    """One tab of somebody's pocket."""
    rows = Coupon.objects.filter(owner=owner, state__in=TABS[tab]).select_related("terms__campaign__shop")
    if tab == "used":
        return rows
    return rows.filter(valid_until__gt=at) if tab == "ready" else rows.filter(valid_until__lte=at)


def coupon_counts(owner: Any, *, at: datetime) -> dict[str, int]:
    rows = Coupon.objects.filter(owner=owner)
    counts: dict[str, int] = rows.aggregate(
        ready=Count("pk", filter=Q(state__in=TABS["ready"], valid_until__gt=at)),
        used=Count("pk", filter=Q(state__in=TABS["used"])),
        ended=Count("pk", filter=Q(state__in=TABS["ended"], valid_until__lte=at)),
    )
    return counts


def has_bought(person: Any) -> bool:
    """Whether somebody has ever paid here. (Trades are above this slice: asked through the person.)"""
    return bool(person.trades.filter(paid_at__isnull=False).exists())
