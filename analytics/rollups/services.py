"""Keeping the days up to date: whatever day has new, late or erased events is counted again, whole."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from analytics.rollups.counting import count_range
from analytics.rollups.models import UserDay, Watermark
from analytics.rollups.selectors import dirty_days, first_countable_day, first_day_of_all
from analytics.tracking.models import DirtyDay
from analytics.tracking.partitions import drop_months_before, month_of
from analytics.tracking.stream import oldest_waiting
from config.kernel.clock import local_day, now

ONE_AT_A_TIME = 7_402_632  # any number, the same for everybody who counts days
DAYS_A_ROUND = 60
CHUNK = timedelta(days=14)
ONE_DAY = timedelta(days=1)


def count_dirty_days() -> int:
    """Count marked days again, newest first, a day a transaction; returns how many. Then say up to when data is in."""
    moment = now()
    waiting = oldest_waiting()
    counted = sum(count_day(day) for day in dirty_days()[:DAYS_A_ROUND])
    if not DirtyDay.objects.filter(at__lte=moment).exists():
        _raise_watermark(min(moment, waiting or moment))
    return counted


@transaction.atomic
def count_day(day: date) -> bool:
    """Count one day and take away the marks that were there before we looked. False when somebody else is counting."""
    if not _my_turn():
        return False
    marks = list(DirtyDay.objects.filter(day=day).values_list("pk", flat=True))
    if day >= first_countable_day():
        count_range(day, day + ONE_DAY)
    DirtyDay.objects.filter(pk__in=marks).delete()
    return True


def rebuild(first: date | None = None, last: date | None = None, tell: Callable[[date], None] | None = None) -> int:
    """Count all days anew, or those from `first` to `last`; returns how many. Doing it twice changes nothing."""
    moment = now()
    day = max(first or first_day_of_all(), first_countable_day())
    end = (last or local_day(moment)) + ONE_DAY
    days = max(0, (end - day).days)
    while day < end:
        until = min(day + CHUNK, end)
        _rebuild_chunk(day, until)
        if tell is not None:
            tell(until)
        day = until
    if first is None and last is None:
        _raise_watermark(min(moment, oldest_waiting() or moment))
    return days


@transaction.atomic
def _rebuild_chunk(day: date, until: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
    marks = list(DirtyDay.objects.filter(day__gte=day, day__lt=until).values_list("pk", flat=True))
    count_range(day, until)
    DirtyDay.objects.filter(pk__in=marks).delete()


def forget_old_behaviour() -> list[str]:
    """Raw events go by whole months, days of people later; sums without people stay. Returns the months that went."""
    horizon = month_of(now() - timedelta(days=31 * settings.EVENTS_KEPT_MONTHS))
    while days := [day for day in dirty_days() if first_countable_day() <= day <= local_day(horizon)]:
        if not all(count_day(day) for day in days):
            return []
    with transaction.atomic():
        gone = drop_months_before(horizon)
        if gone:
            Watermark.objects.update_or_create(name=Watermark.RAW_FROM, defaults={"until": horizon})
    UserDay.objects.filter(day__lt=local_day(now() - timedelta(days=31 * settings.USER_DAYS_KEPT_MONTHS))).delete()
    return gone


def _my_turn() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
        return bool(cursor.fetchone()[0])


def _raise_watermark(until: datetime) -> None:
    mark, is_new = Watermark.objects.get_or_create(name=Watermark.DATA_UP_TO, defaults={"until": until})
    if not is_new and mark.until < until:
        Watermark.objects.filter(pk=mark.pk, until__lt=until).update(until=until)
