"""Tasks of this app, for Celery to find."""

from content.reactions import tasks as reactions

__all__ = ["reactions"]
