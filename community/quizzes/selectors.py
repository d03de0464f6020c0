"""Quizzes of a group, for one player."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from community.groups.models import Group
from community.quizzes.bank import Dealt, deal
from community.quizzes.models import Quiz, QuizAttempt
from config.kernel.access import get_or_missing

RANKED = 100


def quiz_for(group: Group, *, key: str) -> Quiz:
    return get_or_missing(Quiz.objects.filter(group=group).select_related("group", "author"), key=key)


def attempt_of(quiz: Quiz, viewer: Any) -> QuizAttempt | None:
    if not viewer.is_authenticated:
        return None
    return QuizAttempt.objects.filter(quiz=quiz, user=viewer).select_related("quiz").first()


def dealt_to(attempt: QuizAttempt) -> list[Dealt]:
    """The questions of one player, in their order."""
    return deal(list(attempt.quiz.questions.all()), seed=attempt.seed, asked=attempt.quiz.asked)


@dataclass(frozen=True)
class Marked:
    """A question after the end: what was chosen, and what is right."""

    text: str
    chosen: str
    right: str
    is_right: bool


def marked(attempt: QuizAttempt) -> list[Marked]:
    """Everything with its answers; only once nobody plays any more."""
    if attempt.quiz.is_open or attempt.handed_in_at is None:
        return []
    rows = []
    for place, one in enumerate(dealt_to(attempt)):
        at = attempt.chosen[place] if place < len(attempt.chosen) else None
        said = one.choices[at] if at is not None else ""
        rows.append(Marked(one.text, said, one.choices[one.right], at == one.right))
    return rows


def ranking_of(quiz: Quiz) -> list[QuizAttempt]:
    """The best first: by score, then by time."""
    rows = QuizAttempt.objects.filter(quiz=quiz, score__isnull=False, user__is_active=True)
    return list(rows.select_related("user__avatar").order_by("-score", "took_ms", "pk")[:RANKED])


def players_of(quiz: Quiz) -> int:
    return QuizAttempt.objects.filter(quiz=quiz).count()
