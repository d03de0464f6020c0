"""What quizzes refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, Invalid, NotAllowed


class QuestionOdd(Invalid):
    code = "quiz_question_odd"
    message = _("Question %(number)s: write it on one line, then 2 to 6 different answers, the right one behind a *.")


class BankOdd(Invalid):
    code = "quiz_bank_odd"
    message = _("Write 1 to 100 questions, with an empty line between two.")


class AskedOdd(Invalid):
    code = "quiz_asked_odd"
    message = _("There are only %(count)s questions.")


class QuizClosed(DomainError):
    code = "quiz_closed"
    message = _("This quiz is over.")


class AuthorsDoNotPlay(NotAllowed):
    """Whoever knows the answers doesn't play."""

    code = "quiz_not_for_keepers"
    message = _("Those who look after the group know the answers and don't play.")


class PlayedAlready(DomainError):
    code = "quiz_played"
    message = _("You have played it. Once is what everybody gets.")


class NotBegun(DomainError):
    code = "quiz_not_begun"
    message = _("Begin first: the time runs from then on.")
