"""Subscribers of this app, for Django to find."""

from analytics.tracking import subscribers as tracking
from analytics.value import tasks as value

__all__ = ["tracking", "value"]
