"""Promotions on pages of other slices: prices of cards and product pages, coupon strips. `{% load promotions %}`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django import template
from django.template.context import Context
from django.utils.translation import gettext as _

from catalog.products.models import Product
from catalog.shops.models import Shop
from config.kernel.clock import now
from config.kernel.templatetags.hetang import cents as yuan
from config.kernel.templatetags.hetang import fraction, whole
from orders.promotions import wording
from orders.promotions.models import Campaign, CampaignItem, CouponTerms, Tier
from orders.promotions.pricing import CouponOffer, TierStep
from orders.promotions.selectors.checks import Preview, targets_in_words
from orders.promotions.selectors.deals import CardDeal, Deals, VariantDeal, deals_for
from orders.promotions.selectors.live import live_tiers, reach
from orders.promotions.selectors.pockets import offered_for, offered_in_shop
from orders.promotions.selectors.shown import club_of

register = template.Library()


def _person(context: Context) -> Any:
    return context.get("user")


def _products(groups: Iterable[Any]) -> Iterator[Product]:
    """All products in lists of lists, lanes included."""
    for one in groups:
        if isinstance(one, Product):
            yield one
        elif one:
            yield from _products(getattr(one, "cards", one))


@register.simple_tag(takes_context=True)
def special_prices(context: Context, *groups: Any) -> Deals:
    """{% special_prices product from_shop similar as deals %}: for everything the page shows, in one query."""
    pks = {product.pk for product in _products(groups)}
    return deals_for(pks, buyer=_person(context), at=now())


@register.simple_tag
def card_deal(deals: Any, product: Product) -> CardDeal:
    """What a card shows; without `deals` the list price."""
    return (deals if isinstance(deals, Deals) else Deals(now())).card(product)


@register.simple_tag
def beside(deal: CardDeal, currency: str) -> str:
    """The second price of a card: what it usually costs, or what members pay."""
    if deal.is_flash:
        return _("usually %(price)s") % {"price": yuan(deal.list_cents, currency)}
    if deal.member_cents is not None:
        return _("members %(price)s") % {"price": yuan(deal.member_cents, currency)}
    return ""


@register.simple_tag
def variant_deal(deals: Deals, variant: Any) -> VariantDeal | None:
    return deals.offer(variant) if variant else None


@register.simple_tag
def deal_prices(offers: Sequence[Mapping[str, Any]], choice: Any, deals: Deals) -> list[dict[str, Any]]:
    """The offers for the page's script, at the prices this person pays."""
    cents = {offer.variant.key: deals.offer(offer.variant).cents for offer in choice.offers}
    return [dict(one) | {"whole": whole(cents[one["key"]]), "fraction": fraction(cents[one["key"]])} for one in offers]


@register.inclusion_tag("orders/promotions/_product.html", takes_context=True)
def product_promotions(context: Context, product: Product, deal: VariantDeal | None) -> dict[str, Any]:
    """The flash and club lines of a product page; the rest is fetched when the page is there."""
    return {"product": product, "deal": deal, "user": _person(context), "next": context["request"].path}


@register.inclusion_tag("orders/promotions/_offers.html", takes_context=True)
def offers_of_product(context: Context, product: Product) -> dict[str, Any]:
    at, person = now(), _person(context)
    tiers = [tier for tier in live_tiers([product.shop_id], at) if reach(tier.campaign)(product)]
    offered = offered_for(product, person, at=at)
    return {"tiers": by_campaign(tiers), "offered": offered, "user": person, "next": context["next"]}


@register.inclusion_tag("orders/promotions/_shop.html", takes_context=True)
def shop_promotions(context: Context, shop: Shop) -> dict[str, Any]:
    """The strip of a shop's page: its steps, its coupons, its club."""
    at, person = now(), _person(context)
    return {
        "shop": shop,
        "tiers": by_campaign(live_tiers([shop.pk], at)),
        "offered": offered_in_shop(shop, person, at=at),
        "club": club_of(shop, person, at=at),
        "user": person,
        "next": context["request"].path,
    }


def by_campaign(tiers: Iterable[Tier]) -> list[tuple[Campaign, list[Tier]]]:
    groups: dict[int, tuple[Campaign, list[Tier]]] = {}
    for tier in tiers:
        groups.setdefault(tier.campaign_id, (tier.campaign, []))[1].append(tier)
    return list(groups.values())


@register.simple_tag
def coupon_offers(draft: Any, shop_pk: int | None = None) -> list[CouponOffer]:
    """The buyer's coupons beside what a checkout would be: of one shop, or of the platform."""
    offers: list[CouponOffer] = draft.priced.coupons_of(shop_pk)
    return offers


@register.simple_tag
def steps_of(draft: Any, shop_pk: int) -> list[TierStep]:
    steps: list[TierStep] = draft.priced.steps_of(shop_pk)
    return steps


@register.filter
def unfit(offers: Sequence[CouponOffer]) -> list[CouponOffer]:
    return [one for one in offers if not one.cents]


@register.filter
def used(offers: Sequence[CouponOffer]) -> bool:
    return any(one.is_used for one in offers)


@register.filter
def worth(terms: CouponTerms) -> str:
    return wording.coupon_worth(terms)


@register.filter
def conditions(terms: CouponTerms) -> str:
    return wording.coupon_words(terms)


@register.filter
def step(tier: Tier, currency: str = "CNY") -> str:
    return wording.tier_words(tier, currency)


@register.filter
def missing(step: TierStep, currency: str = "CNY") -> str:
    """What is still to be put in for the next step."""
    return wording.missing_words(step.coming, step.missing, currency) if step.coming else ""


@register.filter
def slot_words(instant: datetime) -> str:
    return wording.slot_words(instant)


@register.filter
def campaign_phase(campaign: Campaign) -> Any:
    return campaign.phase(now()).label


@register.filter
def campaign_kind_of_state(campaign: Campaign) -> str:
    return wording.phase_kind(campaign.phase(now()))


@register.filter
def order_discounts(order: Any) -> list[tuple[str, int]]:
    """Why an order costs less than its items: (label, cents) for each reason."""
    return [(one.label, -one.cents) for one in order.discounts.all()]


@register.filter
def shop_part(campaign: Campaign) -> str:
    return wording.shop_part(campaign.platform_basis_points)


@register.simple_tag
def usual(preview: Preview) -> str:
    """The list price beside a previewed one, where they differ."""
    if preview.cents == preview.list_cents:
        return ""
    return _("usually %(price)s") % {"price": yuan(preview.list_cents, preview.product.shop.currency)}


@register.filter
def items_of(campaign: Campaign) -> list[CampaignItem]:
    return list(campaign.items.select_related("variant__product"))


@register.filter
def slot_hours_words(hour: int) -> str:
    return wording.hours_words(hour)


@register.filter
def scope_words(campaign: Campaign) -> str:
    """Everything, or the names of what it is for."""
    return targets_in_words(campaign)
