"""Business facts become events: heard from the outbox, written in the delivery's own transaction.

An event's id is made of the fact's number in the outbox, so a fact told twice, by whatever way, is one event.
"""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from analytics.tracking.actors import actors_of_people
from analytics.tracking.catalogue import Thing
from analytics.tracking.writing import Row, crew_of, insert, is_crew
from config.kernel.clock import now
from config.kernel.events import being_told

OURS = uuid.UUID("6f1f6f2e-6c5b-5a53-9c0f-2b6a4f0f7d11")


@dataclass(frozen=True)
class Fact:
    """Somebody did something; `at` is the fact's own instant, where it has one."""

    name: str
    user: int | None
    thing: Thing
    pk: int
    shop: int | None = None
    at: datetime | None = None
    details: dict[str, Any] | None = None


@transaction.atomic
def record(facts: Sequence[Fact]) -> int:
    """Write what the fact being told says; how many events are new. Guests and people who have left are nobody."""
    told, arrived = being_told(), now()
    users = {fact.user for fact in facts if fact.user is not None}
    actors, crew = actors_of_people(users), crew_of(users)
    rows = [
        Row(
            id=str(uuid.uuid5(OURS, f"{told.pk}:{fact.name}:{place}")),
            happened_at=(fact.at or told.created_at).isoformat(),
            arrived_at=arrived.isoformat(),
            name=fact.name,
            actor=actors[fact.user],
            session=None,
            thing=fact.thing,
            thing_pk=fact.pk,
            shop=fact.shop,
            is_bot=False,
            is_staff=is_crew(crew, fact.user, fact.shop),
            details=fact.details or {},
        )
        for place, fact in enumerate(facts)
        if fact.user is not None and fact.user in actors
    ]
    return insert(rows)
