"""Demo people who open a team now and then, so that a demo started days ago still has one to join."""

from __future__ import annotations

import logging
from typing import Any

from django.contrib.auth import get_user_model

from accounts.addresses.models import Address
from accounts.addresses.selectors import default_address
from catalog.products.models import Variant
from config.kernel.errors import DomainError, NotFound
from orders.cart.shoppers import Shopper
from orders.checkout.deals import Choice, DealChoice
from orders.checkout.models import Trade
from orders.checkout.services import Agreed, Delivery, place_trade
from orders.groupbuy.deal import KIND, MERGE, start_ref
from orders.groupbuy.models import GroupCampaign, GroupSeat
from orders.groupbuy.selectors import lacking_one, running_campaigns
from orders.payments.gateways.sandbox import Outcome, decide
from orders.payments.services import check_payment, open_payment, start_payment

log = logging.getLogger(__name__)
WANTED = 4
EMAILS = "@people.demo.test"  # not the people one signs in as


def top_up_teams() -> int:
    """When fewer than four teams lack one person, let demo people open and nearly fill another, as anybody would."""
    if len(lacking_one(most=WANTED)) >= WANTED:
        return 0
    waiting = running_campaigns().filter(size__lte=3, shop__is_open=True).select_related("product")
    for campaign in waiting.exclude(seats__is_running=True).order_by("?"):
        try:
            return _form(campaign)
        except DomainError as trouble:
            log.info("No demo team for %s: %s", campaign.key, trouble)
    return 0


def _form(campaign: GroupCampaign) -> int:
    """A team that lacks one, ordered and paid like any other."""
    variant = Variant.objects.filter(pk__in=campaign.prices.values("variant")).first()
    ref = start_ref(campaign)
    people = _people(campaign.size - 1)
    if variant is None or len(people) < campaign.size - 1:
        return 0
    for person in people:
        trade = _buy(person, DealChoice(KIND, ref, variant.key, 1, (MERGE,)))
        ref = GroupSeat.objects.select_related("team").get(order__trade=trade).team.token
    return 1


def _people(count: int) -> list[Any]:
    demo = get_user_model().objects.filter(is_demo=True, email__endswith=EMAILS, memberships=None)
    with_address = demo.filter(pk__in=Address.objects.values("user_id"))
    return list(with_address.order_by("?")[:count])


def _buy(person: Any, choice: DealChoice) -> Trade:
    """Through the ordinary checkout and the sandbox bank."""
    where = default_address(person)
    if where is None:
        raise NotFound
    delivery = Delivery(where.recipient, where.phone, where.region_code, where.street)
    trade = place_trade(
        shopper=Shopper(user=person), delivery=delivery, agreed=Agreed(), notes={}, choice=Choice(deal=choice)
    )
    payment = open_payment(trade=trade)
    if payment is not None:
        start_payment(payment=payment)
        decide(out_trade_no=payment.out_trade_no, outcome=Outcome.PAY)
        check_payment(payment=payment)
    return trade
