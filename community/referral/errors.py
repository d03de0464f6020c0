"""What referral refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, NotAllowed


class OwnCode(DomainError):
    code = "own_code"
    message = _("This is your own code.")


class CodeUnknown(DomainError):
    code = "invite_code_unknown"
    message = _("No such code, or it isn't good any more.")


class InvitedAlready(DomainError):
    code = "invited_already"
    message = _("Somebody has invited you already.")


class TooLateForCode(DomainError):
    code = "too_late_for_code"
    message = _("A code counts within seven days of signing up.")


class InviteCircle(DomainError):
    code = "invite_circle"
    message = _("You have invited them yourself, so they can't have invited you.")


class TooNewToInvite(NotAllowed):
    """Below trust level 2, without an order that arrived."""

    code = "too_new_to_invite"
    message = _(
        "You can invite friends once your first order has arrived, or from trust level 2 on. Products and notes you "
        "can share right away."
    )


class NotShareable(DomainError):
    code = "not_shareable"
    status = 404
    message = _("This page can't be shared.")
