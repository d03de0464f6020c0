"""Models of this app, for Django to find; code imports the slice."""

from analytics.rollups.models import ObjectDay, ShopDay, UserDay, UserFirst, Watermark
from analytics.tracking.models import Actor, DeadLetter, DirtyDay, Event

__all__ = ["Actor", "DeadLetter", "DirtyDay", "Event", "ObjectDay", "ShopDay", "UserDay", "UserFirst", "Watermark"]
