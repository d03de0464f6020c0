"""Alipay: its page (or its app) opens from a link, or a QR code is shown. It takes the money at once."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from config.kernel.clock import now
from orders.payments.errors import BadNotice, GatewayDown, GatewayRefuses
from orders.payments.gateways.base import Attempt, Charge, ChargeState, Counter, Notice, NoticeKind, RefundAnswer
from orders.payments.gateways.http import Http, over_the_net
from orders.payments.gateways.keys import keys_of, pem

BEIJING = ZoneInfo("Asia/Shanghai")
GOOD, BUSINESS = "10000", "40004"
MISSING = {"ACQ.TRADE_NOT_EXIST"}
ENDED = {"ACQ.TRADE_HAS_CLOSE", "ACQ.REASON_TRADE_STATUS_INVALID", "ACQ.TRADE_STATUS_ERROR", "ACQ.TRADE_HAS_SUCCESS"}
REFUSED = {
    "ACQ.REFUND_AMT_NOT_EQUAL_TOTAL",
    "ACQ.TRADE_HAS_FINISHED",
    "ACQ.BUYER_ERROR",
    "ACQ.ENTERPRISE_PAY_BIZ_ERROR",
}
STATES = {
    "WAIT_BUYER_PAY": ChargeState.OPEN,
    "TRADE_SUCCESS": ChargeState.PAID,
    "TRADE_FINISHED": ChargeState.PAID,
    "TRADE_CLOSED": ChargeState.CLOSED,
}
OLDEST = timedelta(hours=26)  # it repeats a message for 25 hours
CLOCKS_DIFFER = timedelta(minutes=5)
YUAN = re.compile(r"(\d{1,11})(?:\.(\d{1,2}))?")


class Alipay:
    name = "alipay"
    label = _("Alipay")
    hint = _("Opens Alipay, or shows a code to scan")
    can_hold = False
    thanks = "success"

    def __init__(self, http: Http = over_the_net) -> None:
        self.http = http

    @functools.cached_property
    def keys(self) -> dict[str, str]:
        return keys_of(self.name)

    @functools.cached_property
    def client(self) -> Any:
        return _client(self.keys, lambda url, body: self.http("POST", url, headers=FORM, body=body).text)

    def create(self, attempt: Attempt, counter: Counter) -> Charge:
        about: dict[str, Any] = {
            "subject": counter.subject[:120],
            "out_trade_no": attempt.out_trade_no,
            "total_amount": yuan(attempt.amount_cents),
        }
        if counter.expires_at is not None:
            about["time_expire"] = counter.expires_at.astimezone(BEIJING).strftime("%Y-%m-%d %H:%M:%S")
        where = {"return_url": counter.return_url, "notify_url": counter.notify_url}
        method, product = PHONE if counter.is_phone else DESK
        signed = self.client.client_api(method, about | {"product_code": product}, **where)
        next_url = f"{self.client._gateway}?{signed}"
        code = "" if counter.is_phone else self._code(about, counter.notify_url)
        return Charge(attempt.out_trade_no, ChargeState.OPEN, next_url=next_url, qr_code=code)

    def _code(self, about: dict[str, Any], notify_url: str) -> str:
        """The text of a QR code to scan. Without one the link still works."""
        try:
            told = self._ask("alipay.trade.precreate", dict(about), notify_url=notify_url)
        except GatewayDown:
            return ""
        code = str(told.get("qr_code", ""))
        return code if code.startswith("https://qr.alipay.com/") else ""

    def query(self, attempt: Attempt) -> Charge:
        told = self._ask("alipay.trade.query", {"out_trade_no": attempt.out_trade_no})
        if told.get("code") == BUSINESS and told.get("sub_code") in MISSING:
            return Charge(attempt.out_trade_no, ChargeState.UNKNOWN)
        if told.get("code") != GOOD or told.get("out_trade_no") != attempt.out_trade_no:
            raise GatewayDown
        try:
            return _charge(told)
        except (KeyError, ValueError) as trouble:
            raise GatewayDown from trouble

    def close(self, attempt: Attempt) -> Charge:
        told = self._ask("alipay.trade.close", {"out_trade_no": attempt.out_trade_no})
        if told.get("code") == GOOD:
            return Charge(attempt.out_trade_no, ChargeState.CLOSED)
        if told.get("sub_code") in MISSING:
            return Charge(attempt.out_trade_no, ChargeState.UNKNOWN)
        if told.get("sub_code") in ENDED:
            return self.query(attempt)
        raise GatewayRefuses

    def capture(self, attempt: Attempt) -> Charge:
        return self.query(attempt)

    def void(self, attempt: Attempt) -> Charge:
        return self.close(attempt)

    def refund(self, attempt: Attempt, *, refund_no: str, amount_cents: int) -> RefundAnswer:
        asked = {
            "out_trade_no": attempt.out_trade_no,
            "refund_amount": yuan(amount_cents),
            "out_request_no": refund_no,
        }
        told = self._ask("alipay.trade.refund", asked)
        if told.get("code") == GOOD and told.get("fund_change") == "Y":
            return RefundAnswer.DONE
        if told.get("sub_code") in REFUSED:
            return RefundAnswer.FAILED
        if told.get("code") not in {GOOD, BUSINESS}:
            raise GatewayRefuses
        return self.refund_state(attempt, refund_no=refund_no)

    def refund_state(self, attempt: Attempt, *, refund_no: str) -> RefundAnswer:
        asked = {"out_trade_no": attempt.out_trade_no, "out_request_no": refund_no}
        told = self._ask("alipay.trade.fastpay.refund.query", asked)
        if told.get("code") != GOOD:
            return RefundAnswer.UNKNOWN
        if told.get("refund_status") == "REFUND_SUCCESS" and told.get("out_request_no") == refund_no:
            return RefundAnswer.DONE
        return RefundAnswer.PENDING

    def _ask(self, method: str, about: dict[str, Any], **more: str) -> dict[str, Any]:
        """A signed question and a verified answer, or GatewayDown."""
        from alipay.exceptions import AliPayException, AliPayValidationError

        try:
            told = self.client.server_api(method, about, **more)
        except (AliPayException, AliPayValidationError, ValueError, TypeError, AttributeError) as trouble:
            raise GatewayDown from trouble
        if not isinstance(told, dict):
            raise GatewayDown
        return told

    def verify_webhook(self, *, headers: Mapping[str, str], body: bytes) -> Notice:
        told = _form(body)
        signature = told.pop("sign", "")
        if not signature:
            raise BadNotice(why="signature missing")
        if not self._is_signed(dict(told), signature):
            raise BadNotice(why="signature wrong")
        if told.get("app_id") != self.keys["ALIPAY_APP_ID"]:
            raise BadNotice(why="for another app")
        if told.get("seller_id", self.keys["ALIPAY_SELLER_ID"]) != self.keys["ALIPAY_SELLER_ID"]:
            raise BadNotice(why="for another seller")
        try:
            sent_at = _instant(told["notify_time"])
            notice = _notice(told)
        except (KeyError, ValueError) as trouble:
            raise BadNotice(why="unreadable") from trouble
        if not -CLOCKS_DIFFER <= now() - sent_at <= OLDEST:
            raise BadNotice(why="too old")
        return notice

    def _is_signed(self, told: dict[str, str], signature: str) -> bool:
        from alipay.exceptions import AliPayException

        if told.get("sign_type") != "RSA2":
            return False
        try:
            return bool(self.client.verify(told, signature))
        except (AliPayException, ValueError, TypeError):
            return False


FORM = {"Content-Type": "application/x-www-form-urlencoded;charset=utf-8"}
DESK, PHONE = ("alipay.trade.page.pay", "FAST_INSTANT_TRADE_PAY"), ("alipay.trade.wap.pay", "QUICK_WAP_PAY")


def _client(keys: Mapping[str, str], post: Callable[[str, str], str]) -> Any:
    """The library's client, sending through our own door."""
    from alipay import AliPay

    class Client(AliPay):  # type: ignore[misc]  # the library has no types
        def verified_sync_response(self, data: dict[str, Any], response_type: str) -> Any:
            said = post(f"{self._gateway}?charset=utf-8", self.sign_data(data))
            return self._verify_and_return_sync_response(said, response_type)

    return Client(
        appid=keys["ALIPAY_APP_ID"],
        app_private_key_string=pem(keys["ALIPAY_APP_KEY"], "RSA PRIVATE KEY"),
        alipay_public_key_string=pem(keys["ALIPAY_PUBLIC_KEY"], "PUBLIC KEY"),
        sign_type="RSA2",
        debug=settings.PAYMENT_TRIAL,
    )


def _form(body: bytes) -> dict[str, str]:
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True, max_num_fields=100)
    except ValueError as trouble:
        raise BadNotice(why="unreadable") from trouble
    if len(dict(pairs)) != len(pairs):
        raise BadNotice(why="unreadable")
    return dict(pairs)


def _notice(told: Mapping[str, str]) -> Notice:
    charge = _charge(told)
    if not 0 < len(told["notify_id"]) <= 80:
        raise ValueError("identifier")
    kind, refund_no = _kind(told, charge)
    return Notice(told["notify_id"], kind, charge, dict(told), refund_no)


def _kind(told: Mapping[str, str], charge: Charge) -> tuple[str, str]:
    if told.get("refund_fee") and told.get("out_biz_no"):
        return NoticeKind.REFUNDED, told["out_biz_no"]
    kinds = {ChargeState.PAID: NoticeKind.PAID, ChargeState.CLOSED: NoticeKind.CLOSED}
    return str(kinds.get(charge.state, told["trade_status"]))[:40], ""


def _charge(told: Mapping[str, Any]) -> Charge:
    paid_at = told.get("gmt_payment") or told.get("send_pay_date")
    return Charge(
        out_trade_no=str(told["out_trade_no"]),
        state=STATES[told["trade_status"]],
        amount_cents=cents(str(told["total_amount"])),
        currency=str(told.get("trans_currency") or told.get("pay_currency") or "CNY"),
        provider_ref=str(told.get("trade_no", ""))[:80],
        paid_at=_instant(str(paid_at)) if paid_at else None,
    )


def _instant(text: str) -> datetime:
    return datetime.strptime(text[:19], "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING)


def yuan(amount_cents: int) -> str:
    return f"{amount_cents // 100}.{amount_cents % 100:02}"


def cents(text: str) -> int:
    """Whole cents of "128.00"; ValueError for anything that is not a plain amount."""
    found = YUAN.fullmatch(text)
    if not found or not text.isascii():
        raise ValueError(text)
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))
