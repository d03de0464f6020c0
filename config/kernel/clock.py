"""The one place that says what time it is, so that tests can move it."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """The current instant, in UTC with its zone."""
    return timezone.now()


def local_day(instant: datetime, zone: str = "") -> date:
    """The calendar day of an instant in a zone (default: the site's)."""
    return instant.astimezone(ZoneInfo(zone or settings.TIME_ZONE)).date()
