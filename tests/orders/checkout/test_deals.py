"""Buying beside the cart: what a deal is asked, when, and what happens to the money when it is over."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog.inventory.models import Stock
from config.kernel.errors import NotFound
from orders.checkout import deals
from orders.checkout.deals import Choice, DealChoice, DealOver, DealPrice
from orders.checkout.models import Order, OrderStatus
from orders.checkout.services import Agreed, place_trade
from orders.checkout.shares import part_of
from orders.payments.models import Refund
from orders.payments.services import cancel_order
from orders.payments.tasks import close_unpaid_trades
from tests.factories.catalog import make_variant
from tests.factories.orders import DELIVERY, pay, shopper_for
from tests.invariants import assert_all_is_well

pytestmark = pytest.mark.django_db(transaction=True)


class Handshake:
    """A deal that writes down what it is asked."""

    kind = "handshake"

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.goes_to: str = OrderStatus.WAIT_GROUP
        self.is_over = False

    def price(self, *, shopper: Any, choice: DealChoice, variant: Any) -> DealPrice:
        return DealPrice(variant.price_cents // 2, "Half price")

    def lock(self, *, refs: Sequence[str]) -> None:
        self.asked.append(f"lock {' '.join(refs)}")

    def take(self, *, order: Order, choice: DealChoice, shopper: Any) -> str:
        self.asked.append("take")
        return f"{choice.ref}-1"

    def accept(self, *, order: Order, paid_at: Any) -> str:
        self.asked.append("accept")
        if self.is_over:
            raise DealOver("deal_over")
        return self.goes_to

    def accepted(self, *, order: Order) -> None:
        self.asked.append(f"accepted {order.status}")

    def give_up(self, *, order: Order, reason: str) -> None:
        self.asked.append(f"give up {reason}")


@pytest.fixture
def handshake(monkeypatch: pytest.MonkeyPatch) -> Handshake:
    monkeypatch.setattr(deals, "_handlers", {})
    deals.register(one := Handshake())
    return one


def bought(leaf: Any, **changes: Any) -> Order:
    choice = Choice(DealChoice(**{"kind": "handshake", "ref": "H", "variant_key": leaf.key, "quantity": 2} | changes))
    trade = place_trade(shopper=shopper_for(), delivery=DELIVERY, agreed=Agreed(), notes={}, choice=choice)
    return trade.orders.get()


def test_a_deal_fixes_the_price_and_waits_for_its_team(handshake) -> None:
    leaf = make_variant(price_cents=1_001, stock=5)
    order = bought(leaf)
    line = order.lines.get()
    assert (line.list_price_cents, line.unit_price_cents, line.paid_cents, order.total_cents) == (1001, 500, 1000, 1000)
    assert (order.deal_kind, order.deal_ref) == ("handshake", "H-1")
    pay(order.trade)
    order.refresh_from_db()
    assert (order.status, order.paid_at is not None) == (OrderStatus.WAIT_GROUP, True)
    assert handshake.asked[:2] == ["lock H", "take"]
    assert handshake.asked[-2:] == ["accept", "accepted wait_group"]
    assert "lock H-1" in handshake.asked
    assert_all_is_well()


def test_money_for_a_deal_that_is_over_goes_back_whole(handshake) -> None:
    leaf = make_variant(stock=2)
    order = bought(leaf)
    handshake.is_over = True
    pay(order.trade)
    order.refresh_from_db()
    refund = Refund.objects.get()
    assert (order.close_reason, refund.reason, refund.amount_cents) == ("deal_over", "deal_over", order.total_cents)
    assert order.status in {OrderStatus.REFUNDING, OrderStatus.CLOSED}
    assert handshake.asked.count("give up deal_over") == 1
    assert Stock.objects.get(pk=leaf.pk).reserved == 0
    assert_all_is_well()


def test_who_leaves_while_the_team_is_forming_gets_everything_back(handshake) -> None:
    leaf = make_variant(stock=2)
    order = bought(leaf)
    pay(order.trade)
    order.refresh_from_db()
    cancel_order(order=order)
    cancel_order(order=order)
    assert handshake.asked.count("give up cancelled") == 1
    assert Refund.objects.get().amount_cents == order.total_cents
    assert Stock.objects.get(pk=leaf.pk).reserved == 0
    assert_all_is_well()


def test_an_unpaid_deal_is_given_up_when_its_time_is_over(handshake, time_machine_later) -> None:
    bought(make_variant(stock=2))
    time_machine_later(timedelta(minutes=16))
    assert close_unpaid_trades() == 1
    assert handshake.asked.count("give up unpaid") == 1
    assert Order.objects.get().status == OrderStatus.CLOSED


def test_unknown_deals_do_not_exist_and_nothing_is_placed(handshake) -> None:
    leaf = make_variant(stock=2)
    for wrong in ({"kind": "nod"}, {"variant_key": "nothing"}):
        with pytest.raises(NotFound):
            bought(leaf, **wrong)
    assert not Order.objects.exists()


@given(cents=st.integers(0, 10**9), parts=st.lists(st.integers(1, 9), min_size=1, max_size=8))
def test_parts_of_a_line_add_up_to_the_whole(cents: int, parts: list[int]) -> None:
    whole, already, found = sum(parts), 0, []
    for quantity in parts:
        found.append(part_of(cents, quantity=quantity, already=already, whole=whole))
        already += quantity
    assert sum(found) == cents
    assert all(abs(part * whole - cents * quantity) < whole for part, quantity in zip(found, parts, strict=True))


def test_more_pieces_than_there_are_have_no_price() -> None:
    with pytest.raises(ValueError, match="more pieces"):
        part_of(100, quantity=2, already=2, whole=3)
