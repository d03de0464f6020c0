"""What a shop's price list can refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError


class NotServed(DomainError):
    """The shop doesn't send to that region."""

    code = "region_not_served"
    status = 422
    message = _("%(shop)s doesn't send to this region.")
