"""Ways to buy beside the cart: a seat in a team, a bargain. The slice that knows one registers a handler here, so that
placing, paying and calling off can ask it without knowing it (docs/decisions/0012-deals-are-asked-not-known.md)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, ClassVar, Protocol

from catalog.products.models import Variant
from config.kernel.errors import NotFound
from orders.checkout.models import Order


@dataclass(frozen=True)
class DealChoice:
    """One variant bought by a deal: `ref` is the deal's public name, as `kind` understands it."""

    kind: str
    ref: str
    variant_key: str
    quantity: int = 1
    wishes: tuple[str, ...] = ()  # what the buyer ticked beside it, as `kind` understands it


@dataclass(frozen=True)
class Choice:
    """What the buyer chose beside the address: a deal instead of the cart, and coupons.

    `coupons` None leaves the choice to us, () takes none. `pickup` names counters by their shops' slugs.
    `points`: pay with as many points as may be.
    """

    deal: DealChoice | None = None
    coupons: tuple[str, ...] | None = None
    pickup: Mapping[str, str] = field(default_factory=dict)
    points: bool = False


@dataclass(frozen=True)
class DealPrice:
    unit_price_cents: int
    label: str


class DealOver(Exception):
    """The payment came when the deal was no longer to be had. `reason` becomes the order's."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class DealHandler(Protocol):
    """What a slice promises about its deals. Every method but `price` runs inside the caller's transaction."""

    kind: ClassVar[str]

    def price(self, *, shopper: Any, choice: DealChoice, variant: Variant) -> DealPrice:
        """What it costs this shopper now; raises the refusal if they can't have it. Writes nothing."""

    def lock(self, *, refs: Sequence[str]) -> None:
        """Lock these deals and every live order of theirs. Always the first lock of a transaction."""

    def take(self, *, order: Order, choice: DealChoice, shopper: Any) -> str:
        """The order was placed: hold its place. Returns what `lock` will be given for this order from now on."""

    def accept(self, *, order: Order, paid_at: datetime) -> str:
        """The money is there and the goods are kept. Returns the state the order goes to, or raises DealOver."""

    def accepted(self, *, order: Order) -> None:
        """The order has gone there; what follows from it for others happens now."""

    def give_up(self, *, order: Order, reason: str) -> None:
        """The order comes to nothing: free its place. Safe to repeat."""


_handlers: dict[str, DealHandler] = {}


def register(handler: DealHandler) -> None:
    _handlers[handler.kind] = handler


def handler_of(kind: str) -> DealHandler:
    """The handler of a kind of deal; unknown kinds don't exist."""
    if kind not in _handlers:
        raise NotFound
    return _handlers[kind]


def page_of(deal: DealChoice) -> str:
    """The address of a deal's own page, where its handler has one: for those who come too late for it."""
    page = getattr(handler_of(deal.kind), "page", None)
    return str(page(ref=deal.ref)) if page else ""


def lock_deals(*, trade_pk: int) -> None:
    """Lock the deals behind a trade's orders, before the trade and the orders themselves."""
    refs: dict[str, set[str]] = defaultdict(set)
    for kind, ref in Order.objects.filter(trade=trade_pk).exclude(deal_kind="").values_list("deal_kind", "deal_ref"):
        refs[kind].add(ref)
    for kind in sorted(refs):
        handler_of(kind).lock(refs=sorted(refs[kind]))


def let_go(order: Order, *, reason: str) -> None:
    """Tell the deal of this order, if it has one, that the order comes to nothing."""
    if order.deal_kind:
        handler_of(order.deal_kind).give_up(order=order, reason=reason)
