"""Subscribers of this app, for Django to find."""

from community.activities import subscribers as activities
from community.challenges import subscribers as challenges
from community.conduct import subscribers as conduct
from community.earnings import subscribers as earnings
from community.effect import subscribers as effect
from community.graph import subscribers as graph
from community.groups import chat
from community.groups import subscribers as groups
from community.meetups import subscribers as meetups
from community.notifications import subscribers as notifications
from community.quizzes import subscribers as quizzes
from community.referral import subscribers as referral
from community.teams import subscribers as teams

__all__ = [
    "activities",
    "challenges",
    "chat",
    "conduct",
    "earnings",
    "effect",
    "graph",
    "groups",
    "meetups",
    "notifications",
    "quizzes",
    "referral",
    "teams",
]
