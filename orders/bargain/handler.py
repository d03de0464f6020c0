"""What checkout and payments ask about orders bought by a bargain (orders.checkout.deals)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from catalog.products.models import Variant
from config.kernel.access import SignInNeeded
from config.kernel.errors import NotFound
from config.kernel.locks import locked
from orders.bargain.errors import OnePieceOnly
from orders.bargain.models import Bargain
from orders.bargain.selectors import bargain_of, price_now
from orders.bargain.services import check_open, hold_for, let_go_of, mark_bought
from orders.checkout.deals import DealChoice, DealOver, DealPrice
from orders.checkout.models import Order, OrderStatus

TOO_LATE = "bargain_over"


class BargainDeals:
    """The reference of a bargain is its token, before and after it is ordered."""

    kind: ClassVar[str] = "bargain"

    def price(self, *, shopper: Any, choice: DealChoice, variant: Variant) -> DealPrice:
        """The owner's price of this moment, for one piece of this very variant."""
        if shopper.user is None:
            raise SignInNeeded
        bargain = bargain_of(shopper.user, token=choice.ref)
        if bargain.campaign.variant_id != variant.pk:
            raise NotFound
        if choice.quantity != 1:
            raise OnePieceOnly(field="quantity")
        check_open(bargain)
        return DealPrice(price_now(bargain), _("Bargain"))

    def lock(self, *, refs: Sequence[str]) -> None:
        bargains = locked(Bargain.objects.all(), Bargain.objects.filter(token__in=refs).values_list("pk", flat=True))
        locked(Order.objects.all(), [one.order_id for one in bargains if one.order_id])

    def take(self, *, order: Order, choice: DealChoice, shopper: Any) -> str:
        bargain = bargain_of(shopper.user, token=choice.ref)
        hold_for(bargain=bargain, order=order, paid_cents=_paid_cents(order))
        return bargain.token

    def accept(self, *, order: Order, paid_at: datetime) -> str:
        if not mark_bought(bargain=_bargain(order), order=order, paid_cents=_paid_cents(order)):
            raise DealOver(TOO_LATE)
        return OrderStatus.TO_SHIP

    def accepted(self, *, order: Order) -> None:
        """Nobody else waits for this order."""

    def give_up(self, *, order: Order, reason: str) -> None:
        let_go_of(bargain=_bargain(order), order=order)


def _bargain(order: Order) -> Bargain:
    return Bargain.objects.get(token=order.deal_ref)


def _paid_cents(order: Order) -> int:
    """What the piece itself costs; sending comes on top."""
    return order.items_cents
