"""Models of this app, for Django to find; code imports the slice."""

from community.graph.models import Block, DismissedSuggestion, Follow, FollowerStep, Mute, Network, PersonSettings
from community.groups.models import (
    Announcement,
    Group,
    GroupLimit,
    GroupLog,
    GroupMember,
    GroupRules,
    GroupTrace,
    JoinRequest,
)
from community.messaging.models import Conversation, Message, Participant, QuickReply
from community.notifications.models import Hearing, KindChoice, Notification, Occurrence, SentDigest

__all__ = [
    "Announcement",
    "Block",
    "Conversation",
    "DismissedSuggestion",
    "Follow",
    "FollowerStep",
    "Group",
    "GroupLimit",
    "GroupLog",
    "GroupMember",
    "GroupRules",
    "GroupTrace",
    "Hearing",
    "JoinRequest",
    "KindChoice",
    "Message",
    "Mute",
    "Network",
    "Notification",
    "Occurrence",
    "Participant",
    "PersonSettings",
    "QuickReply",
    "SentDigest",
]
