"""What was reported or found, what moderators did about it, and how people answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.groups.models import Group
from config.kernel.clock import now
from config.kernel.ids import public_id

LONGEST_APPEAL = 2_000
LONGEST_WORDS = 500
LONGEST_EVIDENCE = 2_000
APPEAL_WINDOW = timedelta(days=20)
CLAIM = timedelta(minutes=15)


class Kind(models.TextChoices):
    NOTE = "note", pgettext_lazy("thing", "Note")
    COMMENT = "comment", pgettext_lazy("thing", "Comment")
    REVIEW = "review", pgettext_lazy("thing", "Review")
    PERSON = "person", pgettext_lazy("thing", "Person")
    GROUP = "group", pgettext_lazy("thing", "Group")
    MESSAGE = "message", pgettext_lazy("thing", "Message")
    PRODUCT = "product", pgettext_lazy("thing", "Product")
    APPEAL = "appeal", pgettext_lazy("thing", "Appeal")


class Reason(models.TextChoices):
    SPAM = "spam", _("Advertising or spam")
    ABUSE = "abuse", _("Insults or harassment")
    FALSE = "false", _("Untrue or misleading")
    FAKE = "fake", _("Counterfeit goods or a fraud")
    DIVERSION = "diversion", _("Sells past the shops here")
    INDECENT = "indecent", _("Indecent")
    DANGER = "danger", _("Dangerous to somebody")
    PRIVACY = "privacy", _("Shows somebody's private data")
    RIGHTS = "rights", _("Somebody else's work")
    RULE = "rule", _("Breaks a rule of the group")
    OTHER = "other", pgettext_lazy("report", "Something else")


class Source(models.TextChoices):
    REPORT = "report", _("Reported")
    WORDS = "words", _("Words of the list")
    LINKS = "links", _("A link nobody knows")
    DIVERSION = "diversion", _("A way past the shops")
    PICTURE = "picture", _("A picture like a refused one")
    APPEAL = "appeal", _("Appeal")
    LEGAL = "legal", _("A legal notice")


class ItemState(models.TextChoices):
    OPEN = "open", _("Open")
    DONE = "done", _("Decided")


class Outcome(models.TextChoices):
    """What was done about a thing."""

    KEEP = "keep", _("Nothing is wrong with it")
    HARMLESS = "harmless", _("Harmless; no more reports until it changes")
    HIDE = "hide", _("Hide it")
    DELETE = "delete", _("Take it away for good")
    MASK = "mask", _("Cover the words")
    LABEL = "label", _("Mark it as advertising")
    EXPIRED = "expired", _("Nobody decided in time")
    APPROVED = "approved", _("The appeal was right")
    REFUSED = "refused", _("The appeal was refused")


FINE = (Outcome.KEEP, Outcome.HARMLESS, Outcome.EXPIRED)


class ReviewItem(models.Model):
    """One thing somebody should look at; reports of it gather here. One open a thing; `version` guards decisions."""

    key = models.CharField(max_length=16, unique=True, default=partial(public_id, 12), editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    target_id = models.BigIntegerField()
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    group = models.ForeignKey(Group, null=True, on_delete=models.CASCADE, related_name="+")
    source = models.CharField(max_length=9, choices=Source.choices)
    state = models.CharField(max_length=4, choices=ItemState.choices, default=ItemState.OPEN)
    score = models.FloatField(default=0)
    reporters = models.PositiveIntegerField(default=0)
    snapshot = models.JSONField(default=dict, help_text="what it said when it was reported last")
    mark = models.CharField(max_length=64, blank=True, help_text="of what it says: changes when it is edited")
    found = models.JSONField(default=list, help_text="names of the rules that found it")
    hidden_at = models.DateTimeField(null=True, help_text="by its score or by a rule, before anybody looked")
    returned_at = models.DateTimeField(null=True, help_text="edited by its author, shown again; that happens once")
    referred_at = models.DateTimeField(null=True, help_text="to who knows the law: administrators decide")
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    claimed_until = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField(default=now)
    decided_at = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)

    class Meta:
        verbose_name = _("item of the queue")
        verbose_name_plural = _("items of the queue")
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "target_id"], condition=Q(state="open"), name="review_item_one_open_per_target"
            ),
            models.CheckConstraint(
                name="review_item_decided_says_how",
                condition=Q(state="open", decided_at=None, outcome="")
                | (Q(state="done", decided_at__isnull=False) & ~Q(outcome="")),
            ),
            models.CheckConstraint(
                name="review_item_not_by_its_author", condition=~Q(decided_by=F("author")) | Q(decided_by=None)
            ),
        ]
        indexes = [
            models.Index(fields=["-score", "-id"], condition=Q(state="open"), name="review_item_worst"),
            models.Index(fields=["group", "-score", "-id"], condition=Q(state="open"), name="review_item_of_group"),
            models.Index(fields=["kind", "target_id", "-id"], name="review_item_of_target"),
            models.Index(fields=["-decided_at", "-id"], condition=Q(state="done"), name="review_item_decided"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.target_id}"

    @property
    def found_by(self) -> list[str]:
        """The rules that found it: their names, or what kind they are."""
        return [str(Source(one).label) if one in Source.values else one for one in self.found]

    @property
    def is_open(self) -> bool:
        return self.state == ItemState.OPEN

    @property
    def is_at_legal_desk(self) -> bool:
        """Waits for an administrator."""
        return self.is_open and self.referred_at is not None

    @property
    def is_claimed(self) -> bool:
        return self.claimed_by_id is not None and self.claimed_until is not None and self.claimed_until > now()


class ReportState(models.TextChoices):
    OPEN = "open", _("We are looking at it")
    UPHELD = "upheld", _("You were right, we did something")
    DECLINED = "declined", _("We found nothing wrong")
    IGNORED = "ignored", _("We had looked shortly before and found nothing wrong")


class Report(models.Model):
    """One person says what is wrong with a thing. One open report a person and thing."""

    key = models.CharField(max_length=16, unique=True, default=partial(public_id, 12), editable=False)
    item = models.ForeignKey(ReviewItem, on_delete=models.CASCADE, related_name="reports")
    reporter = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reports")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    target_id = models.BigIntegerField()
    reason = models.CharField(max_length=9, choices=Reason.choices)
    rule = models.CharField(max_length=200, blank=True, help_text="of the group, as it stood")
    words = models.CharField(max_length=LONGEST_WORDS, blank=True)
    weight = models.FloatField()
    state = models.CharField(max_length=8, choices=ReportState.choices, default=ReportState.OPEN)
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("report")
        verbose_name_plural = _("reports")
        constraints = [
            models.UniqueConstraint(
                fields=["reporter", "kind", "target_id"], condition=Q(state="open"), name="report_one_open_a_person"
            ),
            models.CheckConstraint(name="report_weighs_something", condition=Q(weight__gte=0)),
        ]
        indexes = [models.Index(fields=["reporter", "-id"], name="report_mine")]

    def __str__(self) -> str:
        return self.key


class Act(models.TextChoices):
    """Kinds of lines in the log."""

    HIDDEN_BY_SCORE = "auto_hidden", _("hidden because of reports")
    HIDDEN_BY_RULE = "rule_hidden", _("kept back by a rule")
    HIDDEN_BY_LAW = "legal_hidden", _("hidden because of a legal notice")
    REFERRED = "referred", _("handed it to the legal desk")
    RETURNED = "returned", _("shown again after its author changed it")
    LOCKED = "locked", _("closed the comments for a day")
    KEEP = "keep", _("found nothing wrong")
    HARMLESS = "harmless", _("marked as harmless")
    HIDE = "hide", _("hid it")
    DELETE = "delete", _("took it away")
    MASK = "mask", _("covered words")
    LABEL = "label", _("marked it as advertising")
    EXPIRED = "expired", _("closed it undecided")
    WARN = "warn", _("warned")
    SILENCE = "silence", _("silenced")
    SUSPEND = "suspend", _("suspended")
    BAN = "ban", _("excluded for good")
    DENY_LINKS = "deny_links", _("refused its links everywhere")
    REFUSE_PICTURES = "refuse_pics", _("refused its pictures everywhere")
    APPEALED = "appealed", _("appealed")
    APPROVED = "approved", _("approved the appeal")
    REFUSED = "refused", _("refused the appeal")
    LEVEL = "level", _("set the trust level of")


class LogLine(models.Model):
    """What was done, by whom, to whom and why. Append-only: a trigger sees to it."""

    key = models.CharField(max_length=16, unique=True, default=partial(public_id, 12), editable=False)
    item = models.ForeignKey(ReviewItem, null=True, on_delete=models.PROTECT, related_name="log")
    actor = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    act = models.CharField(max_length=12, choices=Act.choices)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    group = models.ForeignKey(Group, null=True, on_delete=models.PROTECT, related_name="+")
    words = models.CharField(max_length=LONGEST_WORDS, blank=True)
    until = models.DateTimeField(null=True)
    score = models.FloatField(default=0)
    at = models.DateTimeField(default=now)

    class Meta:
        indexes = [models.Index(fields=["item", "-id"], name="moderation_log_of_item")]

    def __str__(self) -> str:
        return f"{self.act} {self.item_id}"


class Level(models.TextChoices):
    """What was done about a person's thing, and about them."""

    HIDDEN = "hidden", _("Taken out of sight")
    WARNED = "warned", _("A warning")
    SILENCED = "silenced", _("Silenced: you read and buy, and don't write")
    SUSPENDED = "suspended", _("Suspended: you buy, and take no part otherwise")
    BANNED = "banned", _("Excluded for good: your orders go on")


TIMED = (Level.SILENCED, Level.SUSPENDED)


class Strike(models.Model):
    """Something was done about what a person made: what, why, until when. They read all of it, and may appeal once.

    `by` is empty when reports or a rule did it and nobody has looked yet.
    """

    key = models.CharField(max_length=16, unique=True, default=partial(public_id, 12), editable=False)
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="strikes")
    item = models.ForeignKey(ReviewItem, null=True, on_delete=models.PROTECT, related_name="strikes")
    level = models.CharField(max_length=9, choices=Level.choices)
    until = models.DateTimeField(null=True)
    rule = models.CharField(max_length=200)
    words = models.CharField(max_length=LONGEST_WORDS, blank=True)
    quoted = models.TextField(blank=True, help_text="what it was about, as it stood")
    lowered_from = models.PositiveSmallIntegerField(null=True, help_text="trust level before")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("strike")
        verbose_name_plural = _("strikes")
        constraints = [
            models.CheckConstraint(
                name="strike_timed_ones_end",
                condition=Q(level__in=["silenced", "suspended"], until__isnull=False)
                | (~Q(level__in=["silenced", "suspended"]) & Q(until=None)),
            ),
            models.CheckConstraint(name="strike_says_why", condition=~Q(rule="")),
        ]
        indexes = [models.Index(fields=["person", "-id"], name="strike_of_person")]

    def __str__(self) -> str:
        return f"{self.person_id}: {self.level}"

    @property
    def why(self) -> str:
        """The rule, in words."""
        by_itself = {
            "reports": _("Several people reported it"),
            "rule": _("A rule kept it back until somebody has looked"),
            "legal": _("Somebody says by a legal notice that it breaks a right of theirs"),
        }
        return str(by_itself.get(self.rule, self.rule))

    @property
    def may_appeal_until(self) -> datetime:
        return self.at + APPEAL_WINDOW

    @property
    def is_running(self) -> bool:
        return self.revoked_at is None and (self.until is None or self.until > now())


class AppealState(models.TextChoices):
    WAITING = "waiting", _("Somebody else looks at it")
    APPROVED = "approved", _("You were right; it was taken back")
    REFUSED = "refused", _("It stays as it is")


class Appeal(models.Model):
    """A person says why a strike was wrong; once a strike. Who decided first never decides about the appeal."""

    strike = models.OneToOneField(Strike, on_delete=models.PROTECT, related_name="appeal")
    words = models.TextField(max_length=LONGEST_APPEAL)
    first_moderator = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=AppealState.choices, default=AppealState.WAITING)
    answer = models.CharField(max_length=LONGEST_WORDS, blank=True)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(default=now)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("appeal")
        verbose_name_plural = _("appeals")
        constraints = [
            models.CheckConstraint(
                name="appeal_decided_by_another",
                condition=Q(decided_by=None) | Q(first_moderator=None) | ~Q(decided_by=F("first_moderator")),
            ),
            models.CheckConstraint(
                name="appeal_decided_has_its_time",
                condition=Q(state="waiting", decided_at=None) | (~Q(state="waiting") & Q(decided_at__isnull=False)),
            ),
            models.CheckConstraint(name="appeal_says_something", condition=~Q(words="")),
        ]

    def __str__(self) -> str:
        return f"{self.strike_id}: {self.state}"


class Right(models.TextChoices):
    COPYRIGHT = "copyright", _("Copyright")
    TRADEMARK = "trademark", _("Trademark")
    PATENT = "patent", _("Patent or design")
    IMAGE = "image", _("Rights in one's own picture or name")
    OTHER = "other", pgettext_lazy("right", "Another right")


class LegalNotice(models.Model):
    """Somebody gives their word that a thing breaks a right, and what shows it. One a person and item."""

    key = models.CharField(max_length=16, unique=True, default=partial(public_id, 12), editable=False)
    item = models.ForeignKey(ReviewItem, on_delete=models.PROTECT, related_name="notices")
    sender = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="legal_notices")
    right = models.CharField(max_length=9, choices=Right.choices)
    holder = models.CharField(max_length=120)
    evidence = models.TextField(max_length=LONGEST_EVIDENCE)
    link = models.URLField(max_length=300, blank=True)
    at = models.DateTimeField(default=now)

    class Meta:
        verbose_name = _("legal notice")
        verbose_name_plural = _("legal notices")
        constraints = [
            models.UniqueConstraint(fields=["item", "sender"], name="legal_notice_one_a_person_and_item"),
            models.CheckConstraint(name="legal_notice_says_whose_and_why", condition=~Q(holder="") & ~Q(evidence="")),
        ]
        indexes = [models.Index(fields=["sender", "-id"], name="legal_notice_mine")]

    def __str__(self) -> str:
        return self.key

    @property
    def state(self) -> str:
        """What came of it."""
        if self.item.is_open:
            return ReportState.OPEN
        return ReportState.DECLINED if self.item.outcome in FINE else ReportState.UPHELD

    @property
    def state_label(self) -> str:
        return str(ReportState(self.state).label)
