"""Tasks of this app, for Celery to find."""

from community.activities import tasks as activities
from community.effect import tasks as effect
from community.graph import tasks as graph
from community.meetups import tasks as meetups
from community.notifications import tasks as notifications
from community.referral import tasks as referral

__all__ = ["activities", "effect", "graph", "meetups", "notifications", "referral"]
