"""Opening a quiz, beginning to play, handing in."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from community.activities.services import check_time, line_of
from community.conduct.services import screen_message
from community.groups.models import Group, TraceKind
from community.groups.selectors import standing_in
from community.groups.services import check_writer, keeper_in, trace
from community.quizzes.bank import read_bank
from community.quizzes.errors import AskedOdd, AuthorsDoNotPlay, NotBegun, PlayedAlready, QuizClosed
from community.quizzes.events import QuizOpened, QuizPlayed
from community.quizzes.models import GRACE, LONGEST, SHORTEST, Quiz, QuizAttempt, QuizQuestion
from community.quizzes.selectors import dealt_to
from config.kernel.clock import now
from config.kernel.events import publish


@transaction.atomic
def open_quiz(
    *, group: Group, actor: Any, title: str, bank: str, asked: int, seconds: int, closes_at: datetime
) -> Quiz:
    """Ask the group questions with right answers."""
    keeper_in(group, actor)
    check_time(closes_at)
    questions = read_bank(screen_message(text=bank, field="bank"))
    if not 1 <= asked <= len(questions):
        raise AskedOdd(field="asked", count=len(questions))
    quiz = Quiz.objects.create(
        group=group,
        author=actor,
        title=line_of(title, most=60, field="title"),
        asked=asked,
        seconds=max(SHORTEST, min(seconds, LONGEST)),
        closes_at=closes_at,
    )
    QuizQuestion.objects.bulk_create(
        QuizQuestion(quiz=quiz, position=place, text=one.text, choices=one.choices, answer=one.answer)
        for place, one in enumerate(questions)
    )
    publish(QuizOpened(quiz_id=quiz.pk))
    return quiz


@transaction.atomic
def begin(*, quiz: Quiz, user: Any) -> QuizAttempt:
    """Start one's only attempt: the clock runs. Beginning again while it runs shows the same questions."""
    member = check_writer(quiz.group, standing_in(quiz.group, user).member)
    if member.is_staff:
        raise AuthorsDoNotPlay
    if not quiz.is_open:
        raise QuizClosed
    attempt, is_new = QuizAttempt.objects.get_or_create(quiz=quiz, user=user)
    if is_new:
        trace(group=quiz.group, user_id=member.user_id, kind=TraceKind.PLAY)
    elif not attempt.is_running:
        raise PlayedAlready
    return attempt


@transaction.atomic
def hand_in(*, quiz: Quiz, user: Any, chosen: Sequence[int | None]) -> QuizAttempt:
    """Mark the answers, once. `chosen` are places as they were shown. What comes too late scores nothing."""
    check_writer(quiz.group, standing_in(quiz.group, user).member)
    held = QuizAttempt.objects.select_for_update(of=("self",)).select_related("quiz")
    attempt = held.filter(quiz=quiz, user=user).first()
    if attempt is None:
        raise NotBegun
    if attempt.handed_in_at is not None:
        raise PlayedAlready
    _mark(attempt, chosen)
    publish(QuizPlayed(quiz_id=quiz.pk, user_id=attempt.user_id, score=attempt.score or 0))
    return attempt


def _mark(attempt: QuizAttempt, chosen: Sequence[int | None]) -> None:
    moment, dealt = now(), dealt_to(attempt)
    kept = [_choice(chosen, place, len(one.order)) for place, one in enumerate(dealt)]
    attempt.is_late = moment > attempt.until + GRACE
    right = sum(said == one.right for said, one in zip(kept, dealt, strict=True))
    attempt.score = 0 if attempt.is_late else right
    attempt.chosen, attempt.handed_in_at = kept, moment
    attempt.took_ms = round(min(moment - attempt.started_at, timedelta(seconds=attempt.quiz.seconds)) / MS)
    attempt.save()


MS = timedelta(milliseconds=1)


def _choice(chosen: Sequence[int | None], place: int, choices: int) -> int | None:
    said = chosen[place] if place < len(chosen) else None
    return said if said is not None and 0 <= said < choices else None
