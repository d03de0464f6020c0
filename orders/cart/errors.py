"""What the cart refuses."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import DomainError, Invalid


class BadQuantity(Invalid):
    code = "bad_quantity"
    message = _("Enter a whole number from 1 to %(most)s.")


class NotForSale(DomainError):
    code = "not_for_sale"
    message = _("This item isn't for sale any more.")


class CartFull(DomainError):
    code = "cart_full"
    message = _("Your cart holds %(most)s different items. Please check out or remove some first.")
