"""What pages of lower slices show of teams: `{% load groupbuy %}` (decision 0006: templates may pull upward)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import template
from django.template import Context

from catalog.products.models import Product
from catalog.storefront.selectors import Choosing
from config.kernel.templatetags.hetang import fraction, whole
from orders.checkout.models import Order
from orders.groupbuy.models import GroupSeat, GroupTeam, SeatStatus
from orders.groupbuy.selectors import (
    CardOffer,
    TeamCard,
    TeamOffer,
    card_offers,
    lacking_one,
    offer_of_product,
    open_teams_of,
)
from orders.groupbuy.selectors.teams import with_people
from orders.groupbuy.wording import STATE_KINDS

register = template.Library()
KEPT = "_team_offer"


@register.simple_tag
def team_offer(product: Product) -> TeamOffer | None:
    """The running campaign of a product with its prices, or None; asked once however often a page wants it."""
    if not hasattr(product, KEPT):
        setattr(product, KEPT, offer_of_product(product))
    kept: TeamOffer | None = getattr(product, KEPT)
    return kept


@register.filter
def team_cents(offer: TeamOffer, choice: Choosing) -> int:
    """The team price of the chosen variant, or the lowest one."""
    key = choice.chosen.variant.key if choice.chosen else ""
    return offer.prices.get(key, offer.lowest_cents)


@register.filter
def has_team_price(offer: TeamOffer, choice: Choosing) -> bool:
    return bool(choice.chosen and choice.chosen.variant.key in offer.prices)


@register.filter
def team_prices_json(offer: TeamOffer) -> dict[str, dict[str, str]]:
    """What the page's script needs to change the team price with the choice."""
    return {key: {"whole": whole(cents), "fraction": fraction(cents)} for key, cents in offer.prices.items()}


@register.simple_tag(takes_context=True)
def open_teams_for(context: Context, product: Product) -> list[TeamCard]:
    """Teams of a product one may join."""
    return open_teams_of(product, viewer=context.get("user"))


@register.simple_tag(takes_context=True)
def teams_lacking_one(context: Context) -> list[TeamCard]:
    return lacking_one(viewer=context.get("user"))


@register.simple_tag
def team_card_offers(*lists: Any) -> dict[int, CardOffer]:
    """Team prices for many cards in one query: lists of products, or of lanes of them."""
    return card_offers([pk for products in lists for pk in _pks(products)])


def _pks(products: Iterable[Any]) -> Iterable[int]:
    for one in products or []:
        if hasattr(one, "cards"):
            yield from (product.pk for product in one.cards)
        else:
            yield one.pk


@register.filter
def offer_for(offers: dict[int, CardOffer] | None, product: Product) -> CardOffer | None:
    return offers.get(product.pk) if offers else None


@register.simple_tag
def team_seat(order: Order) -> GroupSeat | None:
    """The seat an order belongs to, with its team and who is in it."""
    if order.deal_kind != "team":
        return None
    seat = GroupSeat.objects.filter(order=order).select_related("campaign__product__cover", "campaign__shop").first()
    if seat is not None:
        team = with_people(GroupTeam.objects.select_related("campaign").filter(pk=seat.team_id)).get()
        seat.team = team
    return seat


@register.filter
def seat_people(seat: GroupSeat) -> list[Any]:
    return [one.buyer for one in getattr(seat.team, "paid", [])]


@register.filter
def is_in(seat: GroupSeat) -> bool:
    return bool(seat.status == SeatStatus.PAID)


@register.filter
def team_kind(status: str) -> str:
    """The colour of a team's state."""
    return STATE_KINDS.get(status, "")
