"""What counts at this instant for these goods: the rows pricing works with, in a fixed number of queries."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db.models import Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from catalog.products.models import Product
from catalog.taxonomy.selectors import category_tree
from orders.promotions.models import (
    Campaign,
    CampaignItem,
    CampaignState,
    ClubMember,
    Coupon,
    CouponState,
    FlashShare,
    Kind,
    Scope,
    Tier,
)

MOST_COUPONS = 100


def running(at: datetime, prefix: str = "") -> Q:
    """Campaigns that are started, inside their dates and not out of money, as a condition on a table that has one."""
    where = {f"{prefix}state": CampaignState.RUNNING, f"{prefix}starts_at__lte": at, f"{prefix}ends_at__gt": at}
    has_money = Q(**{f"{prefix}budget_cents": None}) | Q(**{f"{prefix}spent_cents__lt": F(f"{prefix}budget_cents")})
    return Q(**where) & has_money


def special_prices(variant_pks: Collection[int], *, buyer: Any, at: datetime) -> QuerySet[Any]:
    """Flash and member prices of these variants, with what this buyer has taken and whether they are in the club."""
    rows = CampaignItem.objects.filter(running(at, "campaign__"), variant__in=variant_pks)
    return as_seen_by(rows.select_related("campaign"), buyer)


def as_seen_by(items: QuerySet[Any], buyer: Any) -> QuerySet[Any]:
    """Annotated with `taken` (pieces this person has had) and `is_mine` (their club)."""
    if buyer is None or not buyer.is_authenticated:
        nobodys: QuerySet[Any] = items.annotate(taken=Value(0), is_mine=Value(False))
        return nobodys
    mine = FlashShare.objects.filter(item=OuterRef("pk"), buyer=buyer).values("quantity")[:1]
    club = ClubMember.objects.filter(shop=OuterRef("campaign__shop"), user=buyer)
    taken = Coalesce(Subquery(mine, output_field=IntegerField()), Value(0))
    theirs: QuerySet[Any] = items.annotate(taken=taken, is_mine=Exists(club))
    return theirs


def live_tiers(shop_pks: Collection[int], at: datetime) -> list[Tier]:
    """The steps of these shops' spend-and-save campaigns, lowest first."""
    rows = Tier.objects.filter(running(at, "campaign__"), campaign__shop__in=shop_pks, campaign__kind=Kind.TIERS)
    return list(rows.select_related("campaign", "gift__campaign").order_by("campaign_id", "threshold", "pk"))


def pocket(buyer: Any, *, at: datetime, shop_pks: Collection[int]) -> list[Coupon]:
    """The coupons of a person that are about these shops: ready ones, those good soonest ending first."""
    if buyer is None or not buyer.is_authenticated:
        return []
    about = Q(terms__campaign__shop__in=shop_pks) | Q(terms__campaign__shop=None)
    rows = Coupon.objects.filter(about, owner=buyer, state=CouponState.READY, valid_until__gt=at)
    return list(rows.select_related("terms__campaign").order_by("valid_until", "pk")[:MOST_COUPONS])


def known_coupons(buyer: Any, keys: Iterable[str]) -> list[Coupon]:
    """The person's own coupons with these keys, whatever their state."""
    if buyer is None or not buyer.is_authenticated:
        return []
    return list(Coupon.objects.filter(owner=buyer, key__in=list(keys)).select_related("terms__campaign"))


def reach(campaign: Campaign) -> Callable[[Product], bool]:
    """The question whether a campaign is about a product (its shop read along), ready to be asked often."""
    targets = category_pks(campaign) if campaign.scope == Scope.CATEGORY else set(campaign.target_pks)

    def is_about(product: Product) -> bool:
        if campaign.shop_id is not None and campaign.shop_id != product.shop_id:
            return False
        if campaign.shop_id is None and product.shop.currency != settings.CURRENCY:
            return False
        named = {Scope.SHOP: product.shop_id, Scope.PRODUCT: product.pk, Scope.CATEGORY: product.category_id}
        return campaign.scope == Scope.ALL or named[Scope(campaign.scope)] in targets

    return is_about


def category_pks(campaign: Campaign) -> set[int]:
    """The categories a campaign names, with everything below them."""
    tree = category_tree()
    return {pk for one in tree.categories if one.pk in campaign.target_pks for pk in tree.below(one)}
