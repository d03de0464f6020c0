"""Quizzes: a bank of questions, drawn and shuffled for each who plays, by a seed of their own."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from community.groups.models import Group
from config.kernel.clock import now
from config.kernel.ids import public_id

FEWEST_CHOICES, MOST_CHOICES = 2, 6
MOST_QUESTIONS = 100
SHORTEST, LONGEST = 10, 3_600  # seconds for the whole quiz
GRACE = timedelta(seconds=3)  # the way to us


class Quiz(models.Model):
    """So many questions of its bank in so many seconds, by the server's clock, once for each member."""

    key = models.CharField(max_length=16, unique=True, default=partial(public_id, 12), editable=False)
    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="quizzes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+")
    title = models.CharField(_("title"), max_length=60)
    asked = models.PositiveSmallIntegerField(_("questions asked"))
    seconds = models.PositiveIntegerField(_("seconds for all of them"))
    created_at = models.DateTimeField(default=now, editable=False)
    closes_at = models.DateTimeField()

    class Meta:
        verbose_name = _("quiz")
        verbose_name_plural = _("quizzes")
        constraints = [
            models.CheckConstraint(name="quiz_has_a_title", condition=~Q(title="")),
            models.CheckConstraint(name="quiz_asks_sensibly", condition=Q(asked__gte=1, asked__lte=MOST_QUESTIONS)),
            models.CheckConstraint(name="quiz_time_sensible", condition=Q(seconds__gte=SHORTEST, seconds__lte=LONGEST)),
        ]
        indexes = [models.Index(fields=["group", "-id"], name="quiz_newest")]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return now() < self.closes_at


class QuizQuestion(models.Model):
    """One question of a bank. `answer` is the place of the right choice; it never leaves the server before the end."""

    quiz = models.ForeignKey(Quiz, on_delete=models.CASCADE, related_name="questions")
    position = models.PositiveSmallIntegerField()
    text = models.CharField(max_length=200)
    choices = models.JSONField(default=list)
    answer = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["quiz", "position"], name="quiz_question_one_per_place"),
            models.CheckConstraint(name="quiz_answer_is_a_choice", condition=Q(answer__lt=MOST_CHOICES)),
        ]

    def __str__(self) -> str:
        return self.text


def new_seed() -> str:
    return secrets.token_hex(16)


class QuizAttempt(models.Model):
    """The one time somebody plays. Which questions, in which order and with their choices in which order: the seed."""

    quiz = models.ForeignKey(Quiz, on_delete=models.CASCADE, related_name="attempts")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    seed = models.CharField(max_length=32, default=new_seed)
    started_at = models.DateTimeField(default=now)
    handed_in_at = models.DateTimeField(null=True)
    is_late = models.BooleanField(default=False)
    score = models.PositiveSmallIntegerField(null=True)
    took_ms = models.PositiveIntegerField(null=True)
    chosen = models.JSONField(default=list, help_text="for each question as it was shown: the chosen place, or none")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["quiz", "user"], name="quiz_played_once"),
            models.CheckConstraint(
                name="quiz_handed_in_whole",
                condition=Q(handed_in_at=None, score=None, took_ms=None)
                | Q(handed_in_at__isnull=False, score__isnull=False, took_ms__isnull=False),
            ),
            models.CheckConstraint(name="quiz_late_scores_nothing", condition=Q(is_late=False) | Q(score=0)),
        ]
        indexes = [
            models.Index(
                F("quiz"), F("score").desc(), F("took_ms"), condition=Q(score__isnull=False), name="quiz_ranking"
            )
        ]

    def __str__(self) -> str:
        return f"{self.quiz_id}: {self.user_id} {self.score}"

    @property
    def until(self) -> datetime:
        """When its time is up, as it is shown."""
        return self.started_at + timedelta(seconds=self.quiz.seconds)

    @property
    def seconds(self) -> str:
        """How long it took, to a tenth."""
        return f"{(self.took_ms or 0) / 1000:.1f}"

    @property
    def is_running(self) -> bool:
        return self.handed_in_at is None and now() <= self.until + GRACE
