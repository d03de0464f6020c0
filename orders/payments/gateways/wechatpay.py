"""WeChat Pay, version 3 with the platform's public key: a QR code on a desktop, its app from a phone's browser."""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext_lazy as _

from config.kernel.clock import now
from orders.payments.errors import BadNotice, GatewayDown, GatewayRefuses
from orders.payments.gateways.base import Attempt, Charge, ChargeState, Counter, Notice, NoticeKind, RefundAnswer
from orders.payments.gateways.http import Http, over_the_net
from orders.payments.gateways.keys import keys_of, pem

TOLERANCE_SECONDS = 300
STATES = {
    "SUCCESS": ChargeState.PAID,
    "REFUND": ChargeState.PAID,  # paid, and a refund was asked for
    "NOTPAY": ChargeState.OPEN,
    "USERPAYING": ChargeState.OPEN,
    "CLOSED": ChargeState.CLOSED,
    "REVOKED": ChargeState.CLOSED,
    "PAYERROR": ChargeState.FAILED,
}
REFUNDS = {
    "SUCCESS": RefundAnswer.DONE,
    "PROCESSING": RefundAnswer.PENDING,
    "CLOSED": RefundAnswer.FAILED,
    "ABNORMAL": RefundAnswer.FAILED,
}
KINDS = {
    "TRANSACTION.SUCCESS": NoticeKind.PAID,
    "REFUND.SUCCESS": NoticeKind.REFUNDED,
    "REFUND.ABNORMAL": NoticeKind.REFUND_FAILED,
    "REFUND.CLOSED": NoticeKind.REFUND_FAILED,
}
SIGNATURE = "WECHATPAY2-SHA256-RSA2048"


class WechatPay:
    name = "wechatpay"
    label = _("WeChat Pay")
    hint = _("Scan with WeChat; on a phone the app opens")
    can_hold = False
    thanks = ""

    def __init__(self, http: Http = over_the_net) -> None:
        self.http = http

    @functools.cached_property
    def keys(self) -> dict[str, str]:
        return keys_of(self.name)

    @functools.cached_property
    def client(self) -> Any:
        return _client(self.keys, self.http)

    def create(self, attempt: Attempt, counter: Counter) -> Charge:
        from wechatpayv3 import WeChatPayType

        scene = {"payer_client_ip": counter.ip or "127.0.0.1", "h5_info": {"type": "Wap"}} if counter.is_phone else None
        told = self._ask(
            "pay",
            description=counter.subject[:40],
            out_trade_no=attempt.out_trade_no,
            amount={"total": attempt.amount_cents, "currency": attempt.currency},
            time_expire=_beijing(counter.expires_at),
            scene_info=scene,
            notify_url=counter.notify_url,
            pay_type=WeChatPayType.H5 if counter.is_phone else WeChatPayType.NATIVE,
        )
        if told.get("code") == "ORDERPAID":
            return self.query(attempt)
        next_url, code = str(told.get("h5_url", "")), str(told.get("code_url", ""))
        if not (next_url.startswith("https://wx.tenpay.com/") or code.startswith("weixin://")):
            raise GatewayDown
        return Charge(attempt.out_trade_no, ChargeState.OPEN, next_url=next_url, qr_code=code)

    def query(self, attempt: Attempt) -> Charge:
        told = self._ask("query", out_trade_no=attempt.out_trade_no)
        if told.get("code") in {"ORDER_NOT_EXIST", "RESOURCE_NOT_EXISTS"}:
            return Charge(attempt.out_trade_no, ChargeState.UNKNOWN)
        try:
            charge = self._charge(told)
        except (KeyError, ValueError, TypeError) as trouble:
            raise GatewayDown from trouble
        if charge.out_trade_no != attempt.out_trade_no:
            raise GatewayDown
        return charge

    def close(self, attempt: Attempt) -> Charge:
        told = self._ask("close", out_trade_no=attempt.out_trade_no)
        if not told:
            return Charge(attempt.out_trade_no, ChargeState.CLOSED)
        if told.get("code") in {"ORDERPAID", "ORDER_CLOSED", "ORDERNOTEXIST", "ORDER_NOT_EXIST", "TRADE_ERROR"}:
            return self.query(attempt)
        raise GatewayRefuses

    def capture(self, attempt: Attempt) -> Charge:
        return self.query(attempt)

    def void(self, attempt: Attempt) -> Charge:
        return self.close(attempt)

    def refund(self, attempt: Attempt, *, refund_no: str, amount_cents: int) -> RefundAnswer:
        told = self._ask(
            "refund",
            out_refund_no=refund_no,
            out_trade_no=attempt.out_trade_no,
            amount={"refund": amount_cents, "total": attempt.amount_cents, "currency": attempt.currency},
        )
        return _answer(told, refund_no)

    def refund_state(self, attempt: Attempt, *, refund_no: str) -> RefundAnswer:
        told = self._ask("query_refund", out_refund_no=refund_no)
        return RefundAnswer.UNKNOWN if told.get("code") == "RESOURCE_NOT_EXISTS" else _answer(told, refund_no)

    def _ask(self, what: str, **about: Any) -> dict[str, Any]:
        """A signed question; {} for "done, nothing to say", the provider's error as a dict, GatewayDown otherwise."""
        try:
            status, text = getattr(self.client, what)(**about)
            told = json.loads(text) if text else {}
        except (ValueError, TypeError, UntrustedAnswer) as trouble:
            raise GatewayDown from trouble
        if not isinstance(told, dict) or status >= 500 or status in {401, 403, 429}:
            raise GatewayDown
        if status >= 400 and not told.get("code"):
            raise GatewayRefuses
        return told

    def verify_webhook(self, *, headers: Mapping[str, str], body: bytes) -> Notice:
        marks = {name: headers.get(name, "") for name in MARKS}
        if not marks["Wechatpay-Signature"]:
            raise BadNotice(why="signature missing")
        if not self._is_signed(marks, body):
            raise BadNotice(why="signature wrong")
        if abs(now().timestamp() - int(marks["Wechatpay-Timestamp"])) > TOLERANCE_SECONDS:
            raise BadNotice(why="too old")
        try:
            told = self.client.callback(marks, body)
            return self._notice(told)
        except (KeyError, ValueError, TypeError, AttributeError) as trouble:
            raise BadNotice(why="unreadable") from trouble

    def _is_signed(self, marks: Mapping[str, str], body: bytes) -> bool:
        """Only the key we know counts: for another serial the library would go and fetch certificates."""
        from wechatpayv3.utils import rsa_verify

        stamp = marks["Wechatpay-Timestamp"]
        if marks["Wechatpay-Signature-Type"] != SIGNATURE or not (stamp.isascii() and stamp.isdigit()):
            return False
        if marks["Wechatpay-Serial"] != self.keys["WECHATPAY_PUBLIC_KEY_ID"] or len(stamp) > 12:
            return False
        try:
            text = body.decode()
            key = self.client._core._public_key
            return bool(rsa_verify(stamp, marks["Wechatpay-Nonce"], text, marks["Wechatpay-Signature"], key))
        except (ValueError, TypeError):
            return False

    def _notice(self, told: Any) -> Notice:
        if not told:
            raise BadNotice(why="can't be decrypted")
        event_id, event = str(told["id"]), str(told["event_type"])
        inside = told["resource"]
        if not 0 < len(event_id) <= 80:
            raise ValueError("identifier")
        charge = self._of_refund(inside) if event.startswith("REFUND.") else self._charge(inside)
        kind = KINDS.get(event, event)
        if kind == NoticeKind.PAID and charge.state != ChargeState.PAID:
            kind = f"transaction.{inside['trade_state']}"
        return Notice(event_id, str(kind)[:40], charge, dict(told), str(inside.get("out_refund_no", "")))

    def _ours(self, told: Mapping[str, Any]) -> None:
        if told["mchid"] != self.keys["WECHATPAY_MCH_ID"]:
            raise BadNotice(why="for another merchant")
        if told.get("appid", self.keys["WECHATPAY_APP_ID"]) != self.keys["WECHATPAY_APP_ID"]:
            raise BadNotice(why="for another app")

    def _charge(self, told: Mapping[str, Any]) -> Charge:
        self._ours(told)
        amount = told.get("amount") or {}
        paid_at = told.get("success_time")
        return Charge(
            out_trade_no=str(told["out_trade_no"]),
            state=STATES[told["trade_state"]],
            amount_cents=_whole(amount.get("total", 0)),
            currency=str(amount.get("currency", "CNY")),
            provider_ref=str(told.get("transaction_id", ""))[:80],
            paid_at=datetime.fromisoformat(str(paid_at)) if paid_at else None,
            failure="declined" if told["trade_state"] == "PAYERROR" else "",
        )

    def _of_refund(self, told: Mapping[str, Any]) -> Charge:
        self._ours(told)
        return Charge(str(told["out_trade_no"]), ChargeState.PAID, _whole(told["amount"]["total"]), "CNY")


MARKS = (
    "Wechatpay-Signature",
    "Wechatpay-Timestamp",
    "Wechatpay-Nonce",
    "Wechatpay-Serial",
    "Wechatpay-Signature-Type",
)


class UntrustedAnswer(Exception):
    """An answer over our own connection that the provider's key did not sign."""


def _client(keys: Mapping[str, str], http: Http) -> Any:
    """The library's client, sending through our own door and trusting the one public key only."""
    from wechatpayv3 import WeChatPay, WeChatPayType
    from wechatpayv3.core import Core
    from wechatpayv3.utils import build_authorization, rsa_verify

    class Door(Core):  # type: ignore[misc]  # the library has no types
        def request(self, path: str, method: Any = None, data: Any = None, **_other: Any) -> tuple[int, str]:
            verb = method.value if method else "GET"
            headers = {
                "Content-Type": "application/json",
                "Accept": "application/json",
                "Wechatpay-Serial": self._public_key_id,
                "Authorization": build_authorization(
                    path, verb, self._mchid, self._cert_serial_no, self._private_key, data=data
                ),
            }
            body = json.dumps(data) if data else None
            answer = http(verb, self._gate_way + path, headers=headers, body=body)
            if answer.status < 300 and not self._vouched(answer):
                raise UntrustedAnswer
            return answer.status, answer.text

        def _vouched(self, answer: Any) -> bool:
            marks = {name: answer.headers.get(name, "") for name in MARKS}
            if marks["Wechatpay-Serial"] != self._public_key_id:
                return False
            stamp, nonce = marks["Wechatpay-Timestamp"], marks["Wechatpay-Nonce"]
            return bool(rsa_verify(stamp, nonce, answer.text, marks["Wechatpay-Signature"], self._public_key))

    client = WeChatPay(
        wechatpay_type=WeChatPayType.NATIVE,
        mchid=keys["WECHATPAY_MCH_ID"],
        private_key=pem(keys["WECHATPAY_KEY"], "PRIVATE KEY"),
        cert_serial_no=keys["WECHATPAY_SERIAL"],
        appid=keys["WECHATPAY_APP_ID"],
        apiv3_key=keys["WECHATPAY_APIV3_KEY"],
        public_key=pem(keys["WECHATPAY_PUBLIC_KEY"], "PUBLIC KEY"),
        public_key_id=keys["WECHATPAY_PUBLIC_KEY_ID"],
    )
    client._core.__class__ = Door
    return client


def _answer(told: Mapping[str, Any], refund_no: str) -> RefundAnswer:
    if told.get("code") in {"NOT_ENOUGH", "USER_ACCOUNT_ABNORMAL", "INVALID_REQUEST"}:
        return RefundAnswer.FAILED
    status = REFUNDS.get(str(told.get("status")))
    if status is None or told.get("out_refund_no") != refund_no:
        raise GatewayDown
    return status


def _beijing(moment: datetime | None) -> str | None:
    return moment.astimezone(ZoneInfo("Asia/Shanghai")).isoformat(timespec="seconds") if moment else None


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("whole number")
    return value
