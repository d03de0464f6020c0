"""What cannot be done with a product."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, Invalid


class SkuTaken(Invalid):
    code = "sku_taken"
    message = _("The SKU “%(sku)s” belongs to another product of this shop.")


class TooManyChoices(Invalid):
    code = "too_many_choices"
    message = _("A product has at most %(options)s options and %(variants)s combinations.")


class NotReadyToList(DomainError):
    code = "not_ready_to_list"
    message = _("Add a picture and a price before you offer “%(title)s” for sale.")


class WrongListingState(DomainError):
    code = "wrong_listing_state"
    message = _("“%(title)s” is “%(state)s”, so that isn't possible.")


class ReasonNeeded(Invalid):
    code = "reason_needed"
    message = _("Say why, so the merchant can put it right.")
