"""What the warehouse refuses."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from config.kernel.errors import DomainError

if TYPE_CHECKING:
    from catalog.products.models import Variant


class OutOfStock(DomainError):
    """Somebody wants more than there is; nothing was reserved."""

    code = "out_of_stock"

    def __init__(self, variant: Variant, left: int) -> None:
        super().__init__(field="quantity", title=variant.full_title, left=left)
        self.variant = variant
        self.left = left

    @property
    def text(self) -> str:
        if self.left <= 0:
            return _("“%(title)s” is sold out.") % self.details
        return _("Only %(left)s left of “%(title)s”.") % self.details


class BelowReserved(DomainError):
    code = "stock_below_reserved"
    message = gettext_lazy("%(reserved)s are already spoken for, so stock can't be less than that.")


class NotReserved(DomainError):
    code = "not_reserved"
    message = gettext_lazy("That many pieces were not set aside for this order.")
