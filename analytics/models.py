"""Models of this app, for Django to find; code imports the slice."""

from analytics.dashboards.models import ChartSnapshot
from analytics.experiments.models import Arm, Experiment, Exposure
from analytics.rollups.models import ObjectDay, ShopDay, UserDay, UserFirst, Watermark
from analytics.segments.models import AudienceMember, Handout, HandoutPerson, Segment
from analytics.tracking.models import Actor, DeadLetter, DirtyDay, Event
from analytics.value.models import CustomerValue, ValueRun

__all__ = [
    "Actor",
    "Arm",
    "AudienceMember",
    "ChartSnapshot",
    "CustomerValue",
    "DeadLetter",
    "DirtyDay",
    "Event",
    "Experiment",
    "Exposure",
    "Handout",
    "HandoutPerson",
    "ObjectDay",
    "Segment",
    "ShopDay",
    "UserDay",
    "UserFirst",
    "ValueRun",
    "Watermark",
]
