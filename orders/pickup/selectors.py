"""Who waits for what at which counter."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet

from accounts.organisations.models import Merchant
from config.kernel.clock import now
from config.kernel.encryption import blind_index
from orders.checkout.models import Order, OrderStatus
from orders.fulfilment.selectors import orders_of_merchant, with_everything
from orders.pickup.models import Collection

CODE_INDEX = "pickup.code"


def code_index(code: str) -> str:
    return blind_index(code, purpose=CODE_INDEX)


def pickup_orders(merchant: Merchant) -> QuerySet[Order]:
    """Orders of a shop that are fetched, and not fetched yet."""
    orders = orders_of_merchant(merchant).filter(pickup_point__isnull=False, status=OrderStatus.TO_SHIP)
    return with_everything(orders).select_related("buyer", "trade", "shop", "pickup_point", "collection")


def to_prepare(merchant: Merchant) -> QuerySet[Order]:
    return pickup_orders(merchant).filter(collection=None)


def waiting_at_counter(merchant: Merchant) -> QuerySet[Order]:
    return pickup_orders(merchant).filter(collection__isnull=False)


def collection_of(order: Order) -> Collection | None:
    return Collection.objects.filter(order=order).first()


def code_for_buyer(order: Order, collection: Collection | None) -> str:
    """The digits, as long as they open anything."""
    is_waiting = order.status == OrderStatus.TO_SHIP and collection is not None and collection.ended_at is None
    return collection.code if is_waiting and collection is not None else ""


def to_remind() -> QuerySet[Collection]:
    """Waiting for `PICKUP_REMIND_DAYS` and not reminded yet."""
    since = now() - timedelta(days=settings.PICKUP_REMIND_DAYS)
    waiting = Collection.objects.filter(ended_at=None, order__status=OrderStatus.TO_SHIP)
    return waiting.filter(reminded_at=None, ready_at__lte=since).order_by("ready_at")


def to_give_up() -> QuerySet[Collection]:
    """Kept long enough."""
    return Collection.objects.filter(ended_at=None, kept_until__lte=now()).order_by("kept_until")
