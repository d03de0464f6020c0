"""What is refused about notifications."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError


class ZoneUnknown(DomainError):
    code = "zone_unknown"
    status = 422
    message = _("We don't know this time zone.")
