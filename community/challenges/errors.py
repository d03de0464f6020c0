"""What challenges refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, Invalid


class TopicMissing(Invalid):
    code = "challenge_topic_missing"
    message = _("Name the topic that counts: letters and digits, at most 30.")


class PeriodOdd(Invalid):
    code = "challenge_period_odd"
    message = _("Choose a beginning within the next 60 days, and an end to come at most 60 days after it.")


class GoalOdd(Invalid):
    """More days to check in than the challenge has."""

    code = "challenge_goal_odd"
    message = _("Nobody can reach that in so few days.")


class ChallengeOver(DomainError):
    code = "challenge_over"
    message = _("This challenge is over.")
