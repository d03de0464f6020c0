"""The hours of flash sales: every slot is two hours of the site's day; a campaign without slots runs all day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings

if TYPE_CHECKING:
    from orders.promotions.models import Campaign

SLOT_HOURS = (8, 10, 12, 14, 16, 18, 20, 22)
SLOT = timedelta(hours=2)


@dataclass(frozen=True)
class Slot:
    """One stretch of time in which a flash sale sells."""

    starts_at: datetime
    ends_at: datetime

    def holds(self, at: datetime) -> bool:
        return self.starts_at <= at < self.ends_at


def slots_from(campaign: Campaign, at: datetime) -> Iterator[Slot]:
    """The campaign's slots that have not ended at this instant, soonest first."""
    if not campaign.slot_hours:
        if at < campaign.ends_at:
            yield Slot(campaign.starts_at, campaign.ends_at)
        return
    midnight = (
        max(at, campaign.starts_at)
        .astimezone(ZoneInfo(settings.TIME_ZONE))
        .replace(hour=0, minute=0, second=0, microsecond=0)
    )
    midnight -= timedelta(days=1)  # a slot that began yesterday evening may still be open
    while midnight < campaign.ends_at:
        for hour in sorted(campaign.slot_hours):
            begins = midnight + timedelta(hours=hour)
            slot = Slot(max(begins, campaign.starts_at), min(begins + SLOT, campaign.ends_at))
            if slot.starts_at < slot.ends_at and at < slot.ends_at:
                yield slot
        midnight += timedelta(days=1)


def slot_now(campaign: Campaign, at: datetime) -> Slot | None:
    """The slot that is open at this instant."""
    slot = next_slot(campaign, at)
    return slot if slot is not None and slot.holds(at) else None


def next_slot(campaign: Campaign, at: datetime) -> Slot | None:
    """The slot that is open, or the one that opens next."""
    return next(slots_from(campaign, at), None)
