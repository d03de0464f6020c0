"""`kill -9` at every step of a purchase loses no paid order and leaves nothing kept for nobody."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from rest_framework.test import APIClient

from catalog.inventory.models import Stock
from config.kernel.tasks import sweep_outbox
from orders.checkout.models import Order, OrderStatus, Trade
from orders.payments.models import Payment, Refund, RefundState, SandboxCharge
from orders.payments.services import open_payment
from orders.payments.tasks import close_unpaid_trades, reconcile_payments, retry_refunds
from tests.factories.accounts import UserFactory
from tests.factories.catalog import make_variant
from tests.factories.orders import fill_cart, make_paid_order, make_trade, shopper_for
from tests.invariants import assert_all_is_well
from tests.races.crash_child import PLACES, WHERE, die

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
KILLED = 137
PLACING = [place for place, (module, _name, _when) in PLACES.items() if "checkout.services" in module] + [
    "after placing, before the answer",
    "before the attempt is opened",
    "after the attempt is opened",
]
PAYING = [
    "before the bank knows",
    "after the bank knows",
    "after the buyer paid, before the message",
    "message lost with the sender",
    "message kept, payment not booked",
    "payment booked, shares not",
    "between two orders",
    "everything booked, not committed",
]
GIVING_BACK = ["refund promised, not sent", "refund done by the bank, not booked"]


def let_the_timers_run(later: Any) -> None:
    """An hour of beat: every timer, some of them twice."""
    for minutes in (1, 16, 45):
        later(timedelta(minutes=minutes))
        sweep_outbox()
        reconcile_payments()
        close_unpaid_trades()
        retry_refunds()


def settled() -> None:
    """Nobody waits for anything any more, and the books are right."""
    assert_all_is_well()
    assert not Order.objects.filter(status__in=[OrderStatus.PENDING_PAYMENT, OrderStatus.REFUNDING]).exists()
    assert not Payment.objects.filter(state="open").exists()
    assert not Refund.objects.exclude(state=RefundState.DONE).exists()
    for charge in SandboxCharge.objects.filter(state="paid"):
        payment = Payment.objects.get(out_trade_no=charge.out_trade_no)
        assert payment.state == "paid", "the bank has the money and we don't know"
        kept = payment.trade.orders.filter(status=OrderStatus.TO_SHIP)
        assert sum(order.total_cents for order in kept) == charge.amount_cents - charge.refunded_cents


@pytest.mark.parametrize("place", PLACING)
def test_killed_while_placing(place: str, time_machine_later) -> None:
    user, leaf, cup = UserFactory(), make_variant(stock=3), make_variant(stock=3)
    fill_cart(shopper_for(user), {leaf: 1, cup: 1})
    assert die(place, "checkout", user, "key") == KILLED
    assert_all_is_well()
    assert Trade.objects.count() in {0, 1}
    client = APIClient()
    client.force_authenticate(user)  # the buyer tries again with the same key: one order, whatever happened
    again = client.post("/api/v1/checkout/", WHERE, format="json", headers={"Idempotency-Key": "key"})
    assert again.status_code == 201, again.json()
    assert Trade.objects.count() == 1
    assert Order.objects.count() == 2
    let_the_timers_run(time_machine_later)
    settled()
    assert set(Stock.objects.filter(pk__in=[leaf.pk, cup.pk]).values_list("reserved", flat=True)) == {0}


@pytest.mark.parametrize("place", PAYING)
def test_killed_while_paying(place: str, time_machine_later) -> None:
    user = UserFactory()
    trade = make_trade(user, {make_variant(stock=3): 1, make_variant(stock=3): 1})
    payment = open_payment(trade=trade)
    assert payment is not None
    assert die(place, "pay", user, payment.key) == KILLED
    let_the_timers_run(time_machine_later)
    settled()
    paid = SandboxCharge.objects.filter(state="paid").exists()
    reached = OrderStatus.TO_SHIP if paid else OrderStatus.CLOSED
    assert set(trade.orders.values_list("status", flat=True)) == {reached}
    assert paid == (
        place not in {"before the bank knows", "after the bank knows", "after the buyer paid, before the message"}
    )


@pytest.mark.parametrize("place", GIVING_BACK)
def test_killed_while_giving_back(place: str, time_machine_later) -> None:
    order = make_paid_order()
    assert die(place, "cancel", order.buyer, order.number) == KILLED
    let_the_timers_run(time_machine_later)
    settled()
    order.refresh_from_db()
    assert order.status == OrderStatus.CLOSED
    assert SandboxCharge.objects.get().refunded_cents == order.total_cents


def test_killed_while_cancelling_unpaid(time_machine_later) -> None:
    trade = make_trade()
    open_payment(trade=trade)
    order = trade.orders.get()
    assert die("cancelled at the bank, not here", "cancel", order.buyer, order.number) == KILLED
    let_the_timers_run(time_machine_later)
    settled()
    assert trade.orders.get().status == OrderStatus.CLOSED


def test_every_place_is_visited() -> None:
    assert set(PLACES) == {*PLACING, *PAYING, *GIVING_BACK, "cancelled at the bank, not here"}
