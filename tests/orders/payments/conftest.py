"""A provider switched on, with its other side played on this machine."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from orders.payments.gateways import KNOWN
from orders.payments.gateways.alipay import Alipay
from orders.payments.gateways.base import Gateway
from orders.payments.gateways.stripe import Stripe
from orders.payments.gateways.wechatpay import WechatPay
from orders.payments.models import Payment
from tests.orders.conftest import time_machine_later
from tests.orders.payments import providers as p
from tests.races.conftest import books

__all__ = ["books", "time_machine_later"]


@dataclass
class Message:
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict)
    content_type: str = "application/json"


@dataclass
class Stand:
    """One provider: our adapter, its other side, and how it tells us that somebody paid."""

    gateway: Gateway
    fake: p.FakeProvider
    paid: Callable[..., Message]
    forgeries: Callable[[Payment], dict[str, Message]]

    @property
    def name(self) -> str:
        return self.gateway.name

    def post(self, message: Message) -> Any:
        return Client().post(
            f"/pay/webhooks/{self.name}/",
            message.body,
            content_type=message.content_type,
            headers=dict(message.headers),
        )

    def opened_by_buyer(self, payment: Payment) -> None:
        """Alipay hears of a trade only when the buyer opens its page."""
        if isinstance(self.fake, p.FakeAlipay):
            self.fake.know(payment.next_url)


# ---- Alipay

FORM = "application/x-www-form-urlencoded"


def alipay_message(payment: Payment, *, cents: int | None = None, **other: Any) -> Message:
    amount = payment.amount_cents if cents is None else cents
    return Message(p.alipay_notice(payment.out_trade_no, amount, **other), content_type=FORM)


def alipay_forgeries(payment: Payment) -> dict[str, Message]:
    good = alipay_message(payment).body

    def told(body: bytes) -> Message:
        return Message(body, content_type=FORM)

    return {
        "signed by a stranger": alipay_message(payment, signer=p.STRANGERS),
        "no signature": told(good.split(b"&sign=")[0]),
        "amount changed after signing": told(good.replace(b"total_amount=", b"total_amount=1")),
        "weak signature type": told(good.replace(b"sign_type=RSA2", b"sign_type=RSA")),
        "another app": alipay_message(payment, app_id="2021000000000666"),
        "another seller": alipay_message(payment, seller_id="2088000000000666"),
        "stale": alipay_message(payment, notify_time="2026-01-01 00:00:00"),
        "of the future": alipay_message(payment, notify_time="2036-01-01 00:00:00"),
        "no time": alipay_message(payment, notify_time="soon"),
        "odd state": alipay_message(payment, trade_status="TRADE_STOLEN"),
        "odd amount": alipay_message(payment, total_amount="1e3"),
        "negative amount": alipay_message(payment, total_amount="-128.00"),
        "no identifier": alipay_message(payment, notify_id=""),
        "a field twice": told(good + b"&total_amount=0.01"),
        "not a form": told(b"\xff\xfe{"),
        "empty": told(b""),
        "rubbish signature": told(good.split(b"&sign=")[0] + b"&sign=%C3%BC"),
    }


# ---- WeChat Pay


def wechat_message(payment: Payment, *, cents: int | None = None, **other: Any) -> Message:
    inside = {
        "mchid": p.WECHAT_MCH,
        "appid": p.WECHAT_APP,
        "out_trade_no": payment.out_trade_no,
        "transaction_id": "420000",
        "trade_state": "SUCCESS",
        "success_time": "2026-11-26T12:00:00+08:00",
        "amount": {"total": payment.amount_cents if cents is None else cents, "currency": "CNY"},
    } | other
    return sealed(p.wechat_notice(inside))


def sealed(body: bytes, **marks: Any) -> Message:
    return Message(body, p.wechat_marks(body.decode(), **marks))


def wechat_forgeries(payment: Payment) -> dict[str, Message]:
    good = wechat_message(payment)
    stamp = int(good.headers["Wechatpay-Timestamp"])
    other_key = p.wechat_notice({"out_trade_no": payment.out_trade_no}, key="f" * 32)
    return {
        "signed by a stranger": sealed(good.body, signer=p.STRANGERS),
        "no signature": Message(good.body),
        "body changed after signing": Message(good.body + b" ", good.headers),
        "another serial": sealed(good.body, **{"Wechatpay-Serial": "7132D72A"}),
        "rubbish serial": sealed(good.body, **{"Wechatpay-Serial": "ü"}),
        "weak signature type": sealed(good.body, **{"Wechatpay-Signature-Type": "MD5"}),
        "time moved": Message(good.body, {**good.headers, "Wechatpay-Timestamp": str(stamp + 1)}),
        "rubbish time": Message(good.body, {**good.headers, "Wechatpay-Timestamp": "now"}),
        "stale": sealed(good.body, at=stamp - 301),
        "of the future": sealed(good.body, at=stamp + 330),
        "sealed with another key": sealed(other_key),
        "another merchant": wechat_message(payment, mchid="1900009999"),
        "another app": wechat_message(payment, appid="wx6666666666666666"),
        "odd state": wechat_message(payment, trade_state="STOLEN"),
        "odd amount": wechat_message(payment, amount={"total": "128.00", "currency": "CNY"}),
        "fractions": wechat_message(payment, amount={"total": 128.5, "currency": "CNY"}),
        "no trade": wechat_message(payment, out_trade_no=None, trade_state=None),
        "a list": sealed(b"[]"),
        "half": sealed(json.dumps({"id": "x", "resource_type": "encrypt-resource"}).encode()),
        "not json": sealed(b"hello"),
        "not utf-8": Message(b"\xff\xfe", good.headers),
    }


# ---- Stripe


def stripe_session(payment: Payment, **other: Any) -> dict[str, Any]:
    return {
        "id": f"cs_{payment.out_trade_no}",
        "object": "checkout.session",
        "client_reference_id": payment.out_trade_no,
        "metadata": {"out_trade_no": payment.out_trade_no, "hold": "1" if payment.is_hold else ""},
        "amount_total": payment.amount_cents,
        "currency": "cny",
        "status": "complete",
        "payment_status": "unpaid" if payment.is_hold else "paid",
        "payment_intent": f"pi_{payment.out_trade_no}",
    } | other


def marked(body: bytes, **how: Any) -> Message:
    return Message(body, {"Stripe-Signature": p.stripe_mark(body, **how)})


def stripe_message(
    payment: Payment, *, cents: int | None = None, kind: str = "checkout.session.completed", **other: Any
) -> Message:
    if cents is not None:
        other["amount_total"] = cents
    return marked(p.stripe_event(kind, stripe_session(payment, **other)))


def stripe_forgeries(payment: Payment) -> dict[str, Message]:
    good = stripe_message(payment)
    stamp = int(good.headers["Stripe-Signature"].split(",")[0][2:])
    of_live = p.stripe_event("checkout.session.completed", stripe_session(payment), livemode=True)
    return {
        "signed with another secret": marked(good.body, signer="whsec_stranger"),
        "no signature": Message(good.body),
        "body changed after signing": Message(good.body + b" ", good.headers),
        "time moved": Message(
            good.body, {"Stripe-Signature": good.headers["Stripe-Signature"].replace(str(stamp), str(stamp + 1))}
        ),
        "rubbish signature": Message(good.body, {"Stripe-Signature": "t=ü,v1="}),
        "stale": marked(good.body, at=stamp - 301),
        "of the future": marked(good.body, at=stamp + 330),
        "of the live account": marked(of_live),
        "odd amount": stripe_message(payment, amount_total="128.00"),
        "no trade": marked(p.stripe_event("checkout.session.completed", {"id": "cs_1"})),
        "a list": marked(b"[]"),
        "half": marked(b'{"id": "evt_1", "livemode": false}'),
        "not json": marked(b"hello"),
        "not utf-8": Message(b"\xff\xfe", good.headers),
    }


KINDS: dict[str, tuple[Any, Any, Any, Any]] = {
    "alipay": (Alipay, p.FakeAlipay, alipay_message, alipay_forgeries),
    "wechatpay": (WechatPay, p.FakeWechat, wechat_message, wechat_forgeries),
    "stripe": (Stripe, p.FakeStripe, stripe_message, stripe_forgeries),
}


@pytest.fixture(params=list(KINDS))
def stand(request: pytest.FixtureRequest, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Stand:
    """Each of the three providers in turn, the only way to pay here."""
    return set_up(request.param, settings, monkeypatch)


@pytest.fixture
def stripe(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Stand:
    return set_up("stripe", settings, monkeypatch)


def set_up(name: str, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Stand:
    settings.PAYMENT_GATEWAYS, settings.PAYMENT_KEYS = [name], p.all_keys()
    adapter, other_side, paid, forgeries = KINDS[name]
    fake = other_side()
    gateway = adapter(http=fake)
    monkeypatch.setitem(KNOWN, name, gateway)
    return Stand(gateway, fake, paid, forgeries)
