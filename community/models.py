"""Models of this app, for Django to find; code imports the slice."""

from community.graph.models import Block, DismissedSuggestion, Follow, FollowerStep, Mute, Network, PersonSettings

__all__ = ["Block", "DismissedSuggestion", "Follow", "FollowerStep", "Mute", "Network", "PersonSettings"]
