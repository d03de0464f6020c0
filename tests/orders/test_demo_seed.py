"""The same seed makes the same orders."""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

import pytest
from django.db import transaction

from orders import demo
from orders.checkout.models import Order
from orders.demo import sales
from tests.orders.demo.worlds import small_world

pytestmark = pytest.mark.django_db


def test_the_same_seed_makes_the_same_world_and_another_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sales, "TRADES", 60)
    noon = datetime(2026, 11, 24, 4, tzinfo=UTC)
    first, again, other = (_fingerprint(seed, noon) for seed in (7, 7, 8))
    assert first == again
    assert first != other


def _fingerprint(seed: int, noon: datetime) -> str:
    """Of what the orders say, by the place of people and products in the world; then everything is taken away."""
    with transaction.atomic():
        world = small_world(seed=seed, now=noon)
        demo.seed(world)
        people = {one.pk: place for place, one in enumerate(world.shoppers)}
        things = {one.pk: place for place, one in enumerate(world.products)}
        mark = hashlib.sha256()
        made = Order.objects.filter(pk__in=[order.pk for order in world.orders])
        for order in made.order_by("pk").prefetch_related("lines__variant"):
            lines = [(things[line.variant.product_id], line.quantity) for line in order.lines.all()]
            told = (order.number, people.get(order.buyer_id), order.status, order.total_cents, order.placed_at, lines)
            mark.update(repr(told).encode())
        transaction.set_rollback(True)
    return mark.hexdigest()
