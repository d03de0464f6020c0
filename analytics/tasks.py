"""Tasks of this app, for Celery to find."""

from analytics.tracking import tasks as tracking
from analytics.value import tasks as value

__all__ = ["tracking", "value"]
