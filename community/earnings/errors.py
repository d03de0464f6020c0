"""What sharing commission refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError


class SecondAboveFirst(DomainError):
    code = "second_above_first"
    message = _("Who invited the sharer can't get more than the sharer.")


class OwnEarning(DomainError):
    code = "own_earning"
    status = 403
    message = _("This is your own. Somebody else decides about it.")
