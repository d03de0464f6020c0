"""Models of this app, for Django to find; code imports the slice."""

from community.graph.models import Block, DismissedSuggestion, Follow, FollowerStep, Mute, Network, PersonSettings
from community.notifications.models import Hearing, KindChoice, Notification, Occurrence, SentDigest

__all__ = [
    "Block",
    "DismissedSuggestion",
    "Follow",
    "FollowerStep",
    "Hearing",
    "KindChoice",
    "Mute",
    "Network",
    "Notification",
    "Occurrence",
    "PersonSettings",
    "SentDigest",
]
