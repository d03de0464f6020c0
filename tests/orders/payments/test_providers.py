"""Stripe, Alipay and WeChat Pay, offline: real keys and signatures, the provider's side played on this machine."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client

from orders.checkout.models import Order, OrderMove, OrderStatus
from orders.payments.errors import GatewayDown
from orders.payments.gateways.base import ChargeState, Counter, RefundAnswer
from orders.payments.models import (
    Difference,
    Payment,
    PaymentState,
    Refund,
    RefundState,
    RefusedNotice,
    WebhookEvent,
)
from orders.payments.services import cancel_order, check_payment, close_if_unpaid, open_payment, start_payment
from orders.payments.tasks import close_unpaid_trades, reconcile_payments, retry_refunds
from tests.factories.orders import make_trade
from tests.orders.payments import providers as p
from tests.orders.payments.conftest import Message, Stand, marked, stripe_message, stripe_session

pytestmark = pytest.mark.django_db(transaction=True)

COUNTER = Counter("荷塘", "https://pond.test/pay/?sent=1", "https://pond.test/pay/webhooks/")


def opened(stand: Stand, **fields: Any) -> Payment:
    """An attempt whose pay page the buyer has before them."""
    payment = open_payment(trade=make_trade(**fields))
    assert payment is not None
    start_payment(payment=payment, counter=COUNTER)
    payment.refresh_from_db()
    stand.opened_by_buyer(payment)
    return payment


def test_the_buyer_gets_somewhere_to_pay_and_the_message_pays(stand, books) -> None:
    payment = opened(stand)
    assert payment.next_url.startswith("https://") or payment.qr_code.startswith("weixin://")
    answer = stand.post(stand.paid(payment))
    assert answer.status_code == 200
    assert answer.content == b"success" if stand.name == "alipay" else answer.json() == {"outcome": "paid"}
    payment.refresh_from_db()
    assert payment.state == PaymentState.PAID
    assert Order.objects.get().status == OrderStatus.TO_SHIP


def test_asking_twice_is_asking_once(stand) -> None:
    payment = opened(stand)
    start_payment(payment=payment, counter=COUNTER)
    assert len(stand.fake.books) == 1
    assert stand.fake.books[payment.out_trade_no].cents == payment.amount_cents


def test_a_lost_message_is_found_by_asking(stand, books, time_machine_later) -> None:
    payment = opened(stand)
    assert check_payment(payment=payment).state == PaymentState.OPEN
    stand.fake.pay(payment.out_trade_no)
    time_machine_later(timedelta(seconds=40))
    assert reconcile_payments() == 1
    payment.refresh_from_db()
    assert (payment.state, Order.objects.get().status) == (PaymentState.PAID, OrderStatus.TO_SHIP)


def test_an_attempt_is_closed_at_the_provider_and_a_payment_that_came_first_wins(stand, books) -> None:
    lost, won = opened(stand), opened(stand)
    stand.fake.pay(won.out_trade_no)
    assert close_if_unpaid(trade=lost.trade, reason="unpaid")
    assert stand.fake.books[lost.out_trade_no].state == "closed"
    assert not close_if_unpaid(trade=won.trade, reason="unpaid")
    assert won.trade.orders.get().status == OrderStatus.TO_SHIP


def test_a_trade_nobody_opened_at_the_provider_closes_too(stand, time_machine_later) -> None:
    trade = make_trade()
    open_payment(trade=trade)
    time_machine_later(timedelta(minutes=16))
    assert close_unpaid_trades() == 1
    assert trade.payments.get().state == PaymentState.CLOSED


def test_a_refund_number_is_honoured_once_and_its_fate_can_be_asked(stand, books) -> None:
    payment = opened(stand)
    stand.fake.pay(payment.out_trade_no)
    stand.post(stand.paid(payment))
    payment.refresh_from_db()
    cancel_order(order=Order.objects.get())
    refund = Refund.objects.get()
    assert (refund.state, Order.objects.get().status) == (RefundState.DONE, OrderStatus.CLOSED)
    again = stand.gateway.refund(payment.attempt, refund_no=refund.number, amount_cents=refund.amount_cents)
    assert again == RefundAnswer.DONE
    assert stand.fake.books[payment.out_trade_no].refunds == {refund.number: payment.amount_cents}
    assert stand.gateway.refund_state(payment.attempt, refund_no=refund.number) == RefundAnswer.DONE
    assert stand.gateway.refund_state(payment.attempt, refund_no="R-never") == RefundAnswer.UNKNOWN
    more = stand.gateway.refund(payment.attempt, refund_no="R-more", amount_cents=1)
    assert more == RefundAnswer.FAILED


def test_a_provider_that_is_garbled_or_signs_wrongly_is_not_believed(stand) -> None:
    payment = opened(stand)
    stand.fake.garbled = True
    for call in (stand.gateway.query, stand.gateway.close):
        with pytest.raises(GatewayDown):
            call(payment.attempt)
    stand.fake.garbled = False
    if stand.name != "stripe":  # it signs its messages only; its answers come over TLS
        stand.fake.signed_by = p.STRANGERS
        with pytest.raises(GatewayDown):
            stand.gateway.query(payment.attempt)
    assert check_payment(payment=payment).state == PaymentState.OPEN


FORGERIES = [
    *(f"alipay: {name}" for name in (
        "signed by a stranger", "no signature", "amount changed after signing", "weak signature type", "another app",
        "another seller", "stale", "of the future", "no time", "odd state", "odd amount", "negative amount",
        "no identifier", "a field twice", "not a form", "empty", "rubbish signature")),
    *(f"wechatpay: {name}" for name in (
        "signed by a stranger", "no signature", "body changed after signing", "another serial", "rubbish serial",
        "weak signature type", "time moved", "rubbish time", "stale", "of the future", "sealed with another key",
        "another merchant", "another app", "odd state", "odd amount", "fractions", "no trade", "a list", "half",
        "not json", "not utf-8")),
    *(f"stripe: {name}" for name in (
        "signed with another secret", "no signature", "body changed after signing", "time moved", "rubbish signature",
        "stale", "of the future", "of the live account", "odd amount", "no trade", "a list", "half", "not json",
        "not utf-8")),
]  # fmt: skip


def test_forgeries_are_refused_and_change_nothing(stand, books) -> None:
    payment = opened(stand)
    forged = stand.forgeries(payment)
    asked_before = len(stand.fake.asked)
    answers = {name: stand.post(message).status_code for name, message in forged.items()}
    assert answers == dict.fromkeys(forged, 400)
    assert sorted(f"{stand.name}: {name}" for name in forged) == sorted(
        one for one in FORGERIES if one.startswith(f"{stand.name}:")
    )
    payment.refresh_from_db()
    assert (payment.state, Order.objects.get().status) == (PaymentState.OPEN, OrderStatus.PENDING_PAYMENT)
    assert WebhookEvent.objects.count() == 0
    assert RefusedNotice.objects.filter(gateway=stand.name).count() == len(forged)
    assert len(stand.fake.asked) == asked_before  # a forger can't make us call anybody


def test_another_amount_is_no_payment_and_a_person_is_told(stand, books) -> None:
    payment = opened(stand)
    for cents in (1, 0, payment.amount_cents + 1):
        message = stand.paid(payment, cents=cents)
        assert stand.post(message).status_code in {422, 200}
    payment.refresh_from_db()
    assert payment.state == PaymentState.OPEN
    assert Difference.objects.get().kind == "amount"


def test_another_currency_is_no_payment(stand, books) -> None:
    payment = opened(stand)
    wrong: dict[str, dict[str, Any]] = {
        "alipay": {"trans_currency": "USD"},
        "wechatpay": {"amount": {"total": payment.amount_cents, "currency": "USD"}},
        "stripe": {"currency": "usd"},
    }
    assert stand.post(stand.paid(payment, **wrong[stand.name])).status_code == 422
    payment.refresh_from_db()
    assert payment.state == PaymentState.OPEN


def test_a_message_about_another_order_pays_that_one_only(stand, books) -> None:
    mine, other = opened(stand), opened(stand)
    assert stand.post(stand.paid(other)).status_code == 200
    mine.refresh_from_db()
    assert mine.state == PaymentState.OPEN
    mine.out_trade_no = "P-NOBODYS00000"
    assert stand.post(stand.paid(mine)).status_code == 422


def test_twenty_copies_change_one_state(stand, race, books) -> None:
    payment = opened(stand)
    message = stand.paid(payment)
    assert {one.status_code for one in race(lambda _turn: stand.post(message), range(20))} == {200}
    assert WebhookEvent.objects.count() == 1
    assert OrderMove.objects.filter(to_status="to_ship").count() == 1


def test_an_oversized_message_is_not_read(stand) -> None:
    big = stand.post(Message(b"x" * 300_000))
    assert (big.status_code, big.json()["code"]) == (413, "too_large")


def test_a_provider_that_is_off_does_not_exist(stand, settings) -> None:
    settings.PAYMENT_GATEWAYS = ["sandbox"]
    assert stand.post(Message(b"{}")).status_code == 404


def test_the_pay_page_shows_where_to_go(stand) -> None:
    trade = make_trade()
    browser = Client()
    browser.force_login(trade.buyer)
    page = browser.get(f"/checkout/{trade.number}/pay/", follow=True)
    shown = page.content.decode()
    payment = Payment.objects.get()
    assert page.status_code == 200
    if stand.name == "wechatpay":
        assert "data:image/svg+xml" in shown
    else:
        assert payment.next_url.replace("&", "&amp;") in shown
    stand.fake.garbled = True
    Payment.objects.update(next_url="", qr_code="")
    assert browser.get(f"/pay/{payment.key}/").status_code == (200)


def test_a_phone_gets_the_app(stand) -> None:
    if stand.name == "stripe":
        pytest.skip("one page for all screens")
    payment = open_payment(trade=make_trade())
    assert payment is not None
    charge = stand.gateway.create(payment.attempt, replace(COUNTER, is_phone=True, ip="203.0.113.9"))
    assert charge.qr_code == ""
    assert "wap.pay" in charge.next_url if stand.name == "alipay" else "wx.tenpay.com" in charge.next_url


# ---- what only Stripe can


def test_a_card_is_held_captured_or_let_go(stripe) -> None:
    attempts = []
    for _ in range(2):
        payment = open_payment(trade=make_trade())
        assert payment is not None
        Payment.objects.filter(pk=payment.pk).update(is_hold=True)
        payment.refresh_from_db()
        start_payment(payment=payment, counter=COUNTER)
        payment.refresh_from_db()
        stripe.fake.pay(payment.out_trade_no)
        assert stripe.gateway.query(payment.attempt).state == ChargeState.HELD
        attempts.append(payment.attempt)
    taken, let_go = attempts
    assert stripe.gateway.capture(taken).state == ChargeState.PAID
    assert stripe.gateway.capture(taken).state == ChargeState.PAID
    assert stripe.gateway.void(taken).state == ChargeState.PAID  # too late: it says so
    assert stripe.gateway.void(let_go).state == ChargeState.CLOSED
    assert stripe.gateway.capture(let_go).state == ChargeState.CLOSED


def test_stripe_says_that_a_refund_failed_after_all(stripe, books) -> None:
    payment = opened(stripe)
    stripe.fake.pay(payment.out_trade_no)
    stripe.post(stripe_message(payment))
    stripe.fake.books[payment.out_trade_no].more["refund_status"] = "pending"
    cancel_order(order=Order.objects.get())
    refund = Refund.objects.get()
    assert refund.state == RefundState.ASKED
    marks = {"refund_no": refund.number, "out_trade_no": payment.out_trade_no}
    inside = {"id": "re_1", "object": "refund", "status": "failed", "metadata": marks}
    assert stripe.post(marked(p.stripe_event("refund.failed", inside))).json() == {"outcome": "failed"}
    inside["status"] = "succeeded"
    assert stripe.post(marked(p.stripe_event("refund.updated", inside))).json() == {"outcome": "done"}
    assert Order.objects.get().status == OrderStatus.CLOSED


def test_a_session_that_ran_out_is_closed_and_can_be_paid_anew(stripe) -> None:
    payment = opened(stripe)
    body = p.stripe_event("checkout.session.expired", stripe_session(payment, status="expired"))
    assert stripe.post(marked(body)).json() == {"outcome": "closed"}
    assert open_payment(trade=payment.trade) != payment


def test_news_about_something_else_is_ignored(stripe) -> None:
    payment = opened(stripe)
    marks = {"out_trade_no": payment.out_trade_no}
    body = p.stripe_event("payment_intent.created", {"id": "pi_1", "metadata": marks, "amount": 1})
    assert stripe.post(marked(body)).json() == {"outcome": "ignored"}


def test_a_refund_on_its_way_arrives(stand, books, time_machine_later) -> None:
    if stand.name == "alipay":
        pytest.skip("it answers at once")
    payment = opened(stand)
    stand.fake.pay(payment.out_trade_no)
    stand.post(stand.paid(payment))
    book = stand.fake.books[payment.out_trade_no]
    book.more["refund_status"] = {"stripe": "pending", "wechatpay": "PROCESSING"}[stand.name]
    cancel_order(order=Order.objects.get())
    assert Refund.objects.get().state == RefundState.ASKED
    book.more.clear()
    time_machine_later(timedelta(minutes=5))
    retry_refunds()
    assert Refund.objects.get().state == RefundState.DONE
    assert sum(book.refunds.values()) == payment.amount_cents


def test_what_a_message_says_about_the_payer_is_not_kept(stripe) -> None:
    payment = opened(stripe)
    person = {"email": "xiaoman@example.test", "name": "林小满", "phone": "13812345678"}
    stripe.post(stripe_message(payment, customer_details=person, customer_email=person["email"]))
    kept = str(WebhookEvent.objects.get().body)
    assert payment.out_trade_no in kept
    assert not any(value in kept for value in person.values())


def test_a_site_that_does_not_use_them_does_not_load_them() -> None:
    script = (
        "import os, sys; os.environ['DJANGO_SETTINGS_MODULE'] = 'config.settings.dev'; import django; django.setup();"
        "import config.urls;"
        "print([name for name in ('stripe', 'alipay', 'wechatpayv3', 'Cryptodome') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
