"""Subscribers of this app, for Django to find."""

from analytics.experiments import subscribers as experiments
from analytics.segments import tasks as segments
from analytics.tracking import subscribers as tracking
from analytics.value import tasks as value

__all__ = ["experiments", "segments", "tracking", "value"]
