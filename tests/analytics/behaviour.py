"""Events for tests: who did what when, written straight into the table."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any

from analytics.tracking.models import Actor, Event
from analytics.tracking.partitions import ensure_months
from tests.factories.accounts import UserFactory


def make_browser() -> Actor:
    return Actor.objects.create(visitor=uuid.uuid4())


def make_person() -> Actor:
    return Actor.objects.create(user=UserFactory())


def happen(actor: Actor, name: str, at: str | datetime, **columns: Any) -> Event:
    """`at` in local time of the site ("2026-10-31 23:59:59.999999") or an instant."""
    moment = at if isinstance(at, datetime) else datetime.fromisoformat(f"{at}+08:00")
    ensure_months(moment, moment)
    return Event.objects.create(actor=actor, name=name, happened_at=moment, **columns)
