"""Tasks of this app, for Celery to find."""

from analytics.tracking import tasks as tracking

__all__ = ["tracking"]
