"""Questions as people type them, and as a seed deals them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from community.quizzes.errors import BankOdd, QuestionOdd
from community.quizzes.models import FEWEST_CHOICES, MOST_CHOICES, MOST_QUESTIONS, QuizQuestion
from config.kernel.plaintext import cleaned_line


@dataclass(frozen=True)
class Typed:
    """A question with its choices, and the place of the right one."""

    text: str
    choices: list[str]
    answer: int


def read_bank(text: str) -> list[Typed]:
    """Blocks between empty lines: the question, then its choices, the right one behind a star."""
    blocks = [block for block in re.split(r"\n\s*\n", text.replace("\r\n", "\n").replace("\r", "\n")) if block.strip()]
    if not 1 <= len(blocks) <= MOST_QUESTIONS:
        raise BankOdd(field="bank")
    return [_read(block, number) for number, block in enumerate(blocks, 1)]


def _read(block: str, number: int) -> Typed:
    lines = [line for line in (cleaned_line(one) for one in block.split("\n")) if line]
    if not lines:
        raise QuestionOdd(field="bank", number=number)
    right = [place for place, line in enumerate(lines[1:]) if line[0] in "*＊"]
    choices = [line.lstrip("*＊ ").strip()[:80] for line in lines[1:]]
    is_whole = FEWEST_CHOICES <= len(choices) <= MOST_CHOICES and len(set(choices)) == len(choices) and all(choices)
    if not is_whole or len(right) != 1:
        raise QuestionOdd(field="bank", number=number)
    return Typed(lines[0][:200], choices, right[0])


@dataclass(frozen=True)
class Dealt:
    """A question as one player sees it. `order` says which choice of the bank stands at which place."""

    question: QuizQuestion
    order: list[int]

    @property
    def text(self) -> str:
        return self.question.text

    @property
    def choices(self) -> list[str]:
        return [self.question.choices[one] for one in self.order]

    @property
    def right(self) -> int:
        """The place of the right choice, as shown."""
        return self.order.index(self.question.answer)


def deal(questions: Sequence[QuizQuestion], *, seed: str, asked: int) -> list[Dealt]:
    """So many questions of the bank in an order of their own, always the same for the same seed."""
    dice = Random(seed)  # noqa: S311 - the order of questions is no secret
    drawn = dice.sample(sorted(questions, key=lambda one: one.position), min(asked, len(questions)))
    return [Dealt(one, dice.sample(range(len(one.choices)), len(one.choices))) for one in drawn]
