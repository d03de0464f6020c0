"""Subscribers of this app, for Django to find."""

from community.activities import subscribers as activities
from community.graph import subscribers as graph
from community.groups import chat
from community.groups import subscribers as groups
from community.notifications import subscribers as notifications
from community.referral import subscribers as referral

__all__ = ["activities", "chat", "graph", "groups", "notifications", "referral"]
