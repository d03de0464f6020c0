"""What a shop gets for an order, as arithmetic: whole cents in, statement lines out. Nothing here asks a database.

A refund that says which goods it is for takes them; the rest of it, and one that doesn't say, takes from all goods in
proportion, then from freight. Commission and the platform's share of discounts go back line by line in the proportion
in which the line was given back; the parts of any sequence of refunds sum to the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from config.kernel.money import Money, split_cents
from orders.settlement.models import Facts, LineKind


@dataclass(frozen=True)
class Goods:
    """One line of an order, as settled."""

    key: str
    title: str
    quantity: int
    unit_price_cents: int
    discount_cents: int = 0
    platform_discount_cents: int = 0
    basis_points: int = 0

    @property
    def total_cents(self) -> int:
        return self.unit_price_cents * self.quantity

    @property
    def paid_cents(self) -> int:
        return self.total_cents - self.discount_cents

    @property
    def earned_cents(self) -> int:
        """What the shop earns with it: paid by the buyer, and added by the platform."""
        return self.paid_cents + self.platform_discount_cents

    @property
    def commission_cents(self) -> int:
        return Money(self.earned_cents).share(self.basis_points).cents


@dataclass(frozen=True)
class Discount:
    key: str
    label: str
    cents: int
    platform_cents: int = 0


@dataclass(frozen=True)
class GivenBack:
    """A refund, and what of it was for which goods. They are told in the order in which they were promised."""

    number: str
    cents: int
    reason: str = ""
    parts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Bill:
    """An order with everything that decides what its shop gets."""

    number: str
    goods: Sequence[Goods]
    shipping_cents: int = 0
    discounts: Sequence[Discount] = field(default_factory=tuple)
    refunds: Sequence[GivenBack] = field(default_factory=tuple)

    @property
    def goods_paid_cents(self) -> int:
        return sum(one.paid_cents for one in self.goods)

    @property
    def paid_cents(self) -> int:
        return self.goods_paid_cents + self.shipping_cents

    @property
    def commission_cents(self) -> int:
        return sum(one.commission_cents for one in self.goods)

    @property
    def subsidy_cents(self) -> int:
        return sum(one.platform_discount_cents for one in self.goods)


@dataclass(frozen=True)
class Line:
    """A statement line to be."""

    key: str
    kind: LineKind
    cents: int
    facts: Facts


def lines_of(bill: Bill) -> list[Line]:
    """Everything an order says on a statement; lines of nothing are left out."""
    return _said([*_sale_lines(bill), *(line for one in bill.refunds for line in refund_lines(bill, one.number))])


def _sale_lines(bill: Bill) -> Iterable[Line]:
    for one in bill.goods:
        facts = {"title": one.title, "quantity": one.quantity, "unit_cents": one.unit_price_cents}
        yield Line(f"sale:{bill.number}:{one.key}", LineKind.SALE, one.total_cents, facts)
    yield Line(f"freight:{bill.number}", LineKind.FREIGHT, bill.shipping_cents, {})
    for discount in bill.discounts:
        facts = {"label": discount.label, "whole_cents": discount.cents}
        yield Line(f"discount:{bill.number}:{discount.key}", LineKind.DISCOUNT, -discount.cents, facts)
        yield Line(f"subsidy:{bill.number}:{discount.key}", LineKind.SUBSIDY, discount.platform_cents, facts)
    for one in bill.goods:
        facts = {"title": one.title, "basis_points": one.basis_points, "base_cents": one.earned_cents}
        yield Line(f"commission:{bill.number}:{one.key}", LineKind.COMMISSION, -one.commission_cents, facts)


def refund_lines(bill: Bill, number: str) -> list[Line]:
    """What one refund takes from the shop, and what of commission and subsidy goes back with it."""
    place = [one.number for one in bill.refunds].index(number)
    one = bill.refunds[place]
    before, after = _back(bill, bill.refunds[:place]), _back(bill, bill.refunds[: place + 1])
    facts: Facts = {"refund": number, "reason": one.reason}
    return _said(
        [
            Line(f"refund:{number}", LineKind.REFUND, -one.cents, facts),
            Line(f"commission-back:{number}", LineKind.COMMISSION_BACK, after[0] - before[0], facts),
            Line(f"subsidy-back:{number}", LineKind.SUBSIDY_BACK, before[1] - after[1], facts),
        ]
    )


def _back(bill: Bill, refunds: Sequence[GivenBack]) -> tuple[int, int]:
    """How much of commission and of subsidy has gone back after these refunds altogether."""
    given = _given(bill, refunds)
    is_whole = bool(refunds) and sum(one.cents for one in refunds) >= bill.paid_cents
    commission = sum(_part(one, one.commission_cents, given[one.key], is_whole) for one in bill.goods)
    subsidy = sum(_part(one, one.platform_discount_cents, given[one.key], is_whole) for one in bill.goods)
    return commission, subsidy


def _given(bill: Bill, refunds: Sequence[GivenBack]) -> dict[str, int]:
    """What has been given back of each line."""
    left = {one.key: one.paid_cents for one in bill.goods}
    for refund in refunds:
        rest = refund.cents
        for key, cents in refund.parts.items():
            taken = min(cents, rest, left.get(key, 0))
            left[key], rest = left.get(key, 0) - taken, rest - taken
        goods = sum(left.values())
        if goods and rest:
            shares = split_cents(min(rest, goods), list(left.values()))
            left = {key: cents - share for (key, cents), share in zip(left.items(), shares, strict=True)}
    return {one.key: one.paid_cents - left[one.key] for one in bill.goods}


def given_back(bill: Bill) -> dict[str, int]:
    """What has been given back of each line, by its key, after all refunds."""
    return _given(bill, bill.refunds)


def _part(goods: Goods, cents: int, given_cents: int, is_whole: bool) -> int:
    """A sum in the proportion in which a line was given back; a line that cost nothing goes with the whole order."""
    if goods.paid_cents == 0:
        return cents if is_whole else 0
    return split_cents(cents, [given_cents, goods.paid_cents - given_cents])[0]


def _said(lines: Iterable[Line]) -> list[Line]:
    return [line for line in lines if line.cents]


def sum_of(lines: Iterable[Line], *kinds: LineKind) -> int:
    return sum(line.cents for line in lines if line.kind in kinds)
