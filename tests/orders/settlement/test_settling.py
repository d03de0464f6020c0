"""What was held becomes the shop's once, when the window is over, and comes off again when it is refunded."""

from __future__ import annotations

from datetime import timedelta

import pytest

from orders.checkout.models import Order, OrderStatus
from orders.ledger.models import AccountKind, LedgerAccount, LedgerEntry
from orders.payments.models import Payment
from orders.payments.services.reversing import reverse_payment
from orders.settlement.errors import AdjustmentOfNothing, OwnPayout
from orders.settlement.models import LineKind, Settlement, StatementLine
from orders.settlement.services import adjust, settle_order
from orders.settlement.tasks import settle_orders
from tests.factories.catalog import make_merchant_user
from tests.factories.orders import make_paid_order
from tests.invariants import assert_all_is_well
from tests.orders.settlement.conftest import WINDOW, give_back

pytestmark = pytest.mark.django_db(transaction=True)


def balances() -> dict[str, int]:
    rows = LedgerAccount.objects.exclude(balance_cents=0).values_list("kind", "balance_cents")
    return {str(kind): cents for kind, cents in rows}


def lines() -> dict[str, int]:
    return {str(kind): cents for kind, cents in StatementLine.objects.values_list("kind", "cents")}


def test_an_order_is_settled_when_its_window_is_over_and_not_before(rate, received, time_machine_later):
    order = received()
    waiting = make_paid_order()
    assert settle_orders() == 0
    assert balances() == {"gateway": -22_800, "held": 12_800} | {"held": balances()["held"]}
    time_machine_later(WINDOW - timedelta(minutes=1))
    assert settle_orders() == 0
    time_machine_later(timedelta(minutes=1))
    assert settle_orders() == 1
    order.refresh_from_db()
    assert order.status == OrderStatus.SETTLED
    assert lines() == {LineKind.SALE: 10_000, LineKind.COMMISSION: -500}
    held = LedgerAccount.objects.get(kind=AccountKind.HELD, owner=order.shop.slug)
    assert held.balance_cents == 0
    assert balances()["merchant"] == 9500
    assert balances()["commission"] == 500
    assert Order.objects.get(pk=waiting.pk).status == OrderStatus.TO_SHIP
    assert_all_is_well()


def test_settling_twice_is_settling_once(rate, received, time_machine_later):
    """A14."""
    order = received()
    time_machine_later(WINDOW)
    assert settle_order(order_pk=order.pk) is not None
    assert settle_order(order_pk=order.pk) is None
    assert settle_orders() == 0
    assert balances()["commission"] == 500
    assert Settlement.objects.count() == 1
    assert_all_is_well()


@pytest.mark.race
def test_four_workers_settle_each_order_once(rate, received, time_machine_later, race):
    orders = [received(price_cents=1000 + place) for place in range(6)]
    time_machine_later(WINDOW)
    assert sum(race(lambda _worker: settle_orders(), range(4))) + settle_orders() == len(orders)
    assert Settlement.objects.count() == 6
    assert LedgerEntry.objects.filter(kind="settlement").count() == 6
    assert balances()["merchant"] + balances()["commission"] == sum(order.total_cents for order in orders)
    assert_all_is_well()


def test_a_worker_killed_in_the_middle_leaves_nothing_half_done(rate, received, time_machine_later, monkeypatch):
    order = received()
    time_machine_later(WINDOW)
    with monkeypatch.context() as patch:
        patch.setattr("orders.settlement.services.settling.post_draft", _die)
        with pytest.raises(KeyboardInterrupt):
            settle_order(order_pk=order.pk)
    assert not StatementLine.objects.exists()
    assert Order.objects.get(pk=order.pk).status == OrderStatus.COMPLETED
    assert settle_orders() == 1
    assert_all_is_well()


def _die(_draft):
    raise KeyboardInterrupt


def test_what_was_refunded_before_is_on_the_statement_with_its_commission(rate, received, time_machine_later):
    order = received(pieces=2)
    give_back(order, 5000)
    time_machine_later(WINDOW)
    assert settle_orders() == 1
    assert lines() == {
        LineKind.SALE: 20_000,
        LineKind.COMMISSION: -1000,
        LineKind.REFUND: -5000,
        LineKind.COMMISSION_BACK: 250,
    }
    assert balances()["merchant"] == 14_250
    assert balances()["commission"] == 750
    assert_all_is_well()


def test_a_refund_after_settlement_claws_the_commission_back(rate, received, time_machine_later):
    """A14: whole refunds leave nothing of the commission, in parts or at once."""
    order = received()
    time_machine_later(WINDOW)
    settle_orders()
    for part in (3333, 3333, 3334):
        give_back(order, part)
        assert_all_is_well()
    assert balances() == {}
    assert sum(StatementLine.objects.values_list("cents", flat=True)) == 0
    assert StatementLine.objects.filter(kind=LineKind.COMMISSION_BACK).count() == 3


def test_a_bank_that_takes_settled_money_back_leaves_a_debt(rate, received, time_machine_later):
    order = received()
    time_machine_later(WINDOW)
    settle_orders()
    payment = Payment.objects.get(trade=order.trade)
    assert reverse_payment(payment=payment) == "reversed"
    assert balances() == {}
    assert lines()[LineKind.REFUND] == -10_000
    assert reverse_payment(payment=payment) == "reversed"
    assert balances() == {}
    assert_all_is_well()


def test_an_adjustment_is_a_line_with_a_reason_and_not_for_oneself(shop, boss):
    line = adjust(shop=shop, cents=-1250, reason="pictures", operator=boss, key="A" * 16)
    assert adjust(shop=shop, cents=-1250, reason="pictures", operator=boss, key="A" * 16) == line
    assert balances() == {"merchant": -1250, "write_off": 1250}
    with pytest.raises(AdjustmentOfNothing):
        adjust(shop=shop, cents=0, reason="x", operator=boss, key="B" * 16)
    with pytest.raises(OwnPayout):
        adjust(shop=shop, cents=5, reason="x", operator=make_merchant_user(shop), key="C" * 16)
    assert StatementLine.objects.count() == 1
    assert_all_is_well()
