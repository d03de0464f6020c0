"""Campaigns as those who run them see them: lists, one campaign, what came of it, invitations of the platform."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import BigIntegerField, Count, F, OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from catalog.shops.models import Shop
from config.kernel.access import get_or_missing
from orders.promotions.models import Campaign, CampaignShop, CampaignState, PromotionUse, UseState

TABS = ("all", "live", "planned", "draft", "ended")


def _tab(name: str, at: datetime) -> Q:
    running = Q(state=CampaignState.RUNNING)
    return {
        "live": running & Q(starts_at__lte=at, ends_at__gt=at),
        "planned": running & Q(starts_at__gt=at),
        "draft": Q(state=CampaignState.DRAFT),
        "ended": Q(state=CampaignState.STOPPED) | running & Q(ends_at__lte=at),
    }.get(name, Q())


def campaigns_of(shop: Shop | None, tab: str = "all", *, at: datetime) -> QuerySet[Any]:
    """The campaigns of a shop, or (None) of the platform, with orders and cents given, in one query."""
    mine = PromotionUse.objects.filter(campaign=OuterRef("pk"), state=UseState.SPENT).values("campaign").order_by()
    given = Subquery(mine.annotate(sum=Sum("cents")).values("sum"), output_field=BigIntegerField())
    orders = Subquery(mine.annotate(n=Count("reference", distinct=True)).values("n"), output_field=BigIntegerField())
    rows = Campaign.objects.filter(_tab(tab, at), shop=shop).select_related("coupon", "shop")
    return rows.annotate(given_cents=Coalesce(given, 0), order_count=Coalesce(orders, 0))


def counts_by_tab(shop: Shop | None, *, at: datetime) -> dict[str, int]:
    counts: dict[str, int] = Campaign.objects.filter(shop=shop).aggregate(
        **{tab: Count("pk", filter=_tab(tab, at)) for tab in TABS[1:]}, all=Count("pk")
    )
    return counts


def campaign_for(shop: Shop | None, *, key: str) -> Campaign:
    """One's own campaign; another's doesn't exist."""
    return get_or_missing(Campaign.objects.filter(shop=shop).select_related("coupon", "shop"), key=key)


@dataclass(frozen=True)
class Results:
    """What came of a campaign: paid orders only. Gross is at list prices. The shop bears what the platform doesn't."""

    orders: int = 0
    buyers: int = 0
    gross_cents: int = 0
    discount_cents: int = 0
    platform_cents: int = 0
    waiting: int = 0

    @property
    def shop_cents(self) -> int:
        return self.discount_cents - self.platform_cents


def results_of(campaign: Campaign) -> Results:
    return _results(campaign.uses.all())


def _results(uses: QuerySet[PromotionUse]) -> Results:
    paid = Q(state=UseState.SPENT)
    sums: Mapping[str, Any] = uses.aggregate(
        orders=Count("reference", filter=paid, distinct=True),
        buyers=Count("buyer", filter=paid, distinct=True),
        gross=Sum("gross_cents", filter=paid),
        discount=Sum("cents", filter=paid),
        platform=Sum("platform_cents", filter=paid),
        waiting=Count("reference", filter=Q(state=UseState.HELD), distinct=True),
    )
    return Results(
        sums["orders"],
        sums["buyers"],
        sums["gross"] or 0,
        sums["discount"] or 0,
        sums["platform"] or 0,
        sums["waiting"],
    )


def results_by_shop(campaign: Campaign) -> list[tuple[str, int, int, int]]:
    """(shop, orders, discount, the platform's part) of a campaign of the platform, most used first."""
    rows = campaign.uses.filter(state=UseState.SPENT).values("shop__name").order_by()
    sums = rows.annotate(
        orders=Count("reference", distinct=True), discount=Sum("cents"), platform=Sum("platform_cents")
    )
    return [
        (row["shop__name"], row["orders"], row["discount"], row["platform"])
        for row in sums.order_by("-discount", "shop__name")
    ]


def invitations_of(shop: Shop) -> QuerySet[CampaignShop]:
    """What the platform asks a shop to take part in, unless it is over; unanswered first."""
    rows = CampaignShop.objects.filter(shop=shop).exclude(campaign__state=CampaignState.STOPPED)
    return rows.select_related("campaign__coupon").order_by(F("answered_at").asc(nulls_first=True), "-pk")


def invitation_for(shop: Shop, *, key: str) -> CampaignShop:
    return get_or_missing(CampaignShop.objects.filter(shop=shop).select_related("campaign"), campaign__key=key)
