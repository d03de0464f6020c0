"""What timers notice about parcels: silence, and deliveries that need not be tried again."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction

from config.kernel.clock import now
from config.kernel.events import publish
from config.kernel.locks import locked_one
from orders.checkout.models import Order
from orders.fulfilment.events import ParcelWentStale
from orders.fulfilment.models import Parcel, ParcelStatus
from orders.fulfilment.selectors import silent_parcels
from orders.fulfilment.services.parcels import tell
from orders.fulfilment.services.scanning import record_scan
from orders.fulfilment.states import REFUSED, TRIED_OUT


@transaction.atomic
def mark_stale(*, parcel: Parcel) -> bool:
    """Nothing was heard of it for too long: say so, once. The next scan takes the mark away."""
    order = locked_one(Order.objects.all(), parcel.order_id)
    if not silent_parcels().filter(pk=parcel.pk).update(stale_at=now()):
        return False
    publish(ParcelWentStale(parcel_id=parcel.pk))
    tell(order)
    return True


@transaction.atomic
def turn_back(*, parcel: Parcel) -> bool:
    """A delivery that was refused, or tried too often: the parcel goes back to its sender, once."""
    locked_one(Order.objects.all(), parcel.order_id)
    parcel = locked_one(Parcel.objects.all(), parcel.pk)
    is_due = parcel.turn_back_at is not None and parcel.turn_back_at <= now()
    if not is_due or parcel.status != ParcelStatus.DELIVERY_FAILED:
        return False
    is_tried_out = parcel.failed_attempts >= settings.FAILED_ATTEMPTS_BEFORE_RETURN
    why = TRIED_OUT if is_tried_out else REFUSED
    record_scan(parcel=parcel, status=ParcelStatus.RETURNING, actor=None, raw_code=why)
    return True
