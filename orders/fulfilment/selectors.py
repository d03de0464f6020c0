"""Questions about parcels and the orders they belong to."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from accounts.organisations.models import Carrier, Membership, Merchant, Role
from catalog.shops.models import Shop
from config.kernel.access import get_or_missing
from config.kernel.clock import now
from orders.checkout.models import Order, OrderLine, OrderStatus
from orders.fulfilment.errors import BadWaybill, WaybillUnknown
from orders.fulfilment.models import Direction, HandOver, Parcel, ParcelLine, ParcelStatus, TrackingEvent
from orders.fulfilment.states import ACTIVE
from orders.payments.models import Payment, PaymentState

ADDRESS_KEPT = timedelta(days=30)
LATE_AFTER = timedelta(hours=48)
WAYBILL = re.compile(r"[A-Z0-9][A-Z0-9-]{4,30}[A-Z0-9]")
SHIPPABLE = (OrderStatus.TO_SHIP, OrderStatus.PARTLY_SHIPPED)
IN_HAND = (ParcelStatus.PICKED_UP, ParcelStatus.IN_TRANSIT, ParcelStatus.CUSTOMS)
AT_THE_DOOR = (ParcelStatus.OUT_FOR_DELIVERY, ParcelStatus.AVAILABLE_FOR_PICKUP)
GOING_BACK = (ParcelStatus.RETURNING,)
TROUBLE = (ParcelStatus.DELIVERY_FAILED, ParcelStatus.EXCEPTION)


def clean_waybill(text: str) -> str:
    """The number as carriers print it: capital letters, no spaces, no full-width digits; or BadWaybill."""
    waybill = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text)).upper()
    if not WAYBILL.fullmatch(waybill):
        raise BadWaybill(field="waybill")
    return waybill


def open_carriers() -> QuerySet[Carrier]:
    return Carrier.objects.filter(is_active=True).order_by("pk")


# ------------------------------------------------------------------ the merchant's side


def orders_of_merchant(merchant: Merchant) -> QuerySet[Order]:
    """What was paid for in this merchant's shop, newest first; unpaid checkouts are not their business yet."""
    hidden = Q(status=OrderStatus.PENDING_PAYMENT) | Q(status=OrderStatus.CLOSED, paid_at=None)
    return Order.objects.filter(shop__merchant=merchant).exclude(hidden).order_by("-pk")


def order_of_merchant(merchant: Merchant, *, number: str) -> Order:
    return get_or_missing(with_everything(orders_of_merchant(merchant)), number=number)


def with_everything(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Orders with what a list or a slip shows, in a constant number of queries."""
    parcels = Parcel.objects.select_related("carrier").order_by("pk")
    return orders.select_related("buyer", "trade", "shop", "pickup_point").prefetch_related(
        "lines", Prefetch("parcels", queryset=parcels)
    )


def matching(orders: QuerySet[Order], text: str) -> QuerySet[Order]:
    """Orders found by number, buyer's name, product or waybill."""
    text = text.strip()[:100].replace("\x00", "")
    if not text:
        return orders
    lines = OrderLine.objects.filter(order=OuterRef("pk")).filter(Q(title__icontains=text) | Q(sku__iexact=text))
    parcels = Parcel.objects.filter(order=OuterRef("pk"), waybill__istartswith=text)
    by_number = Q(number__istartswith=text) | Q(number__iendswith=text)
    return orders.filter(by_number | Q(buyer__display_name__icontains=text) | Exists(lines) | Exists(parcels))


def in_trouble(orders: QuerySet[Order]) -> QuerySet[Order]:
    """Those with a parcel that could not be handed over."""
    return orders.filter(Exists(Parcel.objects.filter(order=OuterRef("pk"), status__in=TROUBLE)))


def counts_by_status(orders: QuerySet[Order]) -> dict[str, int]:
    return dict(orders.order_by().values_list("status").annotate(orders=Count("pk")))


def is_shippable(order: Order) -> bool:
    return order.status in SHIPPABLE and order.pickup_point_id is None


@dataclass(frozen=True)
class Destination:
    """Where an order goes, as much of it as the asker may see now."""

    recipient: str
    phone: str
    region_code: str
    street: str
    is_masked: bool


def destination_of(order: Order) -> Destination | None:
    """The address for the shop: whole while the order is open, masked 30 days after it ended, none before payment."""
    trade = order.trade
    if trade is None or order.status in {OrderStatus.PENDING_PAYMENT, OrderStatus.WAIT_GROUP}:
        return None
    if order.pickup_point is not None:
        point = order.pickup_point
        return Destination(trade.recipient[:1] + "**", _last_four(trade.phone), point.region_code, point.name, True)
    if _address_is_due(order):
        return Destination(trade.recipient, trade.phone, trade.region_code, trade.street, is_masked=False)
    return Destination(f"{trade.recipient[:1]}**", _last_four(trade.phone), trade.region_code, "", is_masked=True)


def _address_is_due(order: Order) -> bool:
    if order.status in {*SHIPPABLE, OrderStatus.SHIPPED}:
        return True
    ended_at = order.completed_at or order.closed_at or order.delivered_at
    return order.status != OrderStatus.CLOSED and ended_at is not None and now() - ended_at < ADDRESS_KEPT


def _last_four(phone: str) -> str:
    return f"****{phone[-4:]}" if phone else ""


# ------------------------------------------------------------------ the courier's side


def carried_by(courier: Any) -> QuerySet[Parcel]:
    """Parcels of the carriers this person works for now."""
    memberships = courier.memberships.filter(role=Role.COURIER, is_active=True, carrier__is_active=True)
    return Parcel.objects.filter(carrier__in=memberships.values("carrier"))


def parcel_for(courier: Any, *, waybill: str) -> Parcel:
    """The parcel with this number, if the courier's company carries it."""
    unknown = WaybillUnknown(field="waybill", waybill=waybill.strip()[:40])
    try:
        number = clean_waybill(waybill)
    except BadWaybill as mistyped:
        raise unknown from mistyped
    parcels = (
        carried_by(courier)
        .filter(waybill=number)
        .select_related("carrier", "order__shop__return_address", "order__trade")
    )
    parcel = parcels.order_by("-pk").first()
    if parcel is None:
        raise unknown
    return parcel


def stops(parcels: QuerySet[Parcel]) -> QuerySet[Parcel]:
    """Parcels with what a stop shows, and the cash that is owed at the door."""
    owed = Payment.objects.filter(order=OuterRef("order"), state=PaymentState.PROMISED).values("amount_cents")[:1]
    parcels = parcels.select_related("carrier", "order__shop__return_address", "order__trade")
    return parcels.annotate(kinds=Count("lines"), owed_cents=Coalesce(Subquery(owed), 0))


def worklist(courier: Any, *, tab: str) -> QuerySet[Parcel]:
    """One tab of a courier's day. What waits at a shop is everybody's; what was picked up is whoever's took it."""
    mine = Q(courier=courier)
    wanted = {
        "deliver": Q(status__in=[*AT_THE_DOOR, *IN_HAND]) & mine,
        "pickup": Q(status=ParcelStatus.INFO_RECEIVED) & (mine | Q(courier=None)),
        "return": Q(status__in=GOING_BACK) & (mine | Q(courier=None)),
        "trouble": Q(status__in=TROUBLE) & (mine | Q(courier=None)),
    }[tab]
    return carried_by(courier).filter(wanted)


def tab_counts(courier: Any) -> dict[str, int]:
    """How many parcels each tab holds; one query."""
    mine, free = Q(courier=courier), Q(courier=courier) | Q(courier=None)
    return carried_by(courier).aggregate(
        deliver=Count("pk", filter=Q(status__in=[*AT_THE_DOOR, *IN_HAND]) & mine),
        pickup=Count("pk", filter=Q(status=ParcelStatus.INFO_RECEIVED) & free),
        **{"return": Count("pk", filter=Q(status__in=GOING_BACK) & free)},
        trouble=Count("pk", filter=Q(status__in=TROUBLE) & free),
    )


def scans_of(courier: Any, *, since: datetime) -> QuerySet[TrackingEvent]:
    """What this courier scanned since then, newest first."""
    events = TrackingEvent.objects.filter(recorded_by=courier, recorded_at__gte=since)
    return events.select_related("parcel__carrier", "parcel__order__shop").order_by("-recorded_at", "-pk")


def cash_since(courier: Any, *, since: datetime) -> list[Payment]:
    """What this courier collected since then and has to hand in, newest first."""
    taken = Payment.objects.filter(provider_ref=f"courier-{courier.pk}", state=PaymentState.PAID, paid_at__gte=since)
    return list(taken.select_related("order__shop").order_by("-paid_at", "-pk"))


def delivered_since(courier: Any, *, since: datetime) -> int:
    return Parcel.objects.filter(
        courier=courier, status=ParcelStatus.DELIVERED, delivered_at__gte=since, delivered_at__isnull=False
    ).count()


def _ends_at_shop(parcel: Parcel) -> bool:
    """What a buyer sent back and a courier has fetched, and what could not be handed over."""
    if parcel.direction == Direction.RETURN:
        return parcel.status != ParcelStatus.INFO_RECEIVED
    return parcel.status == ParcelStatus.RETURNING


def _shops_door(shop: Shop) -> Destination:
    """Where a shop takes goods back; as long as it has not said, where it says it is."""
    address = getattr(shop, "return_address", None)
    if address is None:
        return Destination(shop.name, "", "", shop.place, is_masked=False)
    return Destination(shop.name, _last_four(address.phone), address.region_code, address.street, is_masked=False)


def doorstep_of(parcel: Parcel) -> Destination | None:
    """Where to bring (or fetch) a parcel: the street only while it is on its way, of the phone only the last four."""
    trade = parcel.order.trade
    if _ends_at_shop(parcel):
        return _shops_door(parcel.order.shop)
    if trade is None:
        return None
    if parcel.status not in ACTIVE:
        return Destination("", "", trade.region_code, "", is_masked=True)
    return Destination(
        f"{trade.recipient[:1]}**", _last_four(trade.phone), trade.region_code, trade.street, is_masked=False
    )


def colleagues_of(courier: Any) -> QuerySet[Any]:
    """Who else drives for the same companies."""
    mine = courier.memberships.filter(role=Role.COURIER, is_active=True).values("carrier")
    hats = Membership.objects.filter(carrier__in=mine, role=Role.COURIER, is_active=True)
    return get_user_model().objects.filter(pk__in=hats.values("user"), is_active=True).exclude(pk=courier.pk)


def hand_overs_of(courier: Any) -> QuerySet[HandOver]:
    """Batches that wait for this courier's word, or that this one offered."""
    waiting = HandOver.objects.filter(Q(taker=courier) | Q(giver=courier), ended_at=None)
    return waiting.select_related("giver", "taker").prefetch_related("parcels").order_by("-pk")


def hand_over_for(courier: Any, *, key: str) -> HandOver:
    return get_or_missing(HandOver.objects.filter(Q(taker=courier) | Q(giver=courier)), key=key)


# ------------------------------------------------------------------ the platform's side


def all_orders() -> QuerySet[Order]:
    return Order.objects.order_by("-pk")


def late_orders() -> QuerySet[Order]:
    """Paid more than two days ago and still not with a carrier."""
    return all_orders().filter(status__in=SHIPPABLE, pickup_point=None, paid_at__lt=now() - LATE_AFTER)


def any_parcel(*, key: str) -> Parcel:
    """For the platform's people, who may look at every parcel."""
    parcels = Parcel.objects.select_related("carrier", "order__shop__return_address", "order__trade").prefetch_related(
        "events__picture"
    )
    return get_or_missing(parcels, key=key)


def with_failed_delivery() -> QuerySet[Order]:
    return in_trouble(all_orders())


# ------------------------------------------------------------------ what timers look for


def silent_parcels() -> QuerySet[Parcel]:
    """On their way, not marked yet, and nothing heard for `STALE_PARCEL_DAYS`; the most silent first."""
    since = now() - timedelta(days=settings.STALE_PARCEL_DAYS)
    return Parcel.objects.filter(status__in=ACTIVE, stale_at=None, status_at__lte=since).order_by("status_at")


def hopeless_parcels() -> QuerySet[Parcel]:
    """Refused or tried too often, and the scan can't be taken back any more."""
    return Parcel.objects.filter(turn_back_at__lte=now(), status=ParcelStatus.DELIVERY_FAILED).order_by("turn_back_at")


def unlooked_returns() -> QuerySet[Parcel]:
    """Back at their shops for `RETURN_CHECK_DAYS`, and nobody there has said so."""
    since = now() - timedelta(days=settings.RETURN_CHECK_DAYS)
    back = Parcel.objects.filter(status=ParcelStatus.RETURNED, taken_in_at=None).exclude(direction=Direction.RETURN)
    return back.filter(status_at__lte=since).select_related("order").order_by("status_at")


# ------------------------------------------------------------------ everybody's


def pieces_that_came_back(order: Order) -> dict[int, int]:
    """Pieces by line that could not be handed over and are paid back already: no after-sales case is about them."""
    back = ParcelLine.objects.filter(
        parcel__order=order, parcel__direction=Direction.OUT, parcel__taken_in_at__isnull=False
    )
    return dict(back.order_by().values_list("order_line").annotate(Sum("quantity")))


def parcels_of(order: Order) -> list[Parcel]:
    """An order's parcels with their contents and tracks, newest first."""
    parcels = order.parcels.select_related("carrier").prefetch_related("events__picture", "lines__order_line")
    return list(parcels.order_by("-pk"))


def effective_before(parcel: Parcel, event: TrackingEvent) -> TrackingEvent | None:
    """The event that was newest before this one."""
    return parcel.events.exclude(pk=event.pk).order_by("-happened_at", "-pk").first()


def taken_waybills(pairs: Iterable[tuple[int, str]]) -> set[tuple[int, str]]:
    """Which of these (carrier, waybill) pairs exist already."""
    wanted = set(pairs)
    rows = Parcel.objects.filter(waybill__in={waybill for _carrier, waybill in wanted})
    return wanted & set(rows.values_list("carrier_id", "waybill"))
