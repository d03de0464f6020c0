"""What is offered at a team price, and on which terms."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Count, Max, Min, Q, QuerySet, Sum

from catalog.inventory.models import Stock
from catalog.inventory.selectors import offer_of, variants_with_offers
from catalog.products.models import Product, Variant
from config.kernel.access import get_or_missing
from config.kernel.clock import now
from config.kernel.money import Money
from orders.groupbuy.models import LIVE_SEATS, CampaignStatus, GroupCampaign, GroupSeat, TeamStatus

if TYPE_CHECKING:
    from accounts.identity.models import User
    from catalog.shops.models import Shop

STEEP = 5_000  # basis points off from which a merchant is asked to look again
SHORT_HOURS = 2


@dataclass(frozen=True)
class Rung:
    """A step of the ladder in words people use: how many, and what the dearest choice then costs."""

    people: int
    basis_points: int
    price_cents: int

    @property
    def percent(self) -> str:
        return f"{self.basis_points / 100:g}"


@dataclass(frozen=True)
class TeamOffer:
    """A campaign with the price of each variant."""

    campaign: GroupCampaign
    prices: Mapping[str, int]  # by key of the variant
    rungs: Sequence[tuple[int, int]] = ()

    @cached_property
    def lowest_cents(self) -> int:
        return min(self.prices.values())

    @property
    def is_range(self) -> bool:
        return len(set(self.prices.values())) > 1

    @property
    def rules(self) -> list[Rung]:
        """The ladder's steps with the lowest price on each."""
        return [
            Rung(people, off, self.lowest_cents - Money(self.lowest_cents).share(off).cents)
            for people, off in self.rungs
        ]


@dataclass(frozen=True)
class CardOffer:
    """What a product card says of a campaign."""

    cents: int
    size: int
    is_range: bool


def running_campaigns() -> QuerySet[GroupCampaign]:
    """Campaigns a team can be started in now."""
    moment = now()
    return GroupCampaign.objects.filter(status=CampaignStatus.LIVE, starts_at__lte=moment, ends_at__gt=moment)


def running_campaign(*, key: str) -> GroupCampaign | None:
    return running_campaigns().select_related("product").filter(key=key).first()


def offer_of_product(product: Product) -> TeamOffer | None:
    """The running campaign of a product, if there is one."""
    campaign = running_campaigns().filter(product=product).first()
    return offer_of_campaign(campaign) if campaign else None


def offer_of_campaign(campaign: GroupCampaign) -> TeamOffer | None:
    """The offer of any campaign, running or not: teams outlive theirs. None when no variant is left."""
    prices = dict(campaign.prices.filter(variant__is_active=True).values_list("variant__key", "price_cents"))
    rungs = list(campaign.steps.values_list("people", "basis_points"))
    return TeamOffer(campaign, prices, rungs) if prices else None


def card_offers(products: Collection[int]) -> dict[int, CardOffer]:
    """Team price and size for product cards, in one query however many."""
    rows = running_campaigns().filter(product__in=products).values_list("product_id", "size")
    priced = rows.annotate(low=Min("prices__price_cents"), high=Max("prices__price_cents"))
    return {pk: CardOffer(low, size, low != high) for pk, size, low, high in priced if low is not None}


def pieces_left_for(buyer: User, *, campaign: GroupCampaign) -> int | None:
    """How many pieces this person may still buy in the campaign; None without a limit."""
    if campaign.per_user_limit is None:
        return None
    taken = GroupSeat.objects.filter(campaign=campaign, buyer=buyer, status__in=LIVE_SEATS)
    return max(0, campaign.per_user_limit - (taken.aggregate(sum=Sum("quantity"))["sum"] or 0))


# ---- the merchant's ---------------------------------------------------------------------------------------------


def campaigns_of(shop: Shop) -> QuerySet[GroupCampaign]:
    """A shop's campaigns, newest first, with how their teams fare."""
    teams = Q(teams__opened_at__isnull=False)
    return (
        GroupCampaign.objects.filter(shop=shop)
        .select_related("product__cover", "shop")
        .annotate(
            teams_opened=Count("teams", filter=teams, distinct=True),
            teams_open=Count("teams", filter=Q(teams__status=TeamStatus.OPEN), distinct=True),
            teams_filled=Count("teams", filter=Q(teams__status=TeamStatus.SUCCEEDED), distinct=True),
            lowest_cents=Min("prices__price_cents"),
        )
        .order_by("-pk")
    )


def campaign_for(shop: Shop, *, key: str) -> GroupCampaign:
    rows = GroupCampaign.objects.filter(shop=shop).select_related("product__cover", "product__shop", "shop")
    return get_or_missing(rows, key=key)


@dataclass(frozen=True)
class Caution:
    """Something a merchant should look at before starting; nothing that forbids it."""

    code: str
    details: Mapping[str, object]


def warnings_of(campaign: GroupCampaign) -> list[Caution]:
    """What may surprise the merchant: little stock, a steep price, a short time, choices without a price."""
    rows = list(campaign.prices.select_related("variant").order_by("variant__position", "variant_id"))
    found = []
    for row in rows:
        off = 10_000 - 10_000 * row.price_cents // max(row.variant.price_cents, 1)
        if off >= STEEP:
            found.append(Caution("steep", {"label": row.variant.label or row.variant.sku, "percent": off // 100}))
    stocks = Stock.objects.filter(variant__in=[row.variant_id for row in rows])
    left = sum(stock.available for stock in stocks)
    if left < campaign.size:
        found.append(Caution("little_stock", {"left": left, "size": campaign.size}))
    if campaign.hours <= SHORT_HOURS:
        found.append(Caution("short", {"hours": campaign.hours}))
    unpriced = Variant.objects.filter(product=campaign.product, is_active=True).exclude(
        pk__in=[row.variant_id for row in rows]
    )
    if (missing := unpriced.count()) and rows:
        found.append(Caution("unpriced", {"count": missing}))
    if not campaign.product.is_listed:
        found.append(Caution("not_on_sale", {}))
    return found


@dataclass(frozen=True)
class Pick:
    """A variant of a campaign as a buyer meets it: in a team, and alone."""

    variant: Variant
    price_cents: int
    alone_cents: int
    can_buy: bool

    @property
    def saves_cents(self) -> int:
        return max(0, self.alone_cents - self.price_cents)


def picks_of(campaign: GroupCampaign) -> list[Pick]:
    """The variants with a team price, in the shop's order, in two queries."""
    prices = dict(campaign.prices.values_list("variant_id", "price_cents"))
    rows = variants_with_offers().filter(pk__in=prices, is_active=True).order_by("position", "pk")
    offers = [offer_of(row) for row in rows]
    return [Pick(one.variant, prices[one.variant.pk], one.price.cents, one.can_buy) for one in offers]
