"""A provider that is slow, broken or away; and the table of an order's life."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from catalog.inventory.models import Stock
from orders.cart.shoppers import Shopper
from orders.checkout import moves
from orders.checkout.errors import OrderElsewhere
from orders.checkout.models import Order, OrderStatus
from orders.checkout.services import confirm_receipt
from orders.checkout.tasks import confirm_receipts
from orders.payments.errors import AmountDiffers, GatewayDown, NoGateway, NotPayable
from orders.payments.gateways import KNOWN
from orders.payments.gateways.sandbox import Sandbox
from orders.payments.models import Payment, PaymentState, Refund, RefundState
from orders.payments.services import cancel_order, capture_payment, open_payment
from orders.payments.tasks import close_unpaid_trades, reconcile_payments, retry_refunds
from tests.factories.catalog import make_variant
from tests.factories.orders import make_order, make_paid_order, make_trade, paid_charge, pay
from tests.invariants import assert_all_is_well

pytestmark = pytest.mark.django_db(transaction=True)


class Away(Sandbox):
    """The sandbox with its cable pulled."""

    def _refuse(self, *_asked: Any, **_said: Any) -> Any:
        raise GatewayDown

    create = query = close = refund = _refuse


@pytest.fixture
def away(monkeypatch: pytest.MonkeyPatch):
    def pull() -> Any:
        monkeypatch.setitem(KNOWN, "sandbox", Away())
        return lambda: monkeypatch.setitem(KNOWN, "sandbox", Sandbox())

    return pull


def test_a_trade_is_not_closed_while_the_bank_cannot_say(away, time_machine_later) -> None:
    leaf = make_variant(stock=1)
    trade = make_trade(wanted={leaf: 1})
    payment = open_payment(trade=trade)
    paid_charge(payment)
    back = away()
    time_machine_later(timedelta(minutes=16))
    assert close_unpaid_trades() == 0
    assert reconcile_payments() == 0
    assert Stock.objects.get(pk=leaf.pk).reserved == 1
    back()
    assert close_unpaid_trades() == 0
    assert trade.orders.get().status == OrderStatus.TO_SHIP
    assert_all_is_well()


def test_one_trade_in_trouble_does_not_keep_the_others(away, time_machine_later) -> None:
    stuck, simple = make_trade(), make_trade()
    open_payment(trade=stuck)
    away()
    time_machine_later(timedelta(minutes=16))
    assert close_unpaid_trades() == 1
    assert simple.orders.get().status == OrderStatus.CLOSED
    assert stuck.orders.get().status == OrderStatus.PENDING_PAYMENT


def test_a_refund_is_sent_again_until_it_is_done(away, time_machine_later) -> None:
    order = make_paid_order()
    back = away()
    cancel_order(order=order)
    for minutes in (2, 4, 8, 16, 32):
        time_machine_later(timedelta(minutes=minutes))
        retry_refunds()
    refund = Refund.objects.get()
    assert (refund.state, refund.tries) == (RefundState.FAILED, 6)
    assert Order.objects.get().status == OrderStatus.REFUNDING
    assert_all_is_well()
    back()
    time_machine_later(timedelta(hours=1))
    assert retry_refunds() == 1
    assert Order.objects.get().status == OrderStatus.CLOSED
    assert_all_is_well()


def test_cancelling_while_the_bank_is_away_changes_nothing(away) -> None:
    order = make_order()
    open_payment(trade=order.trade)
    away()
    with pytest.raises(GatewayDown):
        cancel_order(order=order)
    order.refresh_from_db()
    assert order.status == OrderStatus.PENDING_PAYMENT


def test_a_second_payment_of_one_trade_goes_back_whole() -> None:
    trade = make_trade()
    first = open_payment(trade=trade)
    Payment.objects.filter(pk=first.pk).update(state=PaymentState.FAILED)  # declined, says the bank at first
    second = open_payment(trade=trade)
    capture_payment(payment=second, charge=paid_charge(second))
    capture_payment(payment=first, charge=paid_charge(first))
    refund = Refund.objects.get()
    assert (refund.order, refund.reason, refund.state) == (None, "paid_twice", RefundState.DONE)
    assert trade.orders.get().status == OrderStatus.TO_SHIP
    assert_all_is_well()


def test_another_amount_is_not_captured() -> None:
    payment = open_payment(trade=make_trade())
    charge = paid_charge(payment)
    for wrong in (replace(charge, amount_cents=1), replace(charge, currency="USD")):
        with pytest.raises(AmountDiffers):
            capture_payment(payment=payment, charge=wrong)
    assert Payment.objects.get().state == PaymentState.OPEN


def test_nothing_to_pay_with_or_for(settings, time_machine_later) -> None:
    trade = make_trade()
    settings.PAYMENT_GATEWAYS = []
    with pytest.raises(NoGateway):
        open_payment(trade=trade)
    settings.PAYMENT_GATEWAYS = ["sandbox"]
    time_machine_later(timedelta(minutes=16))
    with pytest.raises(NotPayable):
        open_payment(trade=trade)
    assert Payment.objects.count() == 0


def test_a_guest_gets_the_link_once() -> None:
    trade = pay(make_trade(shopper=Shopper(cart_token="G" * 32)))
    assert [one.to for one in mail.outbox] == [["xiaoman@example.test"]]
    assert "/orders/guest/" in mail.outbox[0].body
    assert trade.orders.get().number in mail.outbox[0].body


def test_a_step_that_was_overtaken_is_refused() -> None:
    order = make_paid_order()
    same = Order.objects.get(pk=order.pk)
    moves.move(order, to=OrderStatus.SHIPPED)
    with pytest.raises(OrderElsewhere):
        moves.move(same, to=OrderStatus.REFUNDING)
    assert Order.objects.get().status == OrderStatus.SHIPPED


def test_receipts_are_confirmed_by_the_buyer_or_the_calendar(time_machine_later) -> None:
    orders = [make_paid_order() for _ in range(4)]
    for order in orders[:3]:
        moves.move(order, to=OrderStatus.SHIPPED)
    moves.move(orders[0], to=OrderStatus.DELIVERED)
    moves.move(orders[1], to=OrderStatus.DELIVERED)
    assert confirm_receipt(order=orders[0], buyer=orders[0].buyer).status == OrderStatus.COMPLETED
    assert confirm_receipt(order=orders[0]).status == OrderStatus.COMPLETED
    assert confirm_receipts() == 0
    time_machine_later(timedelta(days=7))
    assert confirm_receipts() == 1
    assert Order.objects.get(pk=orders[1].pk).status == OrderStatus.COMPLETED
    time_machine_later(timedelta(days=8))
    assert confirm_receipts() == 1
    assert Order.objects.get(pk=orders[2].pk).status == OrderStatus.COMPLETED
    with pytest.raises(OrderElsewhere):
        confirm_receipt(order=orders[3])
