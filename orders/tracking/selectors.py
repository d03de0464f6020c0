"""What a tracker is told about a parcel, and which parcels it should be asked about."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Q, QuerySet

from accounts.addresses.regions import lineage
from config.kernel.clock import now
from orders.fulfilment.models import Direction, Parcel
from orders.fulfilment.states import ACTIVE
from orders.tracking.models import Subscription, SubscriptionState
from orders.tracking.trackers.base import Shipment

POLL_PAUSE = timedelta(minutes=30)
SILENT_AFTER = timedelta(hours=12)
ASK_AGAIN_AFTER = timedelta(hours=6)


def shipment_of(parcel: Parcel) -> Shipment:
    """The parcel in the words of a tracker: of a person only the last four digits of their phone."""
    trade = parcel.order.trade
    shop, buyer = parcel.order.shop.place, _words(trade.region_code) if trade else ""
    is_back = parcel.direction == Direction.RETURN
    return Shipment(
        carrier_code=parcel.carrier.code,
        waybill=parcel.waybill,
        phone_tail=trade.phone[-4:] if trade else "",
        origin=buyer if is_back else shop,
        destination=shop if is_back else buyer,
    )


def _words(region_code: str) -> str:
    return " ".join(one.name_zh for one in lineage(region_code) if not one.is_placeholder)


def due_subscriptions() -> QuerySet[Subscription]:
    """Not agreed to yet, and time to ask again."""
    return Subscription.objects.filter(state=SubscriptionState.WAITING, try_at__lte=now()).order_by("try_at")


def pollable() -> Q:
    """Subscriptions of parcels that may be asked about now: never twice within half an hour."""
    return Q(polled_at=None) | Q(polled_at__lte=now() - POLL_PAUSE)


def silent_subscriptions() -> QuerySet[Subscription]:
    """Followed, on the way, and nothing heard for half a day: worth asking, most silent first."""
    unasked = Q(polled_at=None) | Q(polled_at__lte=now() - ASK_AGAIN_AFTER)
    silent = Q(parcel__status__in=ACTIVE, parcel__status_at__lte=now() - SILENT_AFTER)
    followed = Q(state__in=[SubscriptionState.ON, SubscriptionState.LOST])
    return Subscription.objects.filter(unasked, silent, followed).order_by("parcel__status_at")
