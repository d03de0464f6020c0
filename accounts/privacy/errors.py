"""What can go wrong with consent."""

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError


class TermsStay(DomainError):
    code = "terms_stay"
    message = _("An account needs the terms. Close the account to leave them.")
