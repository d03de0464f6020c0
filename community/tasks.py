"""Tasks of this app, for Celery to find."""

from community.graph import tasks as graph

__all__ = ["graph"]
