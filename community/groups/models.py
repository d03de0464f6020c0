"""Groups: who is in, on which terms, what was decided, and who may not speak for a while."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from config.kernel.clock import now
from config.kernel.ids import public_id
from config.kernel.models import Dated, UploadedPicture

MOST_QUESTIONS = 3
MOST_RULES = 10
LONGEST_RULE = 200
LONGEST_SLOW = 86_400


class Visibility(models.TextChoices):
    PUBLIC = "public", _("Public: anybody finds and reads it")
    UNLISTED = "unlisted", _("Unlisted: whoever has the address reads it")
    PRIVATE = "private", _("Private: only members read it, one comes by invitation")


class JoinMode(models.TextChoices):
    OPEN = "open", _("Anybody joins at once")
    APPROVAL = "approval", _("One asks, and we decide")
    INVITE = "invite", _("By invitation only")


class Group(Dated):
    """People with an interest. `rules_version` 0 means it has no rules yet."""

    slug = models.SlugField(_("address"), max_length=40, unique=True)
    name = models.CharField(_("name"), max_length=30)
    about = models.TextField(_("what it is about"), max_length=500, blank=True)
    cover = models.ForeignKey(
        UploadedPicture, verbose_name=_("picture"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    founder = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="founded_groups", editable=False
    )
    visibility = models.CharField(_("who sees it"), max_length=8, choices=Visibility.choices, default=Visibility.PUBLIC)
    join_mode = models.CharField(_("how one comes in"), max_length=8, choices=JoinMode.choices, default=JoinMode.OPEN)
    questions = models.JSONField(_("questions"), default=list, help_text="asked of who wants to come in, at most three")
    invite_code = models.CharField(max_length=16, default=partial(public_id, 12), editable=False)
    zone = models.CharField(_("time zone"), max_length=40, default="Asia/Shanghai")
    slow_seconds = models.PositiveIntegerField(_("seconds between two notes or messages of a member"), default=0)
    rules_version = models.PositiveIntegerField(default=0, editable=False)
    members_count = models.PositiveIntegerField(default=0, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        verbose_name = _("group")
        verbose_name_plural = _("groups")
        constraints = [
            models.CheckConstraint(name="group_slow_mode_within_a_day", condition=Q(slow_seconds__lte=LONGEST_SLOW)),
            models.CheckConstraint(name="group_has_a_name", condition=~Q(name="")),
        ]
        indexes = [
            models.Index(
                fields=["-members_count", "-id"],
                condition=Q(visibility="public", closed_at=None),
                name="group_largest_public",
            ),
            models.Index(fields=["founder", "-created_at"], name="group_by_founder"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None

    @property
    def is_private(self) -> bool:
        return self.visibility == Visibility.PRIVATE

    @property
    def is_public(self) -> bool:
        return self.visibility == Visibility.PUBLIC


class GroupRole(models.TextChoices):
    OWNER = "owner", pgettext_lazy("group role", "Owner")
    MODERATOR = "moderator", pgettext_lazy("group role", "Moderator")
    MEMBER = "member", pgettext_lazy("group role", "Member")


class GroupMember(models.Model):
    """Somebody in a group. Each group has exactly one owner until it is closed."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="group_memberships")
    role = models.CharField(max_length=9, choices=GroupRole.choices, default=GroupRole.MEMBER)
    accepted_version = models.PositiveIntegerField(default=0, help_text="of the rules")
    joined_at = models.DateTimeField(default=now, editable=False)
    posted_at = models.DateTimeField(null=True, editable=False, help_text="for the slow mode")
    said_at = models.DateTimeField(null=True, editable=False, help_text="in the chat, for the slow mode")

    class Meta:
        verbose_name = _("member of a group")
        verbose_name_plural = _("members of groups")
        constraints = [
            models.UniqueConstraint(fields=["group", "user"], name="group_member_once"),
            models.UniqueConstraint(fields=["group"], condition=Q(role="owner"), name="group_has_one_owner"),
        ]
        indexes = [
            models.Index(fields=["group", "-id"], name="group_member_newest"),
            models.Index(fields=["user", "-id"], name="group_member_mine"),
        ]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.user_id} {self.role}"

    @property
    def is_owner(self) -> bool:
        return self.role == GroupRole.OWNER

    @property
    def is_staff(self) -> bool:
        """Owner and moderators keep order."""
        return self.role in {GroupRole.OWNER, GroupRole.MODERATOR}


class RequestState(models.TextChoices):
    PENDING = "pending", _("Waiting for an answer")
    ACCEPTED = "accepted", _("Let in")
    DENIED = "denied", _("Not let in")
    WITHDRAWN = "withdrawn", _("Taken back")


class JoinRequest(models.Model):
    """Somebody asks to come in. One a person and group: asking again turns it back to waiting."""

    key = models.CharField(max_length=16, unique=True, default=partial(public_id, 12), editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="requests")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    answers = models.JSONField(default=list, help_text="pairs of question and answer")
    state = models.CharField(max_length=9, choices=RequestState.choices, default=RequestState.PENDING)
    reason = models.CharField(max_length=200, blank=True, help_text="why not; the person reads it")
    asked_at = models.DateTimeField(default=now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "user"], name="group_request_once"),
            models.CheckConstraint(
                name="group_request_decided_has_its_time",
                condition=~Q(state__in=["accepted", "denied"]) | Q(decided_at__isnull=False),
            ),
        ]
        indexes = [models.Index(fields=["group", "state", "-id"], name="group_request_by_state")]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.user_id} {self.state}"


class GroupRules(models.Model):
    """What a group asks of its members, as one version said it. Append-only: a trigger sees to it."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="rules")
    version = models.PositiveIntegerField()
    lines = models.JSONField(default=list)
    at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "version"], name="group_rules_numbered_once"),
            models.CheckConstraint(name="group_rules_begin_at_one", condition=Q(version__gte=1)),
        ]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.version}"


class LimitKind(models.TextChoices):
    MUTED = "muted", pgettext_lazy("group", "May not write")
    BANNED = "banned", pgettext_lazy("group", "May not come in")


class GroupLimit(models.Model):
    """Somebody may not write in a group, or not be in it, until a time (none: for good). Leaving doesn't end it."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="limits")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=6, choices=LimitKind.choices)
    until = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "user", "kind"], name="group_limit_once_of_a_kind"),
            models.CheckConstraint(name="group_limit_says_why", condition=~Q(reason="")),
            models.CheckConstraint(
                name="group_limit_ends_after_it_began", condition=Q(until=None) | Q(until__gt=F("at"))
            ),
        ]
        indexes = [models.Index(fields=["group", "kind", "-id"], name="group_limit_newest")]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.user_id} {self.kind}"


class Announcement(models.Model):
    """What owner or moderators want everybody to read; the newest stands above the group."""

    key = models.CharField(max_length=16, unique=True, default=partial(public_id, 12), editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="announcements")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    text = models.TextField(_("announcement"), max_length=500)
    at = models.DateTimeField(default=now, editable=False)
    removed_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        indexes = [models.Index(fields=["group", "-id"], condition=Q(removed_at=None), name="announcement_newest")]
        constraints = [models.CheckConstraint(name="announcement_says_something", condition=~Q(text=""))]

    def __str__(self) -> str:
        return self.key


class GroupWords(models.Model):
    """Words a group watches for in its notes, comments and chat: kept out, covered, or shown and looked at."""

    group = models.OneToOneField(Group, primary_key=True, on_delete=models.CASCADE, related_name="words")
    refused = models.JSONField(default=list)
    covered = models.JSONField(default=list)
    flagged = models.JSONField(default=list)

    class Meta:
        verbose_name = _("words of a group")
        verbose_name_plural = _("words of groups")

    def __str__(self) -> str:
        return f"{self.group_id}"


class LogAction(models.TextChoices):
    FOUNDED = "founded", _("founded the group")
    CHANGED = "changed", _("changed the settings")
    RULES = "rules", _("wrote new rules")
    ANNOUNCED = "announced", _("announced something")
    UNANNOUNCED = "unannounced", _("took an announcement away")
    PROMOTED = "promoted", _("made a moderator of")
    DEMOTED = "demoted", _("took back the moderator's role of")
    TRANSFERRED = "transferred", _("handed the group over to")
    MUTED = "muted", _("muted")
    UNMUTED = "unmuted", _("let write again")
    BANNED = "banned", _("banned")
    UNBANNED = "unbanned", _("lifted the ban of")
    REMOVED = "removed", _("removed from the group")
    NOTE_HIDDEN = "note_hidden", _("hid a note of")
    NOTE_SHOWN = "note_shown", _("showed again a note of")
    COMMENT_HIDDEN = "comment_hidden", _("hid a comment of")
    COMMENT_SHOWN = "comment_shown", _("showed again a comment of")
    CLOSED = "closed", _("closed the group")


class GroupLog(models.Model):
    """What owner and moderators did, for everybody in the group to read. Append-only: a trigger sees to it."""

    group = models.ForeignKey(Group, on_delete=models.PROTECT, related_name="log")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    action = models.CharField(max_length=14, choices=LogAction.choices)
    target = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=200, blank=True)
    until = models.DateTimeField(null=True)
    key = models.CharField(max_length=16, default=partial(public_id, 12), editable=False, unique=True)
    at = models.DateTimeField(default=now, editable=False)

    class Meta:
        indexes = [models.Index(fields=["group", "-id"], name="group_log_newest")]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.action}"

    @property
    def changed(self) -> list[str]:
        """What of the settings was changed, in words."""
        if self.action != LogAction.CHANGED:
            return []
        known = {one.name: str(one.verbose_name) for one in Group._meta.fields} | {"words": _("words it watches")}
        return [str(known[name]) for name in self.words.split(", ") if name in known]


class TraceKind(models.TextChoices):
    JOINED = "joined", _("Joined")
    LEFT = "left", _("Left")
    NOTE = "note", _("Wrote a note")
    COMMENT = "comment", _("Commented")
    LIKE = "like", _("Liked")
    CHECKIN = "checkin", _("Checked in")
    VOTE = "vote", _("Voted")
    PLAY = "play", _("Took part")
    RSVP = "rsvp", _("Answered an event")


class GroupTrace(models.Model):
    """How often somebody did something in a group on a day of its zone: what the effect page counts."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="traces")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    kind = models.CharField(max_length=8, choices=TraceKind.choices)
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "day", "user", "kind"], name="group_trace_once_a_day_and_kind")
        ]

    def __str__(self) -> str:
        return f"{self.group_id}: {self.user_id} {self.kind} {self.times}"
