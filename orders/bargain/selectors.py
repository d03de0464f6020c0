"""Questions about bargains: what can be begun, how one stands, what a campaign has brought."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from catalog.inventory.selectors import offer_of
from catalog.products.models import ListingStatus, Product, Variant
from catalog.shops.models import Shop
from catalog.shops.selectors import open_shops
from config.kernel.access import get_or_missing
from config.kernel.clock import now
from orders.bargain.models import LIVE, Bargain, BargainCampaign, BargainHelp, BargainStatus

EXPIRY_BATCH = 500
SHOWN = 20
OF_VARIANT = ("stock", "picture", "product__cover", "product__shop__merchant")
GOODS = tuple(f"variant__{one}" for one in OF_VARIANT)


# ---- campaigns --------------------------------------------------------------------------------------------------


def campaigns_with_goods() -> QuerySet[BargainCampaign]:
    """Campaigns with everything about their goods in the same query."""
    return BargainCampaign.objects.select_related("shop__mark", *GOODS)


def open_campaigns() -> QuerySet[BargainCampaign]:
    """Campaigns in which a bargain can begin now."""
    moment = now()
    return campaigns_with_goods().filter(
        stopped_at=None,
        starts_at__lte=moment,
        ends_at__gt=moment,
        taken__lt=F("places"),
        variant__is_active=True,
        variant__product__status=ListingStatus.LISTED,
        variant__price_cents__gte=F("floor_cents") + F("friends"),
        variant__stock__on_hand__gt=F("variant__stock__reserved"),
        shop__in=open_shops(),
    )


def campaign_for_shoppers(*, key: str) -> BargainCampaign:
    """A campaign anybody may read about: begun, whether or not it still runs."""
    return get_or_missing(campaigns_with_goods().filter(starts_at__lte=now(), shop__in=open_shops()), key=key)


def can_begin(campaign: BargainCampaign) -> bool:
    return open_campaigns().filter(pk=campaign.pk).exists()


def open_campaigns_of(product: Product) -> Sequence[BargainCampaign]:
    """What the product's page offers, cheapest floor first."""
    return list(open_campaigns().filter(variant__product=product).order_by("floor_cents", "pk")[:5])


def campaigns_of(shop: Shop) -> QuerySet[BargainCampaign]:
    return campaigns_with_goods().filter(shop=shop)


def campaign_of_shop(shop: Shop, *, key: str) -> BargainCampaign:
    """A campaign of this very shop; another's does not exist."""
    return get_or_missing(campaigns_of(shop), key=key)


def campaigns_in(tab: str) -> QuerySet[BargainCampaign]:
    """Campaigns of every shop, for operators: all, those that run now, those stopped."""
    rows, moment = campaigns_with_goods(), now()
    if tab == "stopped":
        return rows.exclude(stopped_at=None)
    if tab == "running":
        return rows.filter(stopped_at=None, starts_at__lte=moment, ends_at__gt=moment)
    return rows


def recent_bargains(campaign: BargainCampaign) -> Sequence[Bargain]:
    """The newest bargains of a campaign, for its shop: who is masked, how far they came isn't."""
    return list(campaign.bargains.select_related("user", "order").order_by("-pk")[:SHOWN])


def overlapping(campaign: BargainCampaign) -> BargainCampaign | None:
    """Another campaign of the same variant that runs at the same time, some of the time."""
    others = BargainCampaign.objects.filter(variant=campaign.variant_id, stopped_at=None).exclude(pk=campaign.pk)
    return others.filter(starts_at__lt=campaign.ends_at, ends_at__gt=campaign.starts_at).order_by("starts_at").first()


def variants_to_offer(shop: Shop, *, text: str = "") -> QuerySet[Variant]:
    """What the shop can make a bargain of: on sale and in stock, by a word of the title or the SKU."""
    rows = Variant.objects.filter(shop=shop, is_active=True, product__status=ListingStatus.LISTED)
    if text:
        rows = rows.filter(Q(product__title__icontains=text) | Q(sku__istartswith=text))
    rows = rows.filter(stock__on_hand__gt=F("stock__reserved"))
    return rows.select_related("stock", "picture", "product__cover").order_by("-product__sold_count", "pk")


def variant_to_offer(shop: Shop, *, key: str) -> Variant:
    return get_or_missing(Variant.objects.filter(shop=shop).select_related(*OF_VARIANT), key=key)


@dataclass(frozen=True)
class Results:
    """What a campaign has brought so far. New people joined after the bargain they helped in had begun."""

    bargains: int = 0
    live: int = 0
    orders: int = 0
    expired: int = 0
    paid_cents: int = 0
    discount_cents: int = 0
    helpers: int = 0
    new_people: int = 0


def results_of(campaign_pks: Collection[int]) -> dict[int, Results]:
    """Results by campaign, in two queries however many."""
    bought = Q(status=BargainStatus.BOUGHT)
    bargains = Bargain.objects.filter(campaign__in=campaign_pks).order_by().values("campaign")
    counted = bargains.annotate(
        bargains=Count("pk"),
        live=Count("pk", filter=Q(status__in=LIVE)),
        orders=Count("pk", filter=bought),
        expired=Count("pk", filter=Q(status=BargainStatus.EXPIRED)),
        paid=Sum("paid_cents", filter=bought, default=0),
        discount=Sum(F("list_cents") - F("paid_cents"), filter=bought, default=0),
    )
    helps = BargainHelp.objects.filter(campaign__in=campaign_pks).order_by().values("campaign")
    new = Q(helper__joined_at__gte=F("bargain__started_at"))
    helpers: dict[int, Mapping[str, Any]] = {
        row["campaign"]: row for row in helps.annotate(all=Count("pk"), new=Count("pk", filter=new))
    }
    return {row["campaign"]: _results(row, helpers.get(row["campaign"], {})) for row in counted}


def _results(row: Mapping[str, Any], helpers: Mapping[str, Any]) -> Results:
    return Results(
        bargains=row["bargains"],
        live=row["live"],
        orders=row["orders"],
        expired=row["expired"],
        paid_cents=row["paid"],
        discount_cents=row["discount"],
        helpers=helpers.get("all", 0),
        new_people=helpers.get("new", 0),
    )


# ---- bargains ---------------------------------------------------------------------------------------------------


def bargains_with_goods() -> QuerySet[Bargain]:
    goods = [f"campaign__{one}" for one in GOODS]
    return Bargain.objects.select_related("user__avatar", "order", "campaign__shop__mark", *goods)


def bargain_for_anyone(*, token: str) -> Bargain:
    """The bargain behind a shared link: the token is the permission to see it."""
    return get_or_missing(bargains_with_goods(), token=token)


def bargain_of(user: Any, *, token: str) -> Bargain:
    """One's own bargain; another's can't be bought, whoever knows its address."""
    return get_or_missing(bargains_with_goods().filter(user=user), token=token)


def bargains_of(user: Any) -> QuerySet[Bargain]:
    return bargains_with_goods().filter(user=user)


def counted_bargain(user: Any, campaign: BargainCampaign) -> Bargain | None:
    """The one bargain this person has, or had and bought, in a campaign."""
    rows = Bargain.objects.filter(user=user, campaign=campaign).exclude(status=BargainStatus.EXPIRED)
    return rows.first()


def live_bargains_of(user: Any, campaigns: Collection[BargainCampaign]) -> dict[int, Bargain]:
    """This person's bargains that still run, by campaign."""
    if not user.is_authenticated:
        return {}
    rows = Bargain.objects.filter(user=user, campaign__in=campaigns, status__in=LIVE)
    return {row.campaign_id: row for row in rows if not row.is_over()}


def price_now(bargain: Bargain) -> int:
    """What the owner pays now: never more than the shop asks of everybody."""
    return min(bargain.current_cents, bargain.campaign.variant.price_cents)


def overdue_bargains() -> QuerySet[Bargain]:
    rows = Bargain.objects.filter(status=BargainStatus.OPEN, ends_at__lte=now())
    return rows.order_by("ends_at", "pk")[:EXPIRY_BATCH]


@dataclass(frozen=True)
class Standing:
    """A bargain as this person meets it."""

    bargain: Bargain
    is_mine: bool
    my_help: BargainHelp | None = None
    helps: list[BargainHelp] = field(default_factory=list)

    @property
    def price_cents(self) -> int:
        return price_now(self.bargain)

    @property
    def has_helped_here(self) -> bool:
        return self.my_help is not None and self.my_help.bargain_id == self.bargain.pk

    @property
    def has_helped_elsewhere(self) -> bool:
        return self.my_help is not None and not self.has_helped_here

    @property
    def can_help(self) -> bool:
        """Nothing stands in the way but, perhaps, signing in."""
        open_to_friends = self.bargain.is_open and self.bargain.friends_missing > 0
        return open_to_friends and not self.is_mine and self.my_help is None

    @property
    def can_buy(self) -> bool:
        return self.is_mine and self.bargain.is_open and offer_of(self.bargain.campaign.variant).can_buy

    @property
    def can_share(self) -> bool:
        return self.bargain.is_open and self.bargain.friends_missing > 0


def standing(bargain: Bargain, viewer: Any) -> Standing:
    """How a bargain (read with its goods) stands, for a member or a guest."""
    helps = list(bargain.helps.select_related("helper__avatar").order_by("-place"))
    if not viewer.is_authenticated:
        return Standing(bargain, is_mine=False, helps=helps)
    if viewer.pk == bargain.user_id:
        return Standing(bargain, is_mine=True, helps=helps)
    mine = BargainHelp.objects.filter(campaign=bargain.campaign_id, helper=viewer).first()
    return Standing(bargain, is_mine=False, my_help=mine, helps=helps)
