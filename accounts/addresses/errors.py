"""What can go wrong with addresses."""

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError


class TooManyAddresses(DomainError):
    code = "too_many_addresses"
    message = _("You have %(most)s addresses already. Remove one you no longer need first.")
