"""The demo's parcels obey the rules of real ones."""

from __future__ import annotations

from itertools import pairwise

import pytest
from django.db.models import Sum

from config.kernel.demo import World, make_world
from orders.checkout.models import Order, OrderStatus
from orders.fulfilment.attention import LateFilter, late_parcels
from orders.fulfilment.models import Direction, Parcel, ParcelStatus, TrackingEvent
from orders.fulfilment.selectors import tab_counts
from orders.fulfilment.states import may_follow
from orders.pickup.models import Collection
from tests.invariants import assert_all_is_well


@pytest.mark.django_db
def test_the_parcels_of_the_demo():
    world = make_world(World())
    shipped = Order.objects.filter(shipped_at__isnull=False)
    assert not shipped.filter(parcels=None).exists()
    assert not Order.objects.filter(shipped_at=None, parcels__isnull=False).exists()
    parcels = list(Parcel.objects.select_related("order").prefetch_related("events"))
    for parcel in parcels:
        track = list(parcel.events.all())[::-1]
        assert (parcel.status, parcel.status_at) == (track[-1].status, track[-1].happened_at)
        assert track[0].status == ParcelStatus.INFO_RECEIVED
        assert all(may_follow(one.status, two.status) for one, two in pairwise(track))
        assert all(one.happened_at < two.happened_at for one, two in pairwise(track))
        assert parcel.status_at <= world.now
        if parcel.direction == Direction.OUT:
            assert parcel.late_at > parcel.shipped_at
    sent = Parcel.objects.filter(direction=Direction.OUT).aggregate(pieces=Sum("lines__quantity"))["pieces"]
    assert sent == Order.objects.aggregate(pieces=Sum("lines__shipped_quantity"))["pieces"]
    arrived = {OrderStatus.DELIVERED, OrderStatus.COMPLETED, OrderStatus.SETTLED}
    sent_out = [parcel for parcel in parcels if parcel.direction == Direction.OUT]
    assert all((one.order.status in arrived) == (one.status == ParcelStatus.DELIVERED) for one in sent_out)
    assert {parcel.status for parcel in parcels} >= set(ParcelStatus)
    assert any(parcel.stale_at for parcel in parcels)
    assert any(parcel.eta_until for parcel in parcels)
    assert late_parcels(LateFilter(arrived=True)).exists()
    assert Collection.objects.exists()
    assert Order.objects.filter(pickup_point__isnull=False, collection=None).exists()
    counts = tab_counts(world.cast["courier"])
    assert all(counts.values()), counts
    assert not TrackingEvent.objects.filter(happened_at__gt=world.now).exists()
    assert_all_is_well()
