"""What a counter refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, Invalid


class NotForPickup(DomainError):
    code = "not_for_pickup"
    message = _("Order %(number)s isn't waiting to be picked up here: %(state)s.")


class CodeUnknown(Invalid):
    """Wrong, used, of another shop, or of an order that has moved on: the counter learns no more."""

    code = "pickup_code_unknown"
    message = _("No order here waits for this code. Ask the buyer to show it again.")
