"""Why a stored model is refused."""

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError


class BrokenArtefact(DomainError):
    """Missing, half written or changed: it is not used, whatever it may say."""

    code = "broken_artefact"
    message = _("The stored model %(folder)s is missing or damaged.")
