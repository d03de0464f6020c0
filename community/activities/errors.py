"""What activities refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, Invalid, NotAllowed


class OptionsOdd(Invalid):
    code = "poll_options_odd"
    message = _("Write 2 to 20 different answers, one on each line.")


class WordsMissing(Invalid):
    """Whoever reads it must see something."""

    code = "activity_words_missing"
    message = _("Write something that can be seen.")


class TimeOdd(Invalid):
    code = "activity_time_odd"
    message = _("Choose a time within the next 60 days.")


class ChoiceOdd(Invalid):
    code = "poll_choice_odd"
    message = _("Choose at least one answer and at most %(most)s.")


class PollClosed(DomainError):
    code = "poll_closed"
    message = _("This poll is closed.")


class LotteryClosed(DomainError):
    code = "lottery_closed"
    message = _("One can't take part any more.")


class KeepersDoNotPlay(NotAllowed):
    """Whoever draws doesn't win."""

    code = "lottery_not_for_keepers"
    message = _("Those who look after the group don't take part.")


class SourceMissing(Invalid):
    code = "lottery_source_missing"
    message = _("Name the public figure, so that everybody can look it up, and a time after the end.")


class ValueMissing(Invalid):
    code = "lottery_value_missing"
    message = _("Type in the public figure as announced.")


class TooEarly(DomainError):
    code = "lottery_too_early"
    message = _("It can't be drawn yet.")


class DrawnAlready(DomainError):
    code = "lottery_drawn"
    message = _("It has been drawn.")
