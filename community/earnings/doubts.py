"""Why somebody should look at an earning before it is paid. Reads, decides nothing."""

from __future__ import annotations

import re
import unicodedata

from django.db.models import Q

from accounts.addresses.models import Address
from accounts.identity.models import User
from community.earnings.models import Suspicion
from community.referral.models import OrderAttribution, Referral, Visitor
from orders.checkout.models import Order, Trade

LATELY = 20  # doors of one person that are compared


def doubt_about(order: Order, person: User, *, sharer: User) -> str:
    """The first reason to doubt that buyer and earner are two people who don't trade with each other; or nothing."""
    if _same_device(order, person):
        return Suspicion.SAME_DEVICE
    if order.trade and _same_phone(order.trade, person):
        return Suspicion.SAME_PHONE
    if order.trade and _same_door(order.trade, person):
        return Suspicion.SAME_DOOR
    return Suspicion.CIRCLE if _circle(order, sharer) else ""


def _same_device(order: Order, person: User) -> bool:
    browsers = Q(key__in=Visitor.objects.filter(user=order.buyer_id).values("key"))
    if order.trade and order.trade.visitor:
        browsers |= Q(key=order.trade.visitor)
    return Visitor.objects.filter(browsers, user=person).exists()


def _same_phone(trade: Trade, person: User) -> bool:
    index = trade.phone_index
    return bool(index) and Trade.objects.filter(buyer=person, phone_index=index).exists()


def _same_door(trade: Trade, person: User) -> bool:
    """Doors are kept encrypted, so the newest few of the same district are read and compared."""
    here = _plain(str(trade.street))
    if not here:
        return False
    trades = Trade.objects.filter(buyer=person, region_code=trade.region_code).order_by("-pk")[:LATELY]
    book = Address.objects.filter(user=person, region_code=trade.region_code)[:LATELY]
    streets = [*(one.street for one in trades), *(one.street for one in book)]
    return any(_plain(str(street)) == here for street in streets)


def _plain(street: str) -> str:
    """Without the differences between two spellings of one door."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", street)).casefold()


def _circle(order: Order, sharer: User) -> bool:
    """The buyer invited the sharer, or the sharer bought by a link of the buyer."""
    if order.buyer_id is None:
        return False
    return (
        Referral.objects.filter(invitee=sharer, inviter=order.buyer_id).exists()
        or OrderAttribution.objects.filter(Q(order__buyer=sharer) & Q(link__sharer=order.buyer_id)).exists()
    )
