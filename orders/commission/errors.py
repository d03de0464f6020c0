"""What can be wrong with a commission rule."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, Invalid, NotAllowed


class RuleEnded(DomainError):
    code = "rule_ended"
    message = _("This rule has ended already.")


class EndsTooEarly(Invalid):
    code = "ends_too_early"
    message = _("It would end before it starts.")


class StartsInThePast(Invalid):
    code = "starts_in_the_past"
    message = _("A rule can't begin in the past: orders placed since then keep what they were told.")


class RuleThereAlready(DomainError):
    code = "rule_there_already"
    message = _("A rule for the same goods begins at the same moment.")


class OwnShop(NotAllowed):
    """Nobody sets what they pay themselves."""

    code = "own_shop"
    message = _("You work for this merchant, so somebody else has to decide.")
