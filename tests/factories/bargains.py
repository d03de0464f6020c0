"""Bargain campaigns and bargains for tests, made by the services."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from catalog.products.models import Variant
from config.kernel.clock import now
from orders.bargain.campaigns import CampaignDraft, begin_campaign
from orders.bargain.models import Bargain, BargainCampaign
from orders.bargain.services import help_out, start_bargain
from orders.cart.shoppers import Shopper
from orders.checkout.deals import Choice, DealChoice
from orders.checkout.models import Order
from orders.checkout.services import Agreed, place_trade
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_variant
from tests.factories.orders import DELIVERY


def make_campaign(variant: Variant | None = None, **fields: Any) -> BargainCampaign:
    """¥128 down to ¥98 with three friends, a day each, twenty places, running for a week."""
    variant = variant or make_variant(price_cents=12_800)
    start = now() - timedelta(minutes=1)
    wish = {
        "floor_cents": 9_800,
        "friends": 3,
        "hours": 24,
        "places": 20,
        "starts_at": start,
        "ends_at": start + timedelta(days=7),
    }
    draft = CampaignDraft(variant=variant, **(wish | fields))
    return begin_campaign(shop=variant.product.shop, draft=draft)


def make_bargain(user: Any = None, campaign: BargainCampaign | None = None, *, helped: int = 0) -> Bargain:
    """A running bargain, with so many friends' help already."""
    bargain = start_bargain(campaign=campaign or make_campaign(), user=user or UserFactory())
    for _friend in range(helped):
        help_out(bargain=bargain, helper=UserFactory())
    return Bargain.objects.get(pk=bargain.pk)


def deal_of(bargain: Bargain, *, quantity: int = 1, variant_key: str = "") -> Choice:
    key = variant_key or bargain.campaign.variant.key
    return Choice(deal=DealChoice("bargain", bargain.token, key, quantity))


def order_bargain(bargain: Bargain, user: Any = None, *, choice: Choice | None = None) -> Order:
    """Its piece, ordered and not yet paid for."""
    trade = place_trade(
        shopper=Shopper(user=user or bargain.user),
        delivery=DELIVERY,
        agreed=Agreed(),
        notes={},
        choice=choice or deal_of(bargain),
    )
    return trade.orders.get()
