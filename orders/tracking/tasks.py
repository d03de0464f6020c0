"""Timers of tracking, and the simulated carrier's postman."""

from __future__ import annotations

import logging
from io import BytesIO

from celery import shared_task
from django.core.handlers.wsgi import WSGIRequest
from django.urls import resolve, reverse

from config.kernel.clock import now
from config.kernel.errors import DomainError
from orders.tracking.selectors import due_subscriptions, silent_subscriptions
from orders.tracking.services import poll_parcel, sign_up
from orders.tracking.trackers.simulated import SIGNATURE_HEADER, sign

log = logging.getLogger(__name__)
BATCH = 100


@shared_task(name="orders.sign_up_parcels", time_limit=600)
def sign_up_parcels() -> int:
    """Ask again for parcels no tracker has agreed to follow yet."""
    return len([sign_up(subscription=one) for one in due_subscriptions()[:BATCH]])


@shared_task(name="orders.poll_silent_parcels", time_limit=900)
def poll_silent_parcels() -> int:
    """Ask about parcels that were not heard of for half a day: finds what a lost message hid."""
    found = 0
    rows = silent_subscriptions().select_related("parcel__carrier", "parcel__order__shop", "parcel__order__trade")
    for one in rows[:BATCH]:
        try:
            found += poll_parcel(parcel=one.parcel)
        except DomainError as trouble:
            log.info("Parcel %s can't be asked about: %s", one.parcel.waybill, trouble.code)
    return found


@shared_task(name="orders.simulated_carrier_post", time_limit=60)
def simulated_carrier_post(body: str) -> int:
    """The simulated carrier posts a message to our webhook address, as a carrier would over the network."""
    path, raw = reverse("orders:tracker", args=["simulated"]), body.encode()
    environ = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": path,
        "CONTENT_TYPE": "application/json",
        "CONTENT_LENGTH": str(len(raw)),
        "wsgi.input": BytesIO(raw),
        "SERVER_NAME": "carrier",
        "SERVER_PORT": "443",
        f"HTTP_{SIGNATURE_HEADER.upper().replace('-', '_')}": sign(raw, at=int(now().timestamp())),
    }
    view, args, kwargs = resolve(path)
    response = view(WSGIRequest(environ), *args, **kwargs)
    return int(response.status_code)
