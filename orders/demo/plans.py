"""A checkout of the demo before it is written down: who, when, what, and how it ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random
from typing import Any

from catalog.products.models import Variant
from catalog.shops.models import Shop
from orders.checkout.models import OrderStatus


class Ending(StrEnum):
    """What becomes of it."""

    KEPT = "kept"  # paid, and on its way as far as the time since allows
    WAITING = "waiting"  # not paid yet
    UNPAID = "unpaid"  # never paid; closed when the window ended
    CALLED_OFF = "called_off"  # cancelled before paying
    REFUNDED = "refunded"  # cancelled after paying; the money went back
    REFUNDING = "refunding"  # the same, the money still on its way


UNPAID_ENDINGS = (Ending.WAITING, Ending.UNPAID, Ending.CALLED_OFF)
GIVEN_BACK = (Ending.REFUNDED, Ending.REFUNDING)


@dataclass
class Journey:
    """The instants of an order's way that lie in the past."""

    shipped_at: datetime | None = None
    delivered_at: datetime | None = None
    received_at: datetime | None = None
    is_confirmed_by_calendar: bool = False
    is_partly: bool = False  # only the first line has left

    @property
    def status(self) -> OrderStatus:
        if self.received_at:
            return OrderStatus.COMPLETED
        if self.delivered_at:
            return OrderStatus.DELIVERED
        if self.is_partly:
            return OrderStatus.PARTLY_SHIPPED
        return OrderStatus.SHIPPED if self.shipped_at else OrderStatus.TO_SHIP


@dataclass(frozen=True)
class DealPlan:
    """The seat an order has in a team: its price, and when the team ended, filled or not."""

    ref: str
    unit_price_cents: int
    ended_at: datetime | None = None
    is_filled: bool = False


@dataclass(frozen=True)
class Cut:
    """Why an order costs less: the campaign, the kind of discount, its public key."""

    campaign: Any
    kind: str
    source: str
    cents: int
    platform_cents: int


@dataclass
class OrderPlan:
    shop: Shop
    lines: list[tuple[Variant, int]]
    ending: Ending
    shipping_cents: int = 0
    journey: Journey = field(default_factory=Journey)
    deal: DealPlan | None = None
    bargain_ref: str = ""  # bought by a bargain, for `unit_cents`
    unit_cents: int | None = None
    cuts: list[Cut] = field(default_factory=list)

    def price_of(self, variant: Variant) -> int:
        if self.deal:
            return self.deal.unit_price_cents
        return variant.price_cents if self.unit_cents is None else self.unit_cents

    @property
    def deal_kind(self) -> str:
        return "team" if self.deal else "bargain" if self.bargain_ref else ""

    @property
    def deal_ref(self) -> str:
        return self.deal.ref if self.deal else self.bargain_ref

    @property
    def status(self) -> OrderStatus:
        """Where a kept order stands."""
        return OrderStatus.WAIT_GROUP if self.deal and self.deal.ended_at is None else self.journey.status

    @property
    def reason(self) -> str:
        """Why an order came to nothing."""
        if self.deal and self.ending in GIVEN_BACK:
            return "team_expired"
        return {Ending.KEPT: "", Ending.WAITING: "", Ending.UNPAID: "unpaid"}.get(self.ending, "cancelled")

    @property
    def items_cents(self) -> int:
        return sum(self.price_of(variant) * quantity for variant, quantity in self.lines)

    @property
    def total_cents(self) -> int:
        return self.items_cents + self.shipping_cents - self.discount_cents

    @property
    def discount_cents(self) -> int:
        return sum(cut.cents for cut in self.cuts)

    @property
    def is_alive(self) -> bool:
        """Whether pieces are still kept for it."""
        return self.ending == Ending.WAITING or (
            self.ending == Ending.KEPT and self.journey.status in {OrderStatus.TO_SHIP, OrderStatus.PARTLY_SHIPPED}
        )


@dataclass(frozen=True)
class Door:
    """Where it goes."""

    recipient: str
    phone: str
    region_code: str
    street: str


@dataclass
class TradePlan:
    buyer: Any  # nobody for a guest
    email: str
    door: Door
    placed_at: datetime
    orders: list[OrderPlan]
    paid_at: datetime | None = None
    closed_at: datetime | None = None
    first_try_failed: bool = False

    @property
    def total_cents(self) -> int:
        return sum(order.total_cents for order in self.orders)


def travel(dice: Random, paid_at: datetime, now: datetime, lines: int) -> Journey:
    """How far an order has come: packed within two days, on the road for one to four, confirmed within a week."""
    shipped = paid_at + timedelta(hours=min(2 + dice.expovariate(1 / 14), 46))
    delivered = shipped + timedelta(hours=dice.uniform(20, 90))
    by_calendar = dice.random() < 0.25
    received = delivered + (
        timedelta(days=7) if by_calendar else timedelta(hours=min(1 + dice.expovariate(1 / 30), 160))
    )
    if shipped > now:
        return Journey()
    is_partly = lines > 1 and delivered > now and dice.random() < 0.15
    return Journey(
        shipped_at=shipped,
        delivered_at=delivered if delivered <= now and not is_partly else None,
        received_at=received if received <= now and not is_partly else None,
        is_confirmed_by_calendar=by_calendar,
        is_partly=is_partly,
    )


def travelled(paid_at: datetime, now: datetime, status: OrderStatus) -> Journey:
    """A way that ends exactly there: for the people of the demo who have something in every state."""
    steps = [OrderStatus.SHIPPED, OrderStatus.DELIVERED, OrderStatus.COMPLETED]
    if status == OrderStatus.PARTLY_SHIPPED:
        return Journey(shipped_at=paid_at + (now - paid_at) / 2, is_partly=True)
    done = steps.index(status) + 1 if status in steps else 0
    instants = [paid_at + (now - paid_at) * step / (done + 1) for step in range(1, done + 1)]
    shipped, delivered, received = [*instants, None, None, None][:3]
    return Journey(shipped_at=shipped, delivered_at=delivered, received_at=received)
