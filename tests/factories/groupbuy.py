"""Campaigns, teams and seats in any state, made by the services, so that money and stock are true."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

from catalog.products.models import Variant
from config.kernel.clock import now
from orders.checkout.deals import Choice, DealChoice
from orders.checkout.models import Order
from orders.checkout.services import Agreed, place_trade
from orders.groupbuy.deal import KIND, MERGE, start_ref
from orders.groupbuy.models import GroupCampaign, GroupSeat, GroupTeam
from orders.groupbuy.services import CampaignDraft, create_campaign, start_campaign
from orders.payments.models import Payment
from orders.payments.services import open_payment
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_variant
from tests.factories.orders import DELIVERY, paid_charge, pay, shopper_for

TEAM_PRICE = 9_800


def make_campaign(
    variant: Variant | None = None,
    *,
    prices: Mapping[str, int] | None = None,
    is_started: bool = True,
    stock: int = 200,
    **terms: Any,
) -> GroupCampaign:
    """A running campaign: teams of three at ¥98 instead of ¥128, a day each."""
    variant = variant or make_variant(stock=stock)
    terms = {
        "name": "三人团",
        "starts_at": now() - timedelta(days=1),
        "ends_at": now() + timedelta(days=7),
        "size": 3,
        "hours": 24,
    } | terms
    draft = CampaignDraft(prices=prices or {variant.key: TEAM_PRICE}, **terms)
    campaign = create_campaign(product=variant.product, draft=draft)
    return start_campaign(campaign=campaign) if is_started else campaign


def variant_of(campaign: GroupCampaign) -> Variant:
    return campaign.prices.order_by("pk").select_related("variant").first().variant  # type: ignore[union-attr]  # there is one


def place_seat(
    target: GroupCampaign | GroupTeam,
    buyer: Any = None,
    *,
    quantity: int = 1,
    may_merge: bool = False,
    variant: Variant | None = None,
) -> Order:
    """An unpaid order with a held seat: in this team, or in a new one of this campaign."""
    is_new = isinstance(target, GroupCampaign)
    campaign = target if isinstance(target, GroupCampaign) else target.campaign
    deal = DealChoice(
        KIND,
        start_ref(campaign) if is_new else target.token,  # type: ignore[union-attr]  # there is one
        (variant or variant_of(campaign)).key,
        quantity,
        (MERGE,) if may_merge else (),
    )
    trade = place_trade(
        shopper=shopper_for(buyer or UserFactory()),
        delivery=DELIVERY,
        agreed=Agreed(),
        notes={},
        choice=Choice(deal=deal),
    )
    return trade.orders.get()


def pay_order(order: Order) -> Order:
    pay(order.trade)  # type: ignore[arg-type]  # there is one
    order.refresh_from_db()
    return order


def join(team: GroupTeam, buyer: Any = None, **how: Any) -> Order:
    """A paid seat in a team."""
    return pay_order(place_seat(team, buyer, **how))


def make_team(
    campaign: GroupCampaign | None = None,
    *,
    paid: int = 1,
    leader: Any = None,
    members: Sequence[Any] = (),
    may_merge: bool = False,
) -> GroupTeam:
    """An open team with so many paid seats."""
    campaign = campaign or make_campaign()
    order = pay_order(place_seat(campaign, leader, may_merge=may_merge))
    team = GroupSeat.objects.get(order=order).team
    for buyer in members or [None] * (paid - 1):
        join(team, buyer, may_merge=may_merge)
    team.refresh_from_db()
    return team


def orders_of(team: GroupTeam) -> list[Order]:
    return list(Order.objects.filter(group_seat__team=team).order_by("pk"))


def waiting_payment(order: Order) -> tuple[Payment, Any]:
    """An open payment of a seat's order, and what the bank would say once it is paid."""
    payment = open_payment(trade=order.trade)  # type: ignore[arg-type]  # there is one
    assert payment is not None
    return payment, paid_charge(payment)
