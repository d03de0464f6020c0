"""Parcels sign themselves up with whoever can follow them."""

from __future__ import annotations

from functools import partial

from django.db import transaction

from config.kernel.events import subscribe
from orders.fulfilment.events import ParcelSent
from orders.fulfilment.models import Parcel
from orders.tracking.services import follow, sign_up


@subscribe(ParcelSent)
def follow_parcel(event: ParcelSent) -> None:
    """After the delivery's own transaction, so that the tracker is called outside of it; a timer repeats failures."""
    subscription = follow(parcel=Parcel.objects.select_related("carrier").get(pk=event.parcel_id))
    if subscription is not None:
        transaction.on_commit(partial(sign_up, subscription=subscription), robust=True)
