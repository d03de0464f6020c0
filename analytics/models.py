"""Models of this app, for Django to find; code imports the slice."""

from analytics.rollups.models import ObjectDay, ShopDay, UserDay, UserFirst, Watermark
from analytics.tracking.models import Actor, DeadLetter, DirtyDay, Event
from analytics.value.models import CustomerValue, ValueRun

__all__ = [
    "Actor",
    "CustomerValue",
    "DeadLetter",
    "DirtyDay",
    "Event",
    "ObjectDay",
    "ShopDay",
    "UserDay",
    "UserFirst",
    "ValueRun",
    "Watermark",
]
