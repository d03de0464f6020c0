"""Three providers on this machine: they keep books, check our signatures and sign what they say, as the real ones do.

Each is the `http` of its adapter: `Alipay(http=FakeAlipay(keys))`. `notify` makes the messages they would send us.
"""

from __future__ import annotations

import base64
import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit
from zoneinfo import ZoneInfo

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from config.kernel.clock import now
from orders.payments.gateways.http import Answer

BEIJING = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True)
class KeyPair:
    private: rsa.RSAPrivateKey

    @property
    def private_pem(self) -> str:
        return self.private.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode()

    @property
    def public_pem(self) -> str:
        return (
            self.private.public_key()
            .public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
            .decode()
        )

    def sign(self, text: str) -> str:
        return base64.b64encode(self.private.sign(text.encode(), padding.PKCS1v15(), hashes.SHA256())).decode()

    def check(self, text: str, signature: str) -> None:
        sealed = base64.b64decode(signature)
        self.private.public_key().verify(sealed, text.encode(), padding.PKCS1v15(), hashes.SHA256())


@functools.cache
def key_pair(_who: str) -> KeyPair:
    return KeyPair(rsa.generate_private_key(public_exponent=65537, key_size=2048))


OURS, THEIRS, STRANGERS = "ours", "theirs", "strangers"
STRIPE_KEYS = {"STRIPE_SECRET_KEY": "sk_test_pond", "STRIPE_WEBHOOK_SECRET": "whsec_pond"}
ALIPAY_APP, ALIPAY_SELLER = "2021000000000001", "2088000000000001"
WECHAT_APP, WECHAT_MCH, WECHAT_KEY_ID = "wx0000000000000001", "1900000001", "PUB_KEY_ID_0100"
APIV3_KEY = "0123456789abcdef0123456789abcdef"


def bare(pem: str) -> str:
    return "".join(line for line in pem.splitlines() if "-----" not in line)


def all_keys() -> dict[str, dict[str, str]]:
    return {
        "stripe": STRIPE_KEYS,
        "alipay": {
            "ALIPAY_APP_ID": ALIPAY_APP,
            "ALIPAY_SELLER_ID": ALIPAY_SELLER,
            "ALIPAY_APP_KEY": bare(key_pair(OURS).private_pem),
            "ALIPAY_PUBLIC_KEY": bare(key_pair(THEIRS).public_pem),
        },
        "wechatpay": {
            "WECHATPAY_APP_ID": WECHAT_APP,
            "WECHATPAY_MCH_ID": WECHAT_MCH,
            "WECHATPAY_KEY": key_pair(OURS).private_pem,
            "WECHATPAY_SERIAL": "5E0F",
            "WECHATPAY_APIV3_KEY": APIV3_KEY,
            "WECHATPAY_PUBLIC_KEY": key_pair(THEIRS).public_pem,
            "WECHATPAY_PUBLIC_KEY_ID": WECHAT_KEY_ID,
        },
    }


@dataclass
class Book:
    """What a provider knows of one charge."""

    cents: int
    currency: str = "CNY"
    state: str = "open"
    is_hold: bool = False
    refunds: dict[str, int] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)


@dataclass
class FakeProvider:
    books: dict[str, Book] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    garbled: bool = False
    signed_by: str = THEIRS

    def pay(self, out_trade_no: str) -> None:
        self.books[out_trade_no].state = "held" if self.books[out_trade_no].is_hold else "paid"


# ---- Alipay -----------------------------------------------------------------------------------------------------


MISSING = {"code": "40004", "sub_code": "ACQ.TRADE_NOT_EXIST"}


class FakeAlipay(FakeProvider):
    def __call__(self, method: str, url: str, *, headers: Mapping[str, str], body: str | None = None) -> Answer:
        told = dict(parse_qsl(body or "", keep_blank_values=True))
        signature = told.pop("sign")
        key_pair(OURS).check("&".join(f"{name}={told[name]}" for name in sorted(told)), signature)
        assert told["app_id"] == ALIPAY_APP
        self.asked.append(told["method"])
        if self.garbled:
            return Answer(200, "<html>busy</html>", {})
        wish = json.loads(told["biz_content"])
        name = told["method"].replace("alipay.trade.", "").replace(".", "_")
        said = json.dumps(getattr(self, f"_{name}")(wish), separators=(",", ":"))
        signed = key_pair(self.signed_by).sign(said)
        return Answer(200, f'{{"{told["method"].replace(".", "_")}_response":{said},"sign":"{signed}"}}', {})

    def know(self, link: str) -> str:
        """The buyer opens the link of the pay page: only now Alipay hears of the trade."""
        told = parse_qs(urlsplit(link).query)
        wish = json.loads(told["biz_content"][0])
        return self._add(wish)

    def _add(self, wish: dict[str, Any]) -> str:
        self.books.setdefault(wish["out_trade_no"], Book(round(float(wish["total_amount"]) * 100)))
        return str(wish["out_trade_no"])

    def _precreate(self, wish: dict[str, Any]) -> dict[str, Any]:
        self._add(wish)
        return {"code": "10000", "out_trade_no": wish["out_trade_no"], "qr_code": "https://qr.alipay.com/bax01"}

    def _query(self, wish: dict[str, Any]) -> dict[str, Any]:
        book = self.books.get(wish["out_trade_no"])
        if book is None:
            return MISSING
        states = {"open": "WAIT_BUYER_PAY", "paid": "TRADE_SUCCESS", "closed": "TRADE_CLOSED"}
        return {
            "code": "10000",
            "out_trade_no": wish["out_trade_no"],
            "trade_no": "2026" + wish["out_trade_no"],
            "trade_status": states[book.state],
            "total_amount": f"{book.cents / 100:.2f}",
            "send_pay_date": "2026-11-26 12:00:00" if book.state == "paid" else "",
        }

    def _close(self, wish: dict[str, Any]) -> dict[str, Any]:
        book = self.books.get(wish["out_trade_no"])
        if book is None:
            return MISSING
        if book.state == "paid":
            return {"code": "40004", "sub_code": "ACQ.TRADE_STATUS_ERROR"}
        book.state = "closed"
        return {"code": "10000"}

    def _refund(self, wish: dict[str, Any]) -> dict[str, Any]:
        book, number = self.books[wish["out_trade_no"]], wish["out_request_no"]
        cents = round(float(wish["refund_amount"]) * 100)
        if number in book.refunds:
            return {"code": "10000", "fund_change": "N"}
        if sum(book.refunds.values()) + cents > book.cents:
            return {"code": "40004", "sub_code": "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL"}
        book.refunds[number] = cents
        return {"code": "10000", "fund_change": "Y"}

    def _fastpay_refund_query(self, wish: dict[str, Any]) -> dict[str, Any]:
        if wish["out_request_no"] not in self.books[wish["out_trade_no"]].refunds:
            return MISSING
        return {"code": "10000", "refund_status": "REFUND_SUCCESS", "out_request_no": wish["out_request_no"]}


def alipay_notice(out_trade_no: str, cents: int, *, signer: str = THEIRS, **other: str) -> bytes:
    told = {
        "notify_id": "n-" + out_trade_no,
        "notify_type": "trade_status_sync",
        "notify_time": datetime.now(BEIJING).strftime("%Y-%m-%d %H:%M:%S"),
        "charset": "utf-8",
        "version": "1.0",
        "app_id": ALIPAY_APP,
        "seller_id": ALIPAY_SELLER,
        "out_trade_no": out_trade_no,
        "trade_no": "2026112622001",
        "trade_status": "TRADE_SUCCESS",
        "total_amount": f"{cents / 100:.2f}",
        "gmt_payment": "2026-11-26 12:00:00",
        "subject": "荷塘",
    } | other
    signature = key_pair(signer).sign("&".join(f"{name}={told[name]}" for name in sorted(told)))
    return urlencode(told | {"sign_type": "RSA2", "sign": signature}).encode()


# ---- WeChat Pay -------------------------------------------------------------------------------------------------


class FakeWechat(FakeProvider):
    def __call__(self, method: str, url: str, *, headers: Mapping[str, str], body: str | None = None) -> Answer:
        path = url.removeprefix("https://api.mch.weixin.qq.com")
        self._check(method, path, headers["Authorization"], body or "")
        self.asked.append(f"{method} {path}")
        if self.garbled:
            return Answer(502, "<html>", {})
        status, said = self._answer(method, urlsplit(path).path.split("/")[3:], json.loads(body) if body else {})
        text = json.dumps(said) if said else ""
        return Answer(status, text, wechat_marks(text, signer=self.signed_by))

    def _check(self, method: str, path: str, header: str, body: str) -> None:
        marks = dict(part.split("=", 1) for part in header.removeprefix("WECHATPAY2-SHA256-RSA2048 ").split(","))
        plain = {name: value.strip('"') for name, value in marks.items()}
        assert plain["mchid"] == WECHAT_MCH
        text = f"{method}\n{path}\n{plain['timestamp']}\n{plain['nonce_str']}\n{body}\n"
        key_pair(OURS).check(text, plain["signature"])

    def _answer(self, method: str, path: list[str], wish: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        if path[0] == "domestic":
            return self._refunds(method, path, wish)
        if path[-1] in {"native", "h5"}:
            self.books.setdefault(wish["out_trade_no"], Book(wish["amount"]["total"]))
            links = {
                "native": {"code_url": "weixin://wxpay/bizpayurl?pr=1"},
                "h5": {"h5_url": "https://wx.tenpay.com/1"},
            }
            return 200, links[path[-1]]
        number = path[2]
        book = self.books.get(number)
        if book is None:
            return 404, {"code": "ORDER_NOT_EXIST", "message": "no"}
        if path[-1] == "close":
            if book.state == "paid":
                return 400, {"code": "ORDERPAID", "message": "paid"}
            book.state = "closed"
            return 204, {}
        return 200, self.transaction(number)

    def transaction(self, number: str) -> dict[str, Any]:
        book = self.books[number]
        states = {"open": "NOTPAY", "paid": "SUCCESS", "closed": "CLOSED"}
        return {
            "mchid": WECHAT_MCH,
            "appid": WECHAT_APP,
            "out_trade_no": number,
            "transaction_id": "42000",
            "trade_state": states[book.state],
            "success_time": "2026-11-26T12:00:00+08:00" if book.state == "paid" else None,
            "amount": {"total": book.cents, "currency": book.currency},
        }

    def _refunds(self, method: str, path: list[str], wish: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        known = {number: one for book in self.books.values() for number, one in book.refunds.items()}
        if method == "GET":
            number = path[-1]
            if number not in known:
                return 404, {"code": "RESOURCE_NOT_EXISTS", "message": "no"}
            return 200, {"out_refund_no": number, "status": "SUCCESS"}
        book, number = self.books[wish["out_trade_no"]], wish["out_refund_no"]
        if number not in book.refunds and sum(book.refunds.values()) + wish["amount"]["refund"] > book.cents:
            return 400, {"code": "INVALID_REQUEST", "message": "too much"}
        book.refunds.setdefault(number, wish["amount"]["refund"])
        return 200, {"out_refund_no": number, "status": book.more.get("refund_status", "SUCCESS")}


def wechat_marks(text: str, *, signer: str = THEIRS, at: int | None = None, **other: str) -> dict[str, str]:
    stamp = str(at if at is not None else int(now().timestamp()))
    return {
        "Wechatpay-Serial": WECHAT_KEY_ID,
        "Wechatpay-Timestamp": stamp,
        "Wechatpay-Nonce": "n0nce",
        "Wechatpay-Signature": key_pair(signer).sign(f"{stamp}\nn0nce\n{text}\n"),
        "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
    } | other


def wechat_notice(inside: Mapping[str, Any], *, event: str = "TRANSACTION.SUCCESS", key: str = APIV3_KEY) -> bytes:
    sealed = AESGCM(key.encode()).encrypt(b"nonce1234567", json.dumps(inside).encode(), b"transaction")
    return json.dumps(
        {
            "id": "w-" + str(inside.get("out_refund_no") or inside.get("out_trade_no")),
            "create_time": datetime.now(UTC).isoformat(),
            "event_type": event,
            "resource_type": "encrypt-resource",
            "resource": {
                "algorithm": "AEAD_AES_256_GCM",
                "ciphertext": base64.b64encode(sealed).decode(),
                "nonce": "nonce1234567",
                "associated_data": "transaction",
            },
        }
    ).encode()


# ---- Stripe -----------------------------------------------------------------------------------------------------


class FakeStripe(FakeProvider):
    """Checkout sessions, payment intents and refunds, with idempotency keys that it forgets when told to."""

    def __call__(self, method: str, url: str, *, headers: Mapping[str, str], body: str | None = None) -> Answer:
        assert headers["Authorization"] == "Bearer sk_test_pond"
        path = urlsplit(url).path.removeprefix("/v1/")
        self.asked.append(f"{method} {path}")
        if self.garbled:
            return Answer(200, "<html>", {})
        wish = dict(parse_qsl(body or urlsplit(url).query))
        status, said = self._answer(method, path.split("/"), wish)
        return Answer(status, json.dumps(said), {"Content-Type": "application/json"})

    def _answer(self, method: str, path: list[str], wish: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if path[:2] == ["checkout", "sessions"]:
            return self._sessions(path[2:], wish)
        if path[0] == "payment_intents":
            return self._intents(path[1].removeprefix("pi_"), path[2])
        return self._refunds(method, wish)

    def _sessions(self, path: list[str], wish: dict[str, str]) -> tuple[int, dict[str, Any]]:
        if not path:
            number = wish["client_reference_id"]
            is_hold = wish["payment_intent_data[capture_method]"] == "manual"
            cents = int(wish["line_items[0][price_data][unit_amount]"])
            self.books.setdefault(number, Book(cents, is_hold=is_hold))
            return 200, self.session(number)
        number = path[0].removeprefix("cs_")
        if path[-1] == "expire":
            if self.books[number].state != "open":
                return 400, {"error": {"type": "invalid_request_error", "message": "not open"}}
            self.books[number].state = "closed"
        return 200, self.session(number, expand=True)

    def session(self, number: str, *, expand: bool = False) -> dict[str, Any]:
        book = self.books[number]
        intent = {"id": f"pi_{number}", "object": "payment_intent", "status": INTENT[book.state]}
        return {
            "id": f"cs_{number}",
            "object": "checkout.session",
            "client_reference_id": number,
            "metadata": {"out_trade_no": number, "hold": "1" if book.is_hold else ""},
            "amount_total": book.cents,
            "currency": book.currency.lower(),
            "status": SESSION.get(book.state, "complete"),
            "payment_status": "paid" if book.state == "paid" else "unpaid",
            "payment_intent": intent if expand and book.state != "open" else None,
            "url": f"https://checkout.stripe.com/c/pay/cs_{number}",
        }

    def _intents(self, number: str, act: str) -> tuple[int, dict[str, Any]]:
        book = self.books[number]
        if book.state != "held":
            return 400, {"error": {"type": "invalid_request_error", "message": "unexpected state"}}
        book.state = "paid" if act == "capture" else "voided"
        return 200, {"id": f"pi_{number}", "object": "payment_intent", "status": INTENT[book.state]}

    def _refunds(self, method: str, wish: dict[str, str]) -> tuple[int, dict[str, Any]]:
        book = self.books[wish["payment_intent"].removeprefix("pi_")]
        if method == "GET":
            rows = [
                {"id": "re_" + one, "object": "refund", "status": "succeeded", "metadata": {"refund_no": one}}
                for one in book.refunds
            ]
            return 200, {"object": "list", "data": rows, "has_more": False, "url": "/v1/refunds"}
        if sum(book.refunds.values()) + int(wish["amount"]) > book.cents:
            return 400, {"error": {"type": "invalid_request_error", "message": "too much"}}
        book.refunds[wish["metadata[refund_no]"]] = int(wish["amount"])
        return 200, {"id": "re_1", "object": "refund", "status": book.more.get("refund_status", "succeeded")}


INTENT = {"held": "requires_capture", "paid": "succeeded", "voided": "canceled", "open": "new", "closed": "canceled"}
SESSION = {"open": "open", "closed": "expired"}


def stripe_event(kind: str, inside: Mapping[str, Any], **other: Any) -> bytes:
    told = {
        "id": f"evt_{kind}_{inside['id']}",
        "object": "event",
        "type": kind,
        "created": int(now().timestamp()),
        "livemode": False,
        "data": {"object": dict(inside)},
    }
    return json.dumps(told | other).encode()


def stripe_mark(body: bytes, *, signer: str = "whsec_pond", at: int | None = None) -> str:
    from stripe import WebhookSignature

    stamp = int(now().timestamp()) if at is None else at
    return WebhookSignature.generate_signature_header(body.decode(), signer, stamp)
