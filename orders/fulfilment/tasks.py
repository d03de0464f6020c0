"""Timers of parcels."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable

from celery import shared_task

from config.kernel.errors import DomainError
from orders.fulfilment.models import Parcel
from orders.fulfilment.selectors import hopeless_parcels, silent_parcels, unlooked_returns
from orders.fulfilment.services import learn_transit_times, mark_stale, take_in, turn_back

log = logging.getLogger(__name__)
BATCH = 500


@shared_task(name="orders.mark_stale_parcels", time_limit=300)
def mark_stale_parcels() -> int:
    """Find parcels nothing was heard of for days."""
    return _each(silent_parcels()[:BATCH], lambda parcel: mark_stale(parcel=parcel))


@shared_task(name="orders.turn_back_parcels", time_limit=300)
def turn_back_parcels() -> int:
    """Send back what was refused or could not be handed over."""
    return _each(hopeless_parcels()[:BATCH], lambda parcel: turn_back(parcel=parcel))


@shared_task(name="orders.take_in_returns", time_limit=300)
def take_in_returns() -> int:
    """A shop that says nothing about what came back doesn't keep the buyer waiting for their money."""
    return _each(unlooked_returns()[:BATCH], lambda parcel: take_in(parcel=parcel).taken_in_at is not None)


@shared_task(name="orders.learn_transit_times", time_limit=600)
def learn_usual_times() -> int:
    """Compute anew how long parcels usually take."""
    return learn_transit_times()


def _each(parcels: Iterable[Parcel], act: Callable[[Parcel], bool]) -> int:
    """One that can't be dealt with now does not keep the others waiting."""
    done = 0
    for parcel in parcels:
        try:
            done += act(parcel)
        except DomainError as trouble:
            log.warning("Parcel %s: %s", parcel.waybill, trouble)
    return done
