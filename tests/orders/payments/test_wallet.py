"""The wallet: paid from at once, filled by refunds and credit, never below zero."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from config.kernel.locks import patient
from config.kernel.models import AuditEntry
from orders.checkout.models import Order, OrderStatus, Trade
from orders.ledger.errors import InsufficientBalance
from orders.ledger.models import LedgerAccount
from orders.payments.errors import CreditTooLarge, NotPayable, NotToOneself, RefundUnderway
from orders.payments.gateways import KNOWN
from orders.payments.gateways.sandbox import Outcome, decide
from orders.payments.models import Payment, PaymentState, Refund, RefundState, RefundTo
from orders.payments.selectors import balance_of
from orders.payments.services import (
    cancel_order,
    credit_wallet,
    open_payment,
    open_with,
    pay_from_wallet,
    redirect_refund,
    send_refund,
    start_payment,
    wish_refunds,
)
from orders.payments.tasks import retry_refunds
from tests.factories.accounts import UserFactory
from tests.factories.accounts import operator as operator_user
from tests.factories.catalog import make_variant
from tests.factories.orders import make_paid_order, make_trade
from tests.orders.payments.test_gateway import Away
from tests.races.conftest import kinds

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _with_wallet(settings: Any) -> None:
    settings.PAYMENT_GATEWAYS = ["sandbox", "wallet"]


def filled(cents: int) -> Any:
    """Somebody with this much in their wallet."""
    person, giver = UserFactory(), UserFactory()
    while cents:
        part = min(cents, 20_000)
        credit_wallet(person=person, amount_cents=part, reason="for the test", actor=giver)
        cents -= part
    return person


def attempt(trade: Trade) -> Payment:
    payment = open_with(trade=trade, gateway="wallet")
    assert payment is not None
    return payment


def test_a_whole_trade_is_paid_at_once(books) -> None:
    buyer = filled(15_000)
    trade = make_trade(buyer, {make_variant(price_cents=4_000): 2, make_variant(price_cents=1_000): 1})
    paid = pay_from_wallet(payment=attempt(trade), buyer=buyer)
    assert paid.state == PaymentState.PAID
    assert balance_of(buyer) == 15_000 - trade.total_cents
    assert set(trade.orders.values_list("status", flat=True)) == {OrderStatus.TO_SHIP}
    assert pay_from_wallet(payment=paid, buyer=buyer).state == PaymentState.PAID
    assert balance_of(buyer) == 15_000 - trade.total_cents


def test_on_the_page_with_a_button_and_back_after_cancelling(books) -> None:
    buyer = filled(20_000)
    trade = make_trade(buyer, {make_variant(price_cents=5_000): 1})
    browser = Client()
    browser.force_login(buyer)
    browser.get(f"/checkout/{trade.number}/pay/", follow=True)
    first = trade.payments.get()
    browser.post(f"/pay/{first.key}/method/", {"gateway": "wallet"})
    payment = trade.payments.get(state=PaymentState.OPEN)
    assert "¥200" in browser.get(f"/pay/{payment.key}/").content.decode()
    browser.post(f"/pay/{payment.key}/wallet/")
    order = trade.orders.get()
    assert (order.status, balance_of(buyer)) == (OrderStatus.TO_SHIP, 15_000)
    browser.post(f"/orders/{order.number}/cancel/")
    order.refresh_from_db()
    assert (order.status, balance_of(buyer)) == (OrderStatus.CLOSED, 20_000)
    page = browser.get("/wallet/").content.decode()
    assert page.count('data-test="wallet-line"') == 3
    assert order.number in page


def test_too_little_is_refused_and_nothing_moves(books) -> None:
    buyer = filled(500)
    trade = make_trade(buyer, {make_variant(price_cents=5_000): 1})
    payment = open_payment(trade=trade, gateway="wallet")
    with pytest.raises(InsufficientBalance):
        pay_from_wallet(payment=payment, buyer=buyer)
    with pytest.raises(NotPayable):
        pay_from_wallet(payment=payment, buyer=filled(9_000))
    payment.refresh_from_db()
    assert (payment.state, balance_of(buyer)) == (PaymentState.OPEN, 500)
    assert trade.orders.get().status == OrderStatus.PENDING_PAYMENT


def test_fifty_spend_at_once_what_is_there_for_ten(race, books) -> None:
    """A13."""
    leaf = make_variant(price_cents=1_000, stock=100)
    buyer = filled(10_000)
    payments = [attempt(make_trade(buyer, {leaf: 1})) for _ in range(50)]
    pay = patient(20)(pay_from_wallet)
    outcomes = race(lambda payment: pay(payment=payment, buyer=buyer).state, payments)
    counted = kinds(outcomes)
    assert counted["paid"] == 10
    assert counted["InsufficientBalance"] == 40
    assert balance_of(buyer) == 0
    assert Order.objects.filter(status=OrderStatus.TO_SHIP).count() == 10


def test_twice_the_same_payment_is_paid_once(race, books) -> None:
    buyer = filled(10_000)
    payment = attempt(make_trade(buyer, {make_variant(price_cents=1_000): 1}))
    assert kinds(race(lambda _turn: pay_from_wallet(payment=payment, buyer=buyer).state, range(10))) == {"paid": 10}
    assert balance_of(buyer) == 9_000


def test_a_refund_goes_where_the_buyer_says(books) -> None:
    now_, for_good, plain = (make_paid_order(wanted={make_variant(price_cents=1_000): 1}) for _ in range(3))
    wish_refunds(person=for_good.buyer, to=RefundTo.WALLET)
    cancel_order(order=now_, to="wallet")
    cancel_order(order=for_good)
    cancel_order(order=plain)
    assert [balance_of(one.buyer) for one in (now_, for_good, plain)] == [1_000, 1_000, 0]
    assert set(Refund.objects.values_list("state", flat=True)) == {RefundState.DONE}
    assert set(Order.objects.values_list("status", flat=True)) == {OrderStatus.CLOSED}


def test_a_refund_the_bank_cannot_pay_is_had_in_the_wallet(books, time_machine_later) -> None:
    trade = make_trade(wanted={make_variant(price_cents=1_000): 1})
    payment = open_payment(trade=trade)
    start_payment(payment=payment)
    decide(out_trade_no=payment.out_trade_no, outcome=Outcome.PAY_REFUNDS_FAIL)
    order = trade.orders.get()
    cancel_order(order=order)
    refund = Refund.objects.get()
    assert (refund.state, order.trade.orders.get().status) == (RefundState.FAILED, OrderStatus.REFUNDING)
    browser = Client()
    browser.force_login(trade.buyer)
    assert 'data-test="refund-to-wallet"' in browser.get(f"/orders/{order.number}/").content.decode()
    browser.post(f"/wallet/refunds/{refund.number}/")  # somebody may be asking the bank at this very moment
    assert balance_of(trade.buyer) == 0
    time_machine_later(timedelta(minutes=2))
    browser.force_login(trade.buyer)
    browser.post(f"/wallet/refunds/{refund.number}/")
    browser.post(f"/wallet/refunds/{refund.number}/")
    refund.refresh_from_db()
    assert (refund.state, refund.to, balance_of(trade.buyer)) == (RefundState.DONE, RefundTo.WALLET, 1_000)
    assert Order.objects.get().status == OrderStatus.CLOSED
    assert send_refund(refund=refund).state == RefundState.DONE
    assert balance_of(trade.buyer) == 1_000


def test_another_buyers_refund_does_not_exist() -> None:
    order = make_paid_order()
    cancel_order(order=order)
    stranger = Client()
    stranger.force_login(UserFactory())
    assert stranger.post(f"/wallet/refunds/{Refund.objects.get().number}/").status_code == 404


def test_a_refund_that_may_still_arrive_is_not_sent_another_way(monkeypatch, books, time_machine_later) -> None:
    order = make_paid_order(wanted={make_variant(price_cents=1_000): 1})
    monkeypatch.setitem(KNOWN, "sandbox", Away())
    cancel_order(order=order)
    refund = Refund.objects.get()
    with pytest.raises(RefundUnderway):
        redirect_refund(refund=refund, to="wallet", actor=order.buyer)
    monkeypatch.setitem(KNOWN, "sandbox", Away.__mro__[1]())
    time_machine_later(timedelta(minutes=5))
    retry_refunds()
    refund.refresh_from_db()
    assert (refund.state, balance_of(order.buyer)) == (RefundState.DONE, 0)
    assert redirect_refund(refund=refund, to="wallet", actor=order.buyer).to == RefundTo.SOURCE
    assert balance_of(order.buyer) == 0


def test_goodwill_needs_a_reason_a_limit_and_somebody_else(books) -> None:
    operator, person = operator_user(), UserFactory()
    for amount, reason, refusal in [
        (20_001, "much too much", CreditTooLarge),
        (0, "nothing", Exception),
        (-5, "backwards", Exception),
        (100, "  ", Exception),
    ]:
        with pytest.raises(refusal):
            credit_wallet(person=person, amount_cents=amount, reason=reason, actor=operator)
    with pytest.raises(NotToOneself):
        credit_wallet(person=operator, amount_cents=100, reason="for myself", actor=operator)
    for _ in range(2):
        credit_wallet(person=person, amount_cents=500, reason="parcel was late", actor=operator, key="one-click")
    assert balance_of(person) == 500
    assert AuditEntry.objects.filter(action="orders.wallet_credited", reason="parcel was late").exists()
    assert LedgerAccount.objects.get(kind="subsidy").balance_cents == -500


def test_operators_credit_on_their_page_and_the_person_reads_why() -> None:
    operator, person = operator_user(), UserFactory()
    browser = Client()
    browser.force_login(operator)
    form = {"email": person.email, "amount": "12.50", "reason": "包裹晚到", "key": "k1"}
    assert browser.post("/platform/payments/credit/", form).status_code == 302
    assert browser.post("/platform/payments/credit/", form | {"email": operator.email}).status_code == 422
    assert browser.post("/platform/payments/credit/", form | {"amount": "-1"}).status_code == 422
    assert browser.post("/platform/payments/credit/", form | {"email": "nobody@x.test"}).status_code == 422
    browser.force_login(person)
    assert "包裹晚到" in browser.get("/wallet/").content.decode()
    assert browser.get("/platform/payments/credit/").status_code == 404
    assert browser.get("/platform/payments/").status_code == 404


def test_a_long_history_costs_as_much_as_a_short_one(django_assert_max_num_queries) -> None:
    person, giver = UserFactory(), UserFactory()
    for turn in range(45):
        credit_wallet(person=person, amount_cents=turn + 1, reason=f"turn {turn}", actor=giver)
    browser = Client()
    browser.force_login(person)
    browser.get("/wallet/")
    with django_assert_max_num_queries(15):
        page = browser.get("/wallet/").content.decode()
    assert page.count('data-test="wallet-line"') == 20
