"""Tasks of this app, for Celery to find."""

from analytics.rollups import tasks as rollups
from analytics.segments import tasks as segments
from analytics.tracking import tasks as tracking
from analytics.value import tasks as value

__all__ = ["rollups", "segments", "tracking", "value"]
