"""A4: what was kept ran out, others buy it, and then the money of the first arrives, all in the same instant."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from catalog.inventory.models import Stock
from config.kernel.locks import patient
from orders.checkout.models import Order, OrderStatus
from orders.payments.models import Payment, PaymentState, Refund, RefundState, SandboxCharge
from orders.payments.services import capture_payment, open_payment
from orders.payments.tasks import close_unpaid_trades, reconcile_payments, retry_refunds
from tests.factories.catalog import make_variant
from tests.factories.orders import make_trade, paid_charge, pay
from tests.races.conftest import ROUNDS, TRIES, buyers_with, check_out, kinds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.race]
PIECES = 6
capture = patient(TRIES)(capture_payment)  # as a provider repeats a message that was not taken


def test_late_money_and_new_buyers_at_once(race, books, time_machine_later) -> None:
    for turn in range(ROUNDS):
        leaf = make_variant(stock=PIECES)
        late = [open_payment(trade=make_trade(wanted={leaf: 1})) for _ in range(PIECES)]
        time_machine_later(timedelta(minutes=16))
        assert close_unpaid_trades() == PIECES
        charges = [paid_charge(payment) for payment in late if payment]
        clients = buyers_with(*({leaf: 1} for _ in range(PIECES)))
        hear: list[Any] = [
            lambda payment=payment, charge=charge: f"heard {capture(payment=payment, charge=charge).state}"
            for payment, charge in zip(late * 2, charges * 2, strict=True)
        ]
        acts = [act for pair in zip(hear, [*([None] * PIECES), *clients], strict=True) for act in pair if act]
        race(lambda act: act() if callable(act) else check_out(act), acts)
        for order in Order.objects.filter(lines__variant=leaf, status=OrderStatus.PENDING_PAYMENT):
            pay(order.trade)
        _nobody_lost(leaf.pk, late, turn)


def test_timer_new_buyers_and_late_money_at_once(race, books, time_machine_later) -> None:
    """The same without waiting for the timer: closing, buying and paying meet each other."""
    for turn in range(ROUNDS):
        leaf = make_variant(stock=PIECES)
        clients = buyers_with(*({leaf: 1} for _ in range(PIECES)))
        late = [open_payment(trade=make_trade(wanted={leaf: 1})) for _ in range(PIECES)]
        time_machine_later(timedelta(minutes=16))
        acts: list[Any] = [
            lambda payment=payment: capture(payment=payment, charge=paid_charge(payment)).state for payment in late
        ]
        acts += [*clients, close_unpaid_trades, close_unpaid_trades]
        outcomes = race(lambda act: act() if callable(act) else check_out(act), acts[::2] + acts[1::2])
        assert set(kinds(outcomes)) - {"paid", "201 placed", "409 out_of_stock"} <= {str(n) for n in range(PIECES + 1)}
        for order in Order.objects.filter(lines__variant=leaf, status=OrderStatus.PENDING_PAYMENT):
            pay(order.trade)
        _nobody_lost(leaf.pk, late, turn)


def _nobody_lost(leaf: int, late: list[Payment | None], turn: int) -> None:
    """Never more orders than pieces; who paid has goods or, once, the money back; and the bank's books say the same."""
    reconcile_payments()
    retry_refunds()
    kept = Order.objects.filter(lines__variant=leaf, status=OrderStatus.TO_SHIP)
    assert kept.count() <= PIECES, turn
    assert Stock.objects.get(pk=leaf).reserved == kept.count()
    for payment in Payment.objects.filter(pk__in=[one.pk for one in late if one]):
        assert payment.state == PaymentState.PAID
        order, charge = payment.trade.orders.get(), SandboxCharge.objects.get(out_trade_no=payment.out_trade_no)
        refunds = Refund.objects.filter(order=order)
        if order.status == OrderStatus.TO_SHIP:
            assert (refunds.count(), charge.refunded_cents) == (0, 0)
        else:
            assert order.status == OrderStatus.CLOSED
            assert [one.state for one in refunds] == [RefundState.DONE]
            assert charge.refunded_cents == charge.amount_cents == order.total_cents
