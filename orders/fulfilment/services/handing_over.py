"""Couriers pass parcels on: one offers a batch, the other takes it; only then it changes hands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from accounts.organisations.models import Membership, Role
from config.kernel.clock import now
from config.kernel.errors import Invalid
from config.kernel.locks import locked
from orders.fulfilment.errors import HandOverEnded, NothingToHandOver, NotInYourHands
from orders.fulfilment.models import HandOver, Parcel
from orders.fulfilment.states import ACTIVE

MOST_PARCELS = 200


@transaction.atomic
def offer(*, giver: Any, taker: Any, parcels: Sequence[Parcel]) -> HandOver:
    """Offer parcels one has in hand to a colleague of the same company. All of them or none."""
    if not parcels:
        raise NothingToHandOver
    carriers = {parcel.carrier_id for parcel in parcels}
    if len(carriers) != 1 or len(parcels) > MOST_PARCELS or giver == taker:
        raise Invalid(field="waybills")
    (carrier_pk,) = carriers
    if not Membership.objects.filter(user=taker, carrier=carrier_pk, role=Role.COURIER, is_active=True).exists():
        raise Invalid(field="taker")
    held = locked(Parcel.objects.all(), [parcel.pk for parcel in parcels])
    for parcel in held:
        if parcel.courier_id != giver.pk or parcel.status not in ACTIVE:
            raise NotInYourHands(field="waybills", waybill=parcel.waybill)
        if parcel.hand_overs.filter(ended_at=None).exists():
            raise NotInYourHands(field="waybills", waybill=parcel.waybill)
    made = HandOver.objects.create(carrier_id=carrier_pk, giver=giver, taker=taker)
    made.parcels.set(held)
    return made


@transaction.atomic
def take(*, hand_over: HandOver, taker: Any) -> int:
    """Take what was offered: whatever of it is still in the other's hands is now in these. Returns how many."""
    _end(hand_over, taker=taker, taken_at=now())
    offered = hand_over.parcels.filter(courier=hand_over.giver_id, status__in=ACTIVE)
    held = locked(Parcel.objects.all(), offered.values_list("pk", flat=True))
    moved = [parcel for parcel in held if parcel.courier_id == hand_over.giver_id and parcel.status in ACTIVE]
    return Parcel.objects.filter(pk__in=[parcel.pk for parcel in moved]).update(courier=taker, updated_at=now())


@transaction.atomic
def turn_down(*, hand_over: HandOver, actor: Any) -> None:
    """Decline an offer, or call one's own off. Nothing changes hands."""
    if actor.pk not in {hand_over.giver_id, hand_over.taker_id}:
        raise HandOverEnded
    _end(hand_over)


def _end(hand_over: HandOver, **changes: Any) -> None:
    waiting = HandOver.objects.filter(pk=hand_over.pk, ended_at=None)
    if taker := changes.pop("taker", None):
        waiting = waiting.filter(taker=taker)
    if not waiting.update(ended_at=now(), **changes):
        raise HandOverEnded
