"""Members hear of a new quiz."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from community.groups.telling import tell_members
from community.notifications.kinds import Tab, Target, register_kind
from community.quizzes.events import QuizOpened
from community.quizzes.models import Quiz
from config.kernel.events import subscribe


def quiz_page(reader: Any, ids: Collection[int]) -> dict[int, Target]:
    """For those who are in the group still."""
    rows = Quiz.objects.filter(pk__in=ids, group__members__user=reader)
    found = rows.values_list("pk", "group__slug", "key", "title")
    return {pk: Target(reverse("community:quiz", args=[slug, key]), title) for pk, slug, key, title in found}


register_kind(
    "quiz_opened",
    tab=Tab.INTERACTIONS,
    label=_("New quizzes of my groups"),
    words=_("New quiz: %(what)s"),
    show=quiz_page,
    icon="lightbulb",
)


@subscribe(QuizOpened)
def tell_of_quiz(event: QuizOpened) -> None:
    quiz = Quiz.objects.filter(pk=event.quiz_id).first()
    if quiz is not None:
        tell_members(
            group_id=quiz.group_id, kind="quiz_opened", object_type="quiz", object_id=quiz.pk, but=quiz.author_id
        )
