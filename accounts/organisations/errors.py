"""What can go wrong between merchants, their people and the platform."""

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, Invalid, NotAllowed


class AlreadyAtMerchant(DomainError):
    code = "already_at_merchant"
    message = _("You already work for a merchant here.")


class NotWaiting(DomainError):
    code = "not_waiting"
    message = _("This application has been decided already.")


class WrongState(DomainError):
    code = "wrong_state"
    message = _("That isn't possible in the merchant's present state.")


class OwnMerchant(NotAllowed):
    code = "own_merchant"
    message = _("You work for this merchant, so somebody else has to decide.")


class ReasonMissing(Invalid):
    code = "reason_missing"
    message = _("Say why, in a sentence the other side can act on.")


class InvitationNotForYou(NotAllowed):
    code = "invitation_not_for_you"
    message = _("This invitation was sent to another e-mail address. Sign in with that one.")


class InvitationOver(DomainError):
    code = "invitation_over"
    status = 410
    message = _("This invitation is no longer valid. Ask for a new one.")


class AlreadyStaff(DomainError):
    code = "already_staff"
    message = _("This person works for you already.")


class TooManyStaff(DomainError):
    code = "too_many_staff"
    message = _("A merchant can have %(most)s people. Remove somebody first.")


class OwnerStays(NotAllowed):
    code = "owner_stays"
    message = _("The owner can't be removed.")


class NotYourself(NotAllowed):
    code = "not_yourself"
    message = _("You can't do this to your own account.")


class AdminsOnly(NotAllowed):
    code = "admins_only"
    message = _("Only an administrator can do this.")


class SecondStepNeeded(NotAllowed):
    code = "second_step_needed"
    message = _("To work here, set up a second step for signing in first.")
