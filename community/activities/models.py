"""What a group does together: polls, and lotteries anybody can check."""

from __future__ import annotations

from functools import partial

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from community.groups.models import Group
from config.kernel.clock import now
from config.kernel.encryption import EncryptedTextField
from config.kernel.ids import public_id

FEWEST_OPTIONS, MOST_OPTIONS = 2, 20
MOST_WINNERS, MOST_BACKUPS = 100, 20


class Poll(models.Model):
    """A question with a few answers. Results are seen by who has voted, and by everybody once it is closed."""

    key = models.CharField(max_length=16, unique=True, default=partial(public_id, 12), editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="polls")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    question = models.CharField(_("question"), max_length=120)
    most_choices = models.PositiveSmallIntegerField(default=1)
    is_secret = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=now, editable=False)
    closes_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(name="poll_asks_something", condition=~Q(question="")),
            models.CheckConstraint(
                name="poll_choices_sensible", condition=Q(most_choices__gte=1, most_choices__lte=MOST_OPTIONS)
            ),
        ]
        indexes = [models.Index(fields=["group", "-id"], name="poll_newest")]

    def __str__(self) -> str:
        return self.question

    @property
    def is_open(self) -> bool:
        return now() < self.closes_at


class PollOption(models.Model):
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="options")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=80)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["poll", "position"], name="poll_option_one_per_place")]

    def __str__(self) -> str:
        return self.text


class Ballot(models.Model):
    """One a person and poll; voting again before the end changes what is on it."""

    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="ballots")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["poll", "user"], name="ballot_once")]

    def __str__(self) -> str:
        return f"{self.poll_id}: {self.user_id}"


class PollVote(models.Model):
    ballot = models.ForeignKey(Ballot, on_delete=models.CASCADE, related_name="votes")
    option = models.ForeignKey(PollOption, on_delete=models.CASCADE, related_name="votes")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["ballot", "option"], name="poll_vote_once")]

    def __str__(self) -> str:
        return f"{self.ballot_id}: {self.option_id}"


class Chance(models.TextChoices):
    """Where the public value comes from that nobody knows while one may still enter."""

    FIGURE = "figure", _("A public figure of a later day, which everybody can look up")
    WITNESS = "witness", _("A second seed, sealed by the platform before the start")


class LotteryState(models.TextChoices):
    OPEN = "open", pgettext_lazy("lottery", "Open")
    CLOSED = "closed", pgettext_lazy("lottery", "Closed, to be drawn")
    DRAWN = "drawn", pgettext_lazy("lottery", "Drawn")
    PAID = "paid", pgettext_lazy("lottery", "Prizes handed over")


class Lottery(models.Model):
    """Commit–reveal: the seed's hash is published before the first entry, the entries' hash when it closes, the seed
    with the draw. It costs nothing to take part."""

    key = models.CharField(max_length=16, unique=True, default=partial(public_id, 12), editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="lotteries")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(_("title"), max_length=40)
    prize = models.CharField(_("prize"), max_length=200)
    winners = models.PositiveSmallIntegerField(default=1)
    backups = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=now, editable=False)
    closes_at = models.DateTimeField()
    mode = models.CharField(max_length=7, choices=Chance.choices)
    source = models.CharField(max_length=200, blank=True, help_text="which public figure, announced before")
    public_from = models.DateTimeField(null=True, help_text="when it will be known, after the end")
    commit_hash = models.CharField(max_length=64)
    seed = EncryptedTextField()
    witness_hash = models.CharField(max_length=64, blank=True)
    witness_seed = EncryptedTextField(blank=True)
    state = models.CharField(max_length=6, choices=LotteryState.choices, default=LotteryState.OPEN)
    entries_hash = models.CharField(max_length=64, blank=True)
    entries_count = models.PositiveIntegerField(null=True)
    public_value = models.CharField(max_length=200, blank=True)
    drawn_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("lottery")
        verbose_name_plural = _("lotteries")
        constraints = [
            models.CheckConstraint(
                name="lottery_prizes_sensible",
                condition=Q(winners__gte=1, winners__lte=MOST_WINNERS, backups__lte=MOST_BACKUPS),
            ),
            models.CheckConstraint(name="lottery_frozen_once_closed", condition=Q(state="open") | ~Q(entries_hash="")),
            models.CheckConstraint(
                name="lottery_drawn_with_a_value",
                condition=Q(state__in=["open", "closed"]) | (~Q(public_value="") & Q(drawn_at__isnull=False)),
            ),
            models.CheckConstraint(
                name="lottery_chance_is_later",
                condition=Q(mode="witness", public_from=None) | Q(mode="figure", public_from__gt=F("closes_at")),
            ),
        ]
        indexes = [
            models.Index(fields=["group", "-id"], name="lottery_newest"),
            models.Index(fields=["closes_at"], condition=Q(state="open"), name="lottery_due"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.state == LotteryState.OPEN and now() < self.closes_at

    @property
    def is_drawn(self) -> bool:
        return self.state in {LotteryState.DRAWN, LotteryState.PAID}


class LotteryEntry(models.Model):
    """Somebody takes part; `rank` from 0 for winners and those who step in for them."""

    key = models.CharField(max_length=16, unique=True, default=partial(public_id, 12), editable=False)
    lottery = models.ForeignKey(Lottery, on_delete=models.CASCADE, related_name="entries")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField(default=now)
    rank = models.PositiveIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lottery", "user"], name="lottery_entry_once"),
            models.UniqueConstraint(fields=["lottery", "rank"], name="lottery_rank_once"),
        ]

    def __str__(self) -> str:
        return f"{self.lottery_id}: {self.key}"
