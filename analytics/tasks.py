"""Tasks of this app, for Celery to find."""

from analytics.dashboards import tasks as dashboards
from analytics.engines import tasks as engines
from analytics.experiments import tasks as experiments
from analytics.rollups import tasks as rollups
from analytics.segments import tasks as segments
from analytics.tracking import tasks as tracking
from analytics.value import tasks as value

__all__ = ["dashboards", "engines", "experiments", "rollups", "segments", "tracking", "value"]
