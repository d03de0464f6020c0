"""What can go wrong with people's accounts."""

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, Invalid


class HandleTaken(Invalid):
    code = "handle_taken"
    message = _("Somebody has this handle already.")


class NameMissing(Invalid):
    code = "name_missing"
    message = _("Write a name that can be seen.")


class BadCredentials(DomainError):
    code = "bad_credentials"
    status = 401
    message = _("That e-mail address and password don't go together.")


class CodeNeeded(DomainError):
    code = "code_needed"
    status = 401
    message = _("This account asks for a second step. Send the code of your authenticator app as well.")
