"""Keeping the days up to date: whatever day has new, late or erased events is counted again, whole."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction

from analytics.rollups.counting import count_firsts, count_range
from analytics.rollups.models import UserDay, Watermark
from analytics.rollups.selectors import dirty_days, first_countable_day, first_day_of_all
from analytics.tracking.models import DirtyDay
from analytics.tracking.partitions import drop_months_before, month_of
from analytics.tracking.stream import oldest_waiting
from config.kernel.clock import local_day, now

ONE_AT_A_TIME = 7_402_632  # any number, the same for everybody who counts days
DAYS_A_ROUND = 60
CHUNK = timedelta(days=7)
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


def rebuild(first: date | None = None, last: date | None = None, *, workers: int = 1) -> int:
    """Count all days anew, or those from `first` to `last`; returns how many. Doing it twice changes nothing.

    Several workers count different days at the same time, each in a transaction of its own.
    """
    moment = now()
    start, end = max(first or first_day_of_all(), first_countable_day()), (last or local_day(moment)) + ONE_DAY
    if end <= start:
        return 0
    with _alone():
        marks = list(DirtyDay.objects.filter(day__gte=start, day__lt=end).values_list("pk", flat=True))
        chunks = [(day, min(day + CHUNK, end)) for day in days_from(start, end, step=CHUNK)]
        if workers > 1 and not connection.in_atomic_block:
            with ThreadPoolExecutor(workers) as crowd:
                list(crowd.map(_chunk_apart, chunks))
        else:
            for chunk in chunks:
                _rebuild_chunk(chunk)
        with transaction.atomic():
            count_firsts(start, end)
            DirtyDay.objects.filter(pk__in=marks).delete()
    if first is None and last is None:
        _raise_watermark(min(moment, oldest_waiting() or moment))
    return (end - start).days


@transaction.atomic
def _rebuild_chunk(chunk: tuple[date, date]) -> None:
    count_range(*chunk, with_firsts=False)


def _chunk_apart(chunk: tuple[date, date]) -> None:
    try:
        _rebuild_chunk(chunk)
    finally:
        connection.close()  # the thread's own


def days_from(start: date, end: date, *, step: timedelta) -> Iterator[date]:
    while start < end:
        yield start
        start += step


@contextmanager
def _alone() -> Iterator[None]:
    """Nobody else counts meanwhile."""
    with connection.cursor() as cursor:
        if connection.in_atomic_block:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ONE_AT_A_TIME])
            yield
            return
        cursor.execute("SET statement_timeout = 0; SET lock_timeout = 0; SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        try:
            yield
        finally:
            cursor.execute(
                "SELECT pg_advisory_unlock(%s); RESET statement_timeout; RESET lock_timeout", [ONE_AT_A_TIME]
            )


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
