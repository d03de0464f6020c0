"""What after-sales can refuse."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, Invalid, NotAllowed


class NoAfterSales(DomainError):
    code = "no_after_sales"
    message = _("Nothing can be sent back or refunded while the order is “%(status)s”.")


class AfterSalesOver(DomainError):
    code = "after_sales_over"
    message = _("The time for after-sales ended on %(at)s.")


class NothingChosen(Invalid):
    code = "nothing_chosen"
    message = _("Choose at least one piece.")


class TooManyPieces(Invalid):
    """More than there are, or pieces another case is about."""

    code = "too_many_pieces"
    message = _("At most %(left)d of “%(title)s” can be chosen.")


class AskedTooMuch(Invalid):
    code = "refund_too_large"
    message = _("At most %(most)s was paid for this.")


class KindImpossible(Invalid):
    code = "kind_impossible"
    message = _("That isn't possible for these pieces.")


class NoSuchReplacement(Invalid):
    code = "no_such_replacement"
    message = _("Choose what you want instead: another option of the same product at the same price.")


class CaseElsewhere(DomainError):
    """The case is not (any more) where this step starts, or the step is not this side's."""

    code = "case_moved"
    message = _("This case has moved on: it is “%(status)s” now.")


class PiecesGone(DomainError):
    code = "pieces_gone"
    message = _("These pieces were shipped meanwhile. Once they have arrived you can send them back.")


class ReasonNeeded(Invalid):
    code = "reason_needed"
    message = _("Say why; the other side reads it.")


class WordsTooLong(Invalid):
    code = "words_too_long"
    message = _("At most %(most)d characters, please.")


class TooManyPhotos(Invalid):
    code = "too_many_photos"
    message = _("At most %(most)d pictures.")


class ReturnAddressMissing(DomainError):
    code = "return_address_missing"
    message = _("Write down first where goods are sent back to.")


class ShopHasNoAddress(DomainError):
    code = "shop_has_no_address"
    message = _("The shop hasn't said yet where to send it. You can call in the platform.")


class OwnerNeeded(NotAllowed):
    code = "owner_needed"
    message = _("Refunds above %(limit)s are for the owner to decide.")


class OwnBusiness(NotAllowed):
    code = "own_business"
    message = _("Your own purchase, or your own shop: somebody else has to rule on this.")
