"""What paying shops can refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, Invalid, NotAllowed


class NoBankAccount(DomainError):
    code = "no_bank_account"
    message = _("This shop has no bank account that the bank has confirmed.")


class OwnPayout(NotAllowed):
    """Nobody decides about their own money."""

    code = "own_payout"
    message = _("You work for this merchant, so somebody else has to decide.")


class PayoutElsewhere(DomainError):
    code = "payout_moved"
    message = _("This payout has moved on: it is “%(state)s” now.")


class ChannelDown(DomainError):
    """The bank did not answer. What it did is unknown until it is asked again."""

    code = "bank_down"
    status = 503
    message = _("The bank isn't answering. Nothing is lost; it is asked again by itself.")


class NameDiffers(Invalid):
    code = "holder_differs"
    message = _("The bank knows this account under another name.")


class AdjustmentOfNothing(Invalid):
    code = "adjustment_of_nothing"
    message = _("An adjustment has to change something.")
