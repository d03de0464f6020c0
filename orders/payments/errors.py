"""What can go wrong with money."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, Invalid


class NoGateway(DomainError):
    code = "no_gateway"
    status = 503
    message = _("There is no way to pay here at the moment. Nothing was charged.")


class GatewayDown(DomainError):
    """The provider did not answer, or not sensibly. What it did is unknown until it is asked again."""

    code = "gateway_down"
    status = 503
    message = _("The payment provider isn't answering. Nothing is lost; please try again in a minute.")


class BadNotice(Invalid):
    """A message that claims to be the provider's and can't be."""

    code = "bad_notice"
    status = 400
    message = _("This message can't be trusted: %(why)s.")


class AmountDiffers(DomainError):
    code = "amount_differs"
    status = 422
    message = _("The provider names another amount than was asked for.")


class NotPayable(DomainError):
    code = "not_payable"
    message = _("This order isn't waiting for a payment any more.")


class RefundTooLarge(DomainError):
    code = "refund_too_large"
    message = _("More can't be given back than was paid.")
