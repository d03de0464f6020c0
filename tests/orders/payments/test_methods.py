"""Choosing how to pay: the attempt that is given up is ended at its provider first."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from config.kernel.clock import now
from orders.checkout.models import Order, OrderStatus, Trade
from orders.payments.gateways import KNOWN
from orders.payments.gateways.base import ChargeState
from orders.payments.gateways.breaker import FAILURES, is_resting
from orders.payments.gateways.mood import Fault, misbehave
from orders.payments.models import Payment, PaymentState, SandboxCharge
from orders.payments.services import start_payment, switch_method
from tests.factories.orders import make_trade
from tests.orders.payments.test_gateway import Away

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _two_ways(settings: Any) -> None:
    settings.PAYMENT_GATEWAYS = ["sandbox", "sandbox_card"]


def at_the_page(trade: Trade) -> tuple[Client, Payment]:
    browser = Client()
    browser.force_login(trade.buyer)
    browser.get(f"/checkout/{trade.number}/pay/", follow=True)
    return browser, trade.payments.get()


def test_the_ways_of_this_site_are_shown_and_switching_ends_the_other_attempt(books) -> None:
    browser, first = at_the_page(make_trade())
    page = browser.get(f"/pay/{first.key}/").content.decode()
    assert page.count('data-test="pay-method"') == 2
    answer = browser.post(f"/pay/{first.key}/method/", {"gateway": "sandbox_card"}, follow=True)
    second = Payment.objects.get(state=PaymentState.OPEN)
    assert answer.redirect_chain[-1][0] == f"/pay/{second.key}/"
    assert second.gateway == "sandbox_card"
    assert SandboxCharge.objects.get(out_trade_no=first.out_trade_no).state == ChargeState.CLOSED
    first.refresh_from_db()
    assert first.state == PaymentState.CLOSED


def test_what_was_paid_meanwhile_counts(books) -> None:
    browser, first = at_the_page(make_trade())
    SandboxCharge.objects.update(state=ChargeState.PAID, paid_at=now())
    browser.post(f"/pay/{first.key}/method/", {"gateway": "sandbox_card"})
    first.refresh_from_db()
    assert (first.state, Payment.objects.count()) == (PaymentState.PAID, 1)
    assert Order.objects.get().status == OrderStatus.TO_SHIP


def test_a_way_that_is_not_offered_changes_nothing() -> None:
    browser, first = at_the_page(make_trade())
    for name in ("alipay", "wallet", "", "../x"):
        assert browser.post(f"/pay/{first.key}/method/", {"gateway": name}).status_code == 404
    stranger = Client()
    stranger.force_login(make_trade().buyer)
    assert stranger.post(f"/pay/{first.key}/method/", {"gateway": "sandbox_card"}).status_code == 404
    assert first.trade.payments.get().state == PaymentState.OPEN


def test_while_the_provider_cannot_say_nobody_pays_another_way(monkeypatch) -> None:
    browser, first = at_the_page(make_trade())
    monkeypatch.setitem(KNOWN, "sandbox", Away())
    browser.post(f"/pay/{first.key}/method/", {"gateway": "sandbox_card"})
    assert first.trade.payments.get().state == PaymentState.OPEN


def test_ten_switches_at_once_leave_one_open_attempt(race, books) -> None:
    trade = make_trade()
    _browser, first = at_the_page(trade)
    race(lambda _turn: switch_method(payment=Payment.objects.get(pk=first.pk), gateway="sandbox_card"), range(10))
    assert trade.payments.filter(state=PaymentState.OPEN).count() == 1


def test_a_dead_provider_is_left_alone_and_the_page_says_so(monkeypatch) -> None:
    browser, first = at_the_page(make_trade())
    asked = []

    class Dead(Away):
        def create(self, *args: Any, **said: Any) -> Any:
            asked.append(1)
            return super()._refuse()

    monkeypatch.setitem(KNOWN, "sandbox", Dead())
    Payment.objects.update(next_url="", qr_code="")
    for _ in range(FAILURES + 3):
        assert browser.get(f"/pay/{first.key}/").status_code == 200
    assert len(asked) == FAILURES
    assert is_resting("sandbox")


def test_a_provider_that_comes_back_is_asked_again(monkeypatch, time_machine_later) -> None:
    from datetime import timedelta

    browser, first = at_the_page(make_trade())
    monkeypatch.setitem(KNOWN, "sandbox", Away())
    for _ in range(FAILURES):
        browser.get(f"/pay/{first.key}/")
    monkeypatch.setitem(KNOWN, "sandbox", type(KNOWN["sandbox"]).__mro__[1]())
    assert is_resting("sandbox")
    time_machine_later(timedelta(seconds=31))
    assert start_payment(payment=first).state == ChargeState.OPEN
    assert not is_resting("sandbox")


@pytest.mark.parametrize("fault", [Fault.BROKEN, Fault.MALFORMED, Fault.DOWN, Fault.DONE_UNSAID])
def test_the_sandbox_misbehaves_when_asked(fault: Fault, books) -> None:
    browser, first = at_the_page(make_trade())
    misbehave(call="close", fault=fault)
    browser.post(f"/pay/{first.key}/method/", {"gateway": "sandbox_card"})
    first.refresh_from_db()
    assert first.state == PaymentState.OPEN
    browser.post(f"/pay/{first.key}/method/", {"gateway": "sandbox_card"})
    first.refresh_from_db()
    assert first.state == PaymentState.CLOSED
