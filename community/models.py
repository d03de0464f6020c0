"""Models of this app, for Django to find; code imports the slice."""

from community.activities.models import Ballot, Lottery, LotteryEntry, Poll, PollOption, PollVote
from community.challenges.models import Challenge, ChallengeEntry
from community.checkin.models import GroupCheckIn
from community.conduct.models import DomainRule, PicturePrint, PictureRule, Standing, WordRule
from community.earnings.models import Earning, EarningLine, SharingRate
from community.effect.models import GroupFigures
from community.graph.models import Block, DismissedSuggestion, Follow, FollowerStep, Mute, Network, PersonSettings
from community.groups.models import (
    Announcement,
    Group,
    GroupLimit,
    GroupLog,
    GroupMember,
    GroupRules,
    GroupTrace,
    GroupWords,
    JoinRequest,
)
from community.meetups.models import Meetup, MeetupReply
from community.messaging.models import Conversation, Message, Participant, QuickReply
from community.notifications.models import Hearing, KindChoice, Notification, Occurrence, SentDigest
from community.quizzes.models import Quiz, QuizAttempt, QuizQuestion
from community.referral.models import (
    InviteCode,
    OrderAttribution,
    Referral,
    Reward,
    ShareClick,
    ShareLink,
    Visitor,
)
from community.teams.models import TeamOfGroup, TeamWish

__all__ = [
    "Announcement",
    "Ballot",
    "Block",
    "Challenge",
    "ChallengeEntry",
    "Conversation",
    "DismissedSuggestion",
    "DomainRule",
    "Earning",
    "EarningLine",
    "Follow",
    "FollowerStep",
    "Group",
    "GroupCheckIn",
    "GroupFigures",
    "GroupLimit",
    "GroupLog",
    "GroupMember",
    "GroupRules",
    "GroupTrace",
    "GroupWords",
    "Hearing",
    "InviteCode",
    "JoinRequest",
    "KindChoice",
    "Lottery",
    "LotteryEntry",
    "Meetup",
    "MeetupReply",
    "Message",
    "Mute",
    "Network",
    "Notification",
    "Occurrence",
    "OrderAttribution",
    "Participant",
    "PersonSettings",
    "PicturePrint",
    "PictureRule",
    "Poll",
    "PollOption",
    "PollVote",
    "QuickReply",
    "Quiz",
    "QuizAttempt",
    "QuizQuestion",
    "Referral",
    "Reward",
    "SentDigest",
    "ShareClick",
    "ShareLink",
    "SharingRate",
    "Standing",
    "TeamOfGroup",
    "TeamWish",
    "Visitor",
    "WordRule",
]
