"""How far the days are counted."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db.models import Min

from analytics.rollups.models import Watermark
from analytics.tracking.models import DirtyDay, Event
from config.kernel.clock import local_day, now
from orders.checkout.models import Order


def data_up_to() -> datetime | None:
    """Everything that arrived until then is in the figures; None before the first count."""
    return Watermark.objects.filter(name=Watermark.DATA_UP_TO).values_list("until", flat=True).first()


def dirty_days() -> list[date]:
    """Newest first: what people look at most is right soonest."""
    return list(DirtyDay.objects.order_by("-day").values_list("day", flat=True).distinct())


def first_countable_day() -> date:
    """Days before it have lost raw events; what was counted of them stays as it is."""
    raw_from = Watermark.objects.filter(name=Watermark.RAW_FROM).values_list("until", flat=True).first()
    return date.min if raw_from is None else local_day(raw_from - timedelta(microseconds=1)) + timedelta(days=1)


def first_day_of_all() -> date:
    """The day of the first event or the first paid order."""
    firsts = [
        Event.objects.aggregate(at=Min("happened_at"))["at"],
        Order.objects.aggregate(at=Min("paid_at"))["at"],
    ]
    return local_day(min((at for at in firsts if at is not None), default=now()))
