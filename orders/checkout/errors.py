"""What checking out and moving orders can refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, Invalid


class NothingToBuy(DomainError):
    code = "nothing_to_buy"
    status = 422
    message = _("Nothing in your cart can be bought right now.")


class AddressNeeded(Invalid):
    """Something is to be sent to the door, and there is no door."""

    code = "address_needed"
    message = _("Say where to send it, or fetch all of it yourself.")


class CheckoutChanged(DomainError):
    """What would be bought is no longer what the buyer saw. Nothing was placed."""

    code = "checkout_changed"
    message = _("The total is %(total)s now. Please check and confirm; nothing was ordered.")


class OrderElsewhere(DomainError):
    """The order is not (any more) where this step starts."""

    code = "order_moved"
    message = _("This order has moved on: it is “%(status)s” now.")


class CaseStillOpen(DomainError):
    code = "case_open"
    message = _("An after-sale case about this order is open. It has to end first.")
