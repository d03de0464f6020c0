"""Facts about quizzes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from config.kernel.events import Event


@dataclass(frozen=True)
class QuizOpened(Event):
    """A group may play."""

    name: ClassVar[str] = "community.quiz_opened"
    quiz_id: int


@dataclass(frozen=True)
class QuizPlayed(Event):
    """Somebody has handed in their answers, or ran out of time."""

    name: ClassVar[str] = "community.quiz_played"
    quiz_id: int
    user_id: int
    score: int
