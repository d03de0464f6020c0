"""Subscribers of this app, for Django to find."""

from community.graph import subscribers as graph
from community.groups import chat
from community.notifications import subscribers as notifications
from community.referral import subscribers as referral

__all__ = ["chat", "graph", "notifications", "referral"]
