"""Somebody leaves: what they did goes with them."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from analytics.personal import forget_behaviour
from analytics.rollups.models import UserDay, UserFirst
from analytics.tracking.models import Actor, DirtyDay, Event
from analytics.tracking.partitions import ensure_months
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
LATE = datetime.fromisoformat("2026-10-31T23:59:59.999999+08:00")


def make_actor() -> Actor:
    actor = Actor.objects.create(user=UserFactory())
    ensure_months(LATE, LATE)
    Event.objects.create(name="search", actor=actor, happened_at=LATE)
    UserDay.objects.create(shop_id=0, day=date(2026, 10, 31), actor=actor, events=1)
    UserFirst.objects.create(shop_id=0, actor=actor, first_at=LATE)
    return actor


def test_events_and_days_of_who_leaves_go_and_nobody_elses():
    leaving, staying = make_actor(), make_actor()
    forget_behaviour(leaving.user, "")
    assert Event.objects.get().actor == staying
    assert UserDay.objects.get().actor == staying
    assert UserFirst.objects.get().actor == staying
    assert Actor.objects.get() == staying
    assert DirtyDay.objects.get().day == date(2026, 10, 31)


def test_who_did_nothing_leaves_nothing():
    forget_behaviour(UserFactory(), "")
    assert not DirtyDay.objects.exists()
