"""What can go wrong with consent."""

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError


class TermsStay(DomainError):
    code = "terms_stay"
    message = _("An account needs the terms. Close the account to leave them.")


class WrongPassword(DomainError):
    code = "wrong_password"
    message = _("This is not your password.")


class ExportRunning(DomainError):
    code = "export_running"
    message = _("A copy is being collected already.")


class StillNeeded(DomainError):
    """Something of this account is not finished."""

    code = "still_needed"
    message = _("Your account can't be closed yet: %(what)s")
