"""Subscribers of this app, for Django to find."""

from community.graph import subscribers as graph
from community.groups import chat
from community.notifications import subscribers as notifications

__all__ = ["chat", "graph", "notifications"]
