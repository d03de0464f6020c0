"""Following parcels through their carriers' systems: signing up, hearing, asking."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import F

from config.kernel.clock import now
from config.kernel.errors import DomainError
from orders.fulfilment.models import Parcel, ParcelStatus
from orders.fulfilment.services import record_scan
from orders.fulfilment.states import NEEDS_REASON
from orders.tracking.errors import AskedTooSoon, NotTracked, ParcelUnknown, TrackerDown, TrackerRefuses
from orders.tracking.models import Subscription, SubscriptionState, TrackerPush
from orders.tracking.selectors import pollable, shipment_of
from orders.tracking.trackers import tracker_named, tracker_of
from orders.tracking.trackers.base import Push, TrackedScan, Watch

log = logging.getLogger(__name__)

ENDS = {Watch.ENDED: SubscriptionState.ENDED, Watch.LOST: SubscriptionState.LOST}


def follow(*, parcel: Parcel) -> Subscription | None:
    """Remember that a tracker should follow this parcel; None when nobody knows its carrier. Twice is once."""
    tracker = tracker_of(parcel.carrier.code)
    if tracker is None:
        return None
    row, _is_new = Subscription.objects.get_or_create(
        parcel=parcel, defaults={"tracker": tracker.name, "try_at": now()}
    )
    return row


def sign_up(*, subscription: Subscription) -> Subscription:
    """Ask the tracker, outside any transaction. What fails is asked again by the timer, with growing pauses."""
    due = Subscription.objects.filter(pk=subscription.pk, state=SubscriptionState.WAITING, try_at__lte=now())
    if due.update(tries=F("tries") + 1, try_at=now() + pause_after(subscription.tries + 1)):
        parcel = Parcel.objects.select_related("carrier", "order__shop", "order__trade").get(pk=subscription.parcel_id)
        state, trouble = SubscriptionState.ON, ""
        try:
            tracker_named(subscription.tracker).subscribe(shipment_of(parcel))
        except TrackerRefuses as refusal:
            state, trouble = SubscriptionState.REFUSED, str(refusal)
        except DomainError as failure:
            state, trouble = SubscriptionState.WAITING, str(failure)
        Subscription.objects.filter(pk=subscription.pk, state=SubscriptionState.WAITING).update(
            state=state, last_error=trouble[:200], updated_at=now()
        )
    subscription.refresh_from_db()
    return subscription


def pause_after(tries: int) -> timedelta:
    """One minute, two, four … six hours."""
    return timedelta(minutes=min(2 ** max(tries - 1, 0), 360))


@dataclass(frozen=True)
class Heard:
    """What became of a message: how many scans it held, and how many contradict what is known."""

    is_new: bool
    scans: int = 0
    refused: int = 0


@transaction.atomic
def hear_push(*, tracker: str, push: Push) -> Heard:
    """Write down what a verified message tells, once per message: a second copy waits for the first and finds it."""
    found = Parcel.objects.filter(carrier__code__in=push.carrier_codes, waybill=push.waybill).order_by("-pk").first()
    if found is None:
        raise ParcelUnknown
    row, is_new = TrackerPush.objects.get_or_create(
        tracker=tracker, event_id=push.event_id, defaults={"parcel": found, "scans": len(push.scans)}
    )
    if not is_new:
        return Heard(is_new=False)
    row.refused = _write_down(found, push.scans)
    row.save(update_fields=["refused"])
    if push.watch in ENDS:
        Subscription.objects.filter(parcel=found).update(state=ENDS[push.watch], updated_at=now())
    return Heard(is_new=True, scans=row.scans, refused=row.refused)


def _write_down(parcel: Parcel, scans: Sequence[TrackedScan]) -> int:
    """Record scans oldest first; what can't be true is left out and counted."""
    refused = 0
    for scan in sorted(scans, key=lambda scan: scan.happened_at):
        try:
            record_scan(
                parcel=parcel,
                status=scan.status,
                actor=None,
                place=scan.place,
                note=scan.note or (str(ParcelStatus(scan.status).label) if scan.status in NEEDS_REASON else ""),
                happened_at=scan.happened_at,
                raw_code=scan.raw_code,
                is_told=True,
            )
        except DomainError as refusal:
            refused += 1
            log.info("Parcel %s: told %s, left out: %s", parcel.waybill, scan.status, refusal.code)
    return refused


def poll_parcel(*, parcel: Parcel) -> int:
    """Ask the tracker what it knows, at most once in half an hour. Returns how many scans are new."""
    subscription = Subscription.objects.filter(parcel=parcel).first()
    if subscription is None:
        raise NotTracked
    if not Subscription.objects.filter(pollable(), pk=subscription.pk).update(polled_at=now()):
        raise AskedTooSoon
    before = parcel.events.count()
    try:
        scans = tracker_named(subscription.tracker).poll(shipment_of(parcel))
    except TrackerDown as trouble:
        Subscription.objects.filter(pk=subscription.pk).update(last_error=str(trouble)[:200])
        raise
    _write_down(parcel, scans)
    return parcel.events.count() - before
