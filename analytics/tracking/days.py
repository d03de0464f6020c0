"""Which days must be counted again. Days are those of the site's zone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.conf import settings

from analytics.tracking.models import DirtyDay


def site_zone() -> str:
    return str(settings.TIME_ZONE)


def mark_dirty(days: Iterable[date]) -> None:
    """In the transaction that changes the days' events, so that a mark is seen with them."""
    DirtyDay.objects.bulk_create(DirtyDay(day=day) for day in sorted(set(days)))
