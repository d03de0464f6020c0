"""The event table: months made ahead, none that swallows the rest, old ones dropped whole."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from analytics.tracking.models import Actor, Event
from analytics.tracking.partitions import drop_months_before, ensure_months, month_of, months_there, table_of
from analytics.tracking.tasks import make_months
from config.kernel.clock import now

pytestmark = pytest.mark.django_db


def make_event(at: datetime) -> Event:
    actor = Actor.objects.create(visitor=uuid.uuid4())
    return Event.objects.create(name="search", actor=actor, happened_at=at)


def test_the_months_to_come_are_there():
    make_months()
    assert make_months() == 0
    there = months_there()
    assert month_of(now()) in there
    assert month_of(now() + timedelta(days=80)) in there


def test_an_event_without_a_month_is_refused_aloud():
    with pytest.raises(IntegrityError, match="no partition"), transaction.atomic():
        make_event(datetime(2019, 5, 1, tzinfo=UTC))
    ensure_months(datetime(2019, 5, 1, tzinfo=UTC), datetime(2019, 6, 30, 23, 59, 59, tzinfo=UTC))
    make_event(datetime(2019, 5, 1, tzinfo=UTC))
    assert Event.objects.get().details == {}


def test_an_event_is_in_the_month_of_its_instant_and_old_months_go_whole():
    first, last = datetime(2019, 5, 31, 23, 59, 59, 999_999, tzinfo=UTC), datetime(2019, 6, 1, tzinfo=UTC)
    assert ensure_months(first, last) == 2
    make_event(first)
    kept = make_event(last)
    assert drop_months_before(datetime(2019, 6, 20, tzinfo=UTC)) == [table_of(month_of(first))]
    assert Event.objects.get().id == kept.id


def test_the_same_event_twice_is_one():
    at = now()
    event = make_event(at)
    again = Event(id=event.id, happened_at=at, name=event.name, actor=event.actor)
    Event.objects.bulk_create([again], ignore_conflicts=True)
    assert Event.objects.count() == 1
