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


class GatewayRefuses(GatewayDown):
    """The provider answered, but did not do what was asked: it is not away, so nobody else needs to wait."""


class GatewayResting(GatewayDown):
    """It failed several times in a row, so for half a minute nobody is kept waiting for it."""


class MethodNotOffered(DomainError):
    code = "method_not_offered"
    status = 422
    message = _("This order can't be paid that way. Please choose another.")


class NotCapturedYet(DomainError):
    """Goods leave only against money that is really there."""

    code = "not_captured_yet"
    message = _("The money for this order is still being taken from the card. It can be shipped in a minute.")


class NothingToCollect(DomainError):
    code = "nothing_to_collect"
    message = _("There is no cash to collect for this order.")


class OtherSumCollected(DomainError):
    code = "other_sum_collected"
    status = 422
    message = _("This order costs %(sum)s. Only the whole sum can be taken.")


class CashNotConfirmed(DomainError):
    """A parcel against cash is only handed over for cash."""

    code = "cash_not_confirmed"
    status = 422
    message = _("Collect %(sum)s in cash first, and confirm it here.")


class RefundUnderway(DomainError):
    """It can't be sent another way while it may still arrive."""

    code = "refund_underway"
    message = _("This refund is still on its way. Please look again in a minute.")


class CashGoesWhole(DomainError):
    code = "cash_goes_whole"
    message = _("An order paid at the door goes out in one parcel, so that the courier collects once.")


class CreditTooLarge(DomainError):
    code = "credit_too_large"
    status = 422
    message = _("At most %(most)s can be credited at once.")


class NotToOneself(DomainError):
    code = "not_to_oneself"
    status = 403
    message = _("Nobody can credit their own wallet.")


class BadNotice(Invalid):
    """A message that claims to be the provider's and can't be."""

    code = "bad_notice"
    status = 400
    message = _("This message can't be trusted: %(why)s.")


class TooLarge(BadNotice):
    code = "too_large"
    status = 413


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
