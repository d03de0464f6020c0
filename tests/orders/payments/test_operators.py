"""The operators' page about money, what it can do, and what the API says of the same things."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client
from rest_framework.test import APIClient

from config.kernel.vitals import payment_gaps
from orders.checkout.models import Order, OrderStatus
from orders.ledger.models import LedgerAccount
from orders.payments.gateways.base import ChargeState
from orders.payments.gateways.mood import Fault, misbehave
from orders.payments.gateways.sandbox import Outcome, decide
from orders.payments.models import (
    Difference,
    Payment,
    PaymentState,
    Refund,
    RefundState,
    RefusedNotice,
    SandboxCharge,
    SandboxFault,
)
from orders.payments.selectors import balance_of
from orders.payments.services import cancel_order, credit_wallet, open_payment, start_payment
from orders.payments.services.cash import set_cash_rule
from orders.payments.services.comparing import write_down
from orders.payments.tasks import forget_refused_notices, retry_refunds
from tests.factories.accounts import UserFactory, operator
from tests.factories.catalog import make_merchant_user, make_shop, make_variant
from tests.factories.orders import make_paid_order, make_trade

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def _every_way(settings: Any) -> None:
    settings.PAYMENT_GATEWAYS = ["sandbox", "sandbox_card", "wallet", "cod"]


@pytest.fixture
def desk() -> Client:
    browser = Client()
    browser.force_login(operator())
    return browser


def refused_refund() -> Refund:
    """A refund the bank says no to."""
    trade = make_trade(wanted={make_variant(price_cents=1_000): 1})
    payment = open_payment(trade=trade)
    assert payment is not None
    start_payment(payment=payment)
    decide(out_trade_no=payment.out_trade_no, outcome=Outcome.PAY_REFUNDS_FAIL)
    cancel_order(order=trade.orders.get())
    return Refund.objects.get(payment=payment)


def test_every_tab_has_its_rows(desk, time_machine_later) -> None:
    refused_refund()
    payment = open_payment(trade=make_trade())
    write_down(payment=payment, kind="state", ours="open", theirs="paid")
    Client().post("/pay/webhooks/sandbox/", b"{}", content_type="application/json")
    time_machine_later(timedelta(minutes=6))
    desk.force_login(operator())
    for tab, shown in {
        "doubt": payment.out_trade_no,
        "held": "",
        "refunds": Refund.objects.get().number,
        "differences": payment.out_trade_no,
        "messages": "",
        "refused": "缺少签名",
        "nonsense": payment.out_trade_no,
    }.items():
        page = desk.get(f"/platform/payments/?tab={tab}")
        assert page.status_code == 200
        assert shown in page.content.decode()


def test_ask_again_finds_what_was_paid(desk, books) -> None:
    payment = open_payment(trade=make_trade())
    start_payment(payment=payment)
    SandboxCharge.objects.update(state=ChargeState.PAID)
    desk.post(f"/platform/payments/{payment.key}/ask/")
    payment.refresh_from_db()
    assert (payment.state, Order.objects.get().status) == (PaymentState.PAID, OrderStatus.TO_SHIP)


def test_a_difference_is_written_down_and_settled_with_a_note(desk) -> None:
    order = make_paid_order()
    payment = Payment.objects.get()
    SandboxCharge.objects.update(state=ChargeState.OPEN)
    for _ in range(2):
        desk.post(f"/platform/payments/{payment.key}/ask/")
    found = Difference.objects.get()
    assert (found.ours, found.theirs) == ("paid", "open")
    desk.post(f"/platform/payments/differences/{found.key}/", {"note": ""})
    desk.post(f"/platform/payments/differences/{found.key}/", {"note": "Called the bank: their clerk mended it"})
    found.refresh_from_db()
    assert found.settled_at is not None
    order.refresh_from_db()
    assert order.status == OrderStatus.TO_SHIP


def test_a_refund_is_paid_by_hand_once(desk, books, time_machine_later) -> None:
    refund = refused_refund()
    time_machine_later(timedelta(minutes=2))
    desk.force_login(operator())
    for _ in range(2):
        desk.post(f"/platform/payments/refunds/{refund.number}/", {"act": "hand"})
    refund.refresh_from_db()
    assert (refund.state, refund.to) == (RefundState.DONE, "hand")
    assert LedgerAccount.objects.get(owner="by_hand").balance_cents == 1_000
    assert desk.post(f"/platform/payments/refunds/{refund.number}/", {"act": "wallet"}).status_code == 302
    assert desk.post(f"/platform/payments/refunds/{refund.number}/", {"act": "other"}).status_code == 404
    assert balance_of(refund.payment.trade.buyer) == 0


def test_a_refund_is_asked_for_again(desk, books, time_machine_later) -> None:
    refund = refused_refund()
    SandboxCharge.objects.update(refunds_fail=False)
    desk.post(f"/platform/payments/refunds/{refund.number}/", {"act": "again"})
    refund.refresh_from_db()
    assert (refund.state, Order.objects.get().status) == (RefundState.DONE, OrderStatus.CLOSED)


def test_paid_back_without_a_word_is_paid_back_once(books, time_machine_later) -> None:
    """B8: the bank refunds, and times out."""
    order = make_paid_order(wanted={make_variant(price_cents=1_000): 1})
    misbehave(call="refund", fault=Fault.DONE_UNSAID)
    cancel_order(order=order)
    assert Refund.objects.get().state == RefundState.ASKED
    time_machine_later(timedelta(minutes=2))
    assert retry_refunds() == 1
    assert (Refund.objects.get().state, SandboxCharge.objects.get().refunded_cents) == (RefundState.DONE, 1_000)


def test_the_sandbox_can_be_told_to_misbehave_in_the_demo_only(desk, settings) -> None:
    wish = {"call": "refund", "fault": "down", "times": "2"}
    assert desk.post("/platform/payments/sandbox/", wish).status_code == 302
    assert SandboxFault.objects.get().times == 2
    desk.post("/platform/payments/sandbox/", {"behave": "1"})
    assert not SandboxFault.objects.exists()
    settings.DEMO = False
    assert desk.post("/platform/payments/sandbox/", wish).status_code in {403, 404, 302}
    assert not SandboxFault.objects.exists()


def test_refused_messages_are_few_and_forgotten(time_machine_later) -> None:
    for _ in range(130):
        Client().post("/pay/webhooks/sandbox/", b"{}", content_type="application/json")
    assert RefusedNotice.objects.count() == 120
    time_machine_later(timedelta(days=31))
    assert forget_refused_notices() == 120


def test_a_long_list_costs_as_much_as_a_short_one(desk, django_assert_max_num_queries) -> None:
    for _ in range(3):
        refused_refund()
    desk.get("/platform/payments/?tab=refunds")
    with django_assert_max_num_queries(25):
        desk.get("/platform/payments/?tab=refunds")


# ---- half-configured


def test_the_doctor_says_what_is_missing(settings, capsys) -> None:
    settings.PAYMENT_GATEWAYS = ["stripe"]
    settings.PAYMENT_KEYS = {"stripe": {"STRIPE_SECRET_KEY": "sk", "STRIPE_WEBHOOK_SECRET": ""}}
    assert payment_gaps() == {"stripe": ["STRIPE_WEBHOOK_SECRET"]}
    with pytest.raises(SystemExit):
        call_command("doctor")
    assert "stripe lacks STRIPE_WEBHOOK_SECRET" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("gateways", "more", "complaint"),
    [
        ("stripe", {}, "STRIPE_SECRET_KEY must be set"),
        ("sandbox", {}, "moves no real money"),
        ("sandbox", {"PAYMENT_TRIAL": "1"}, ""),
        ("stripe", {"STRIPE_SECRET_KEY": "sk", "STRIPE_WEBHOOK_SECRET": "wh"}, ""),
    ],
)
def test_production_refuses_what_is_half_configured(gateways: str, more: dict[str, str], complaint: str) -> None:
    needed = dict.fromkeys(("SECRET_KEY", "ALLOWED_HOSTS", "FIELD_KEYS", "BLIND_INDEX_KEY", "SITE_URL"), "x" * 60)
    urls = {"DATABASE_URL": "postgres://x@127.0.0.1:9/x", "REDIS_URL": "redis://127.0.0.1:9/0"}
    env = os.environ | needed | urls | {"PAYMENT_GATEWAYS": gateways} | more
    done = subprocess.run(
        [sys.executable, "-c", "import config.settings.prod"], env=env, capture_output=True, text=True, check=False
    )
    assert (done.returncode == 0) is (not complaint)
    assert complaint in done.stderr


# ---- the API


def test_the_wallet_and_the_ways_to_pay_for_machines(books) -> None:
    buyer = UserFactory()
    api = APIClient()
    api.force_authenticate(buyer)
    credit_wallet(person=buyer, amount_cents=5_000, reason="parcel was late", actor=operator())
    shop = make_shop()
    set_cash_rule(shop=shop, is_on=True, most_cents=50_000)
    trade = make_trade(buyer, {make_variant(shop=shop, price_cents=2_000): 1})
    payment = open_payment(trade=trade)
    ways = api.get(f"/api/v1/payments/{payment.key}/methods/").json()
    assert [one["gateway"] for one in ways] == ["sandbox", "sandbox_card", "wallet", "cod"]
    assert all(one["refusal"] == "" for one in ways)
    chosen = api.post(f"/api/v1/payments/{payment.key}/method/", {"gateway": "wallet"}, format="json").json()
    assert (chosen["gateway"], chosen["state"]) == ("wallet", "open")
    assert api.post(f"/api/v1/payments/{chosen['id']}/wallet/").json()["state"] == "paid"
    assert api.post(f"/api/v1/payments/{chosen['id']}/cash/").status_code == 409
    assert api.get("/api/v1/wallet/").json()["balance_cents"] == 3_000
    assert api.put("/api/v1/wallet/refunds/", {"to": "wallet"}, format="json").json() == {"to": "wallet"}
    assert api.put("/api/v1/wallet/refunds/", {"to": "elsewhere"}, format="json").status_code == 422
    order = trade.orders.get()
    assert api.post(f"/api/v1/orders/{order.number}/cancel/", {"to": "wallet"}, format="json").status_code == 200
    lines = api.get("/api/v1/wallet/history/").json()["results"]
    assert [line["cents"] for line in lines] == [2_000, -2_000, 5_000]
    assert lines[0]["orders"] == [order.number]
    again = make_trade(buyer, {make_variant(shop=shop, price_cents=2_000): 1})
    first = open_payment(trade=again)
    cod = api.post(f"/api/v1/payments/{first.key}/method/", {"gateway": "cod"}, format="json").json()
    assert api.post(f"/api/v1/payments/{cod['id']}/cash/").json()["state"] == "promised"


def test_what_the_api_refuses() -> None:
    buyer, stranger = UserFactory(), UserFactory()
    trade = make_trade(buyer)
    payment = open_payment(trade=trade)
    api = APIClient()
    assert api.get("/api/v1/wallet/").status_code == 401
    api.force_authenticate(stranger)
    for path in ("methods/", "method/", "wallet/", "cash/"):
        call = api.get if path == "methods/" else api.post
        assert call(f"/api/v1/payments/{payment.key}/{path}").status_code == 404
    api.force_authenticate(buyer)
    for gateway in ("alipay", "cod", "x" * 30, ""):
        answer = api.post(f"/api/v1/payments/{payment.key}/method/", {"gateway": gateway}, format="json")
        assert answer.status_code in {404, 422}
    assert api.post(f"/api/v1/payments/{payment.key}/wallet/").status_code == 409
    payment.refresh_from_db()
    assert payment.state == PaymentState.OPEN


def test_a_stuck_refund_into_the_wallet_for_machines(books, time_machine_later) -> None:
    refund = refused_refund()
    api = APIClient()
    api.force_authenticate(refund.payment.trade.buyer)
    path = f"/api/v1/refunds/{refund.number}/wallet/"
    assert api.post(path).status_code == 422  # no idempotency key
    assert api.post(path, headers={"Idempotency-Key": "a"}).status_code == 409  # somebody may be asking the bank
    time_machine_later(timedelta(minutes=2))
    for key in ("b", "b", "c"):
        assert api.post(path, headers={"Idempotency-Key": key}).json()["to"] == "wallet"
    assert balance_of(refund.payment.trade.buyer) == 1_000


def test_merchants_set_their_rule_in_the_api() -> None:
    shop = make_shop()
    api = APIClient()
    api.force_authenticate(make_merchant_user(shop))
    assert api.get("/api/v1/merchant/cash/").json()["is_on"] is False
    rule = {"is_on": True, "most_cents": 30_000, "regions": ["33"]}
    assert api.put("/api/v1/merchant/cash/", rule, format="json").json() == rule
    for wrong in ({"most_cents": 0}, {"most_cents": 10**10}, {"regions": ["3x"]}, {"most_cents": -1}):
        assert api.put("/api/v1/merchant/cash/", rule | wrong, format="json").status_code == 422
