"""Hours in which somebody doesn't want to be called, by their own clock."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from community.notifications.models import Hearing


def local_time(hearing: Hearing, moment: datetime) -> datetime:
    return moment.astimezone(ZoneInfo(hearing.zone))


def is_quiet(hearing: Hearing, moment: datetime) -> bool:
    """Whether it is between their hours, over midnight too: from 22 until 8."""
    start, end = hearing.quiet_from, hearing.quiet_until
    if start is None or end is None:
        return False
    hour = local_time(hearing, moment).hour
    return start <= hour < end if start < end else hour >= start or hour < end
