"""What people and their groups keep about each other."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.identity.models import User
from accounts.privacy.registry import (
    COUNTED,
    LAW,
    WORK,
    clears,
    deletes,
    keeps,
    refuses_closing,
    special,
    stays,
)
from community.activities.models import Ballot, Lottery, LotteryEntry, Poll
from community.challenges.models import Challenge, ChallengeEntry
from community.checkin.models import GroupCheckIn
from community.conduct.models import DomainRule, PictureRule, Standing, WordRule
from community.earnings.models import Earning, SharingRate
from community.graph.models import Block, DismissedSuggestion, Follow, FollowerStep, Mute, Network, PersonSettings
from community.graph.services import unfollow
from community.groups.models import (
    Announcement,
    Group,
    GroupLimit,
    GroupLog,
    GroupMember,
    GroupRole,
    GroupTrace,
    JoinRequest,
)
from community.groups.services.joining import send_off
from community.meetups.models import Meetup, MeetupReply
from community.messaging.models import Conversation, Message, Participant
from community.notifications.models import Hearing, KindChoice, Notification, Occurrence, SentDigest
from community.quizzes.models import Quiz, QuizAttempt
from community.referral.models import InviteCode, Referral, ShareClick, ShareLink, Target, Visitor
from community.teams.models import TeamWish
from config.kernel.clock import now
from config.kernel.files import private_files

OF_GROUPS = "what was decided in a group stays with the group; the person in it has no name any more"


def end_follows(user: User, _pseudonym: str) -> None:
    """One after another, so that everybody's counts stay right."""
    for follow in Follow.objects.filter(Q(follower=user) | Q(followee=user)).select_related("follower", "followee"):
        unfollow(follower=follow.follower, person=follow.followee)


def leave_groups(user: User, _pseudonym: str) -> None:
    for member in GroupMember.objects.filter(user=user).exclude(role=GroupRole.OWNER).select_related("group"):
        send_off(Group.objects.select_for_update().get(pk=member.group_id), member)


def take_words_back(user: User, _pseudonym: str) -> None:
    """Messages stay as empty places: the other side's conversation keeps its order."""
    files = private_files()
    for name in Message.objects.filter(sender=user).exclude(picture="").values_list("picture", flat=True):
        files.delete(name)
    Message.objects.filter(sender=user).update(body="", picture="", taken_back_at=now())


def rename_links(user: User, pseudonym: str) -> None:
    """Everybody's links to their profile lead to what is left of it."""
    handle = f"gone_{pseudonym.lower()}"
    ShareLink.objects.filter(target=Target.PROFILE, ref=user.handle).update(ref=handle, path=f"/u/{handle}/")


special(Follow, "follower", "followee", erase=end_follows, export=("followee__handle", "created_at"))
deletes(Block, "blocker", "blocked", export=("blocked__handle",))
deletes(Mute, "muter", "muted", export=("muted__handle",))
stays(Network, "person", why=COUNTED, export=("following", "followers"))
stays(FollowerStep, "person", why=COUNTED)
deletes(PersonSettings, "person", export=("hide_network", "share_purchases", "allow_suggest"))
deletes(DismissedSuggestion, "user", "person", export=("person__handle",))

stays(Group, "founder", why=OF_GROUPS, export=("name", "about"))
special(GroupMember, "user", erase=leave_groups, export=("group__name", "role", "joined_at"))
deletes(JoinRequest, "user", "decided_by", export=("group__name", "answers", "state", "asked_at"))
stays(GroupLimit, "user", "by", why=OF_GROUPS, export=("group__name", "reason", "until"))
stays(Announcement, "author", why=OF_GROUPS, export=("text",))
stays(GroupLog, "actor", "target", why=OF_GROUPS)
stays(GroupTrace, "user", why=COUNTED)
stays(Poll, "author", why=OF_GROUPS, export=("question",))
stays(Ballot, "user", why=COUNTED)
stays(Lottery, "author", why=OF_GROUPS, export=("title", "prize"))
stays(LotteryEntry, "user", why="the proof of a draw is over its entries; the person in it has no name any more")
stays(Challenge, "author", why=OF_GROUPS, export=("title", "about"))
stays(ChallengeEntry, "user", why=COUNTED, export=("challenge__title", "value", "reached_at"))
stays(GroupCheckIn, "user", why=COUNTED, export=("group__name", "day", "streak", "points"))
stays(Meetup, "author", why=OF_GROUPS, export=("title", "about", "place"))
stays(MeetupReply, "user", why=COUNTED, export=("meetup__title", "reply", "was_there", "at"))
stays(Quiz, "author", why=OF_GROUPS, export=("title",))
stays(QuizAttempt, "user", why=COUNTED, export=("quiz__title", "score", "started_at"))

deletes(TeamWish, "user", export=("group__name", "at"))

deletes(Standing, "person", export=("level",))
stays(WordRule, "by", why=WORK)
stays(DomainRule, "by", why=WORK)
stays(PictureRule, "by", why=WORK)

stays(Conversation, "customer", "opened_by", why="the other side keeps what it said")
stays(Participant, "user", why="the other side keeps what it said")
special(Message, "sender", erase=take_words_back, export=("conversation__mark", "body", "created_at"))

deletes(Notification, "user", export=("kind", "latest_at"))
deletes(Occurrence, "user", "actor")
deletes(Hearing, "person", export=("zone",))
deletes(KindChoice, "person", export=("kind", "in_app", "by_mail"))
deletes(SentDigest, "person")

special(ShareLink, "sharer", erase=rename_links, export=("code", "target", "ref", "path", "created_at"))
stays(ShareClick, why="a browser nobody is joined to any more")
deletes(Visitor, "user", export=("seen_at",))
deletes(InviteCode, "owner", export=("code", "uses", "expires_at"))
clears(Referral, "invitee", "inviter", "reviewed_by", network="", export=("inviter__handle", "at", "status"))
stays(SharingRate, "made_by", why=WORK)
keeps(
    Earning,
    "person",
    "reviewed_by",
    why=LAW,
    years=3,
    export=("key", "order__shop__name", "level", "state", "full_cents", "back_cents", "created_at", "paid_at"),
)


@refuses_closing
def owns_groups(user: User) -> list[str]:
    names = GroupMember.objects.filter(user=user, role=GroupRole.OWNER, group__closed_at=None)
    return [
        _("You own the group “%(name)s”: hand it over or close it first.") % {"name": name}
        for name in names.values_list("group__name", flat=True)
    ]
