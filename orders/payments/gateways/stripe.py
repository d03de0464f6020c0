"""Stripe: a hosted Checkout page. Cards can be held first and captured later."""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from config.kernel.clock import now
from orders.payments.errors import BadNotice, GatewayDown, GatewayRefuses
from orders.payments.gateways.base import Attempt, Charge, ChargeState, Counter, Notice, NoticeKind, RefundAnswer
from orders.payments.gateways.http import Http, over_the_net
from orders.payments.gateways.keys import keys_of

TOLERANCE_SECONDS = 300
HOLD = timedelta(days=7)  # what card networks keep at least
INTENTS = {
    "succeeded": ChargeState.PAID,
    "requires_capture": ChargeState.HELD,
    "canceled": ChargeState.CLOSED,
}
REFUNDS = {
    "succeeded": RefundAnswer.DONE,
    "pending": RefundAnswer.PENDING,
    "requires_action": RefundAnswer.PENDING,
    "failed": RefundAnswer.FAILED,
    "canceled": RefundAnswer.FAILED,
}
OF_SESSIONS = {
    "checkout.session.completed",
    "checkout.session.async_payment_succeeded",
    "checkout.session.async_payment_failed",
    "checkout.session.expired",
}
OF_REFUNDS = {"refund.created", "refund.updated", "refund.failed", "charge.refund.updated"}


class Stripe:
    name = "stripe"
    label = _("Card")
    hint = _("Visa, Mastercard, UnionPay and others, on Stripe's page")
    can_hold = True
    thanks = ""

    def __init__(self, http: Http = over_the_net) -> None:
        self.http = http

    @functools.cached_property
    def keys(self) -> dict[str, str]:
        return keys_of(self.name)

    @functools.cached_property
    def client(self) -> Any:
        return _client(self.keys["STRIPE_SECRET_KEY"], self.http)

    def create(self, attempt: Attempt, counter: Counter) -> Charge:
        marks = {"out_trade_no": attempt.out_trade_no, "hold": "1" if attempt.is_hold else ""}
        price = {
            "currency": attempt.currency.lower(),
            "unit_amount": attempt.amount_cents,
            "product_data": {"name": counter.subject[:120]},
        }
        wish = {
            "mode": "payment",
            "client_reference_id": attempt.out_trade_no,
            "metadata": marks,
            "line_items": [{"quantity": 1, "price_data": price}],
            "payment_intent_data": {
                "metadata": marks,
                "capture_method": "manual" if attempt.is_hold else "automatic",
            },
            "success_url": counter.return_url,
            "cancel_url": counter.return_url,
            "locale": "zh" if counter.language.startswith("zh") else "en",
        }
        sessions = self.client.v1.checkout.sessions
        told = _ask(lambda: sessions.create(params=wish, options={"idempotency_key": attempt.out_trade_no}))
        url = str(told.get("url") or "")
        if not url.startswith("https://"):
            raise GatewayDown
        return Charge(attempt.out_trade_no, ChargeState.OPEN, provider_ref=str(told["id"])[:80], next_url=url)

    def query(self, attempt: Attempt) -> Charge:
        """Without the session's name the buyer never got its address, so nobody can have paid."""
        if not attempt.provider_ref:
            return Charge(attempt.out_trade_no, ChargeState.UNKNOWN)
        try:
            charge = _charge(self._session(attempt))
        except (KeyError, ValueError, TypeError) as trouble:
            raise GatewayDown from trouble
        if charge.out_trade_no != attempt.out_trade_no:
            raise GatewayDown
        return charge

    def close(self, attempt: Attempt) -> Charge:
        if not attempt.provider_ref:
            return Charge(attempt.out_trade_no, ChargeState.UNKNOWN)
        told = _ask(lambda: self.client.v1.checkout.sessions.expire(attempt.provider_ref), refusals=True)
        if told.get("status") == "expired":
            return Charge(attempt.out_trade_no, ChargeState.CLOSED)
        return self.query(attempt)

    def capture(self, attempt: Attempt) -> Charge:
        key = f"capture-{attempt.out_trade_no}"
        intents = self.client.v1.payment_intents
        intent = self._intent(attempt)
        _ask(lambda: intents.capture(intent, options={"idempotency_key": key}), refusals=True)
        return self.query(attempt)

    def void(self, attempt: Attempt) -> Charge:
        key = f"void-{attempt.out_trade_no}"
        intents = self.client.v1.payment_intents
        intent = self._intent(attempt)
        _ask(lambda: intents.cancel(intent, options={"idempotency_key": key}), refusals=True)
        return self.query(attempt)

    def refund(self, attempt: Attempt, *, refund_no: str, amount_cents: int) -> RefundAnswer:
        """Its idempotency keys are forgotten after a day, so its list of refunds is read first."""
        known = self.refund_state(attempt, refund_no=refund_no)
        if known != RefundAnswer.UNKNOWN:
            return known
        wish = {
            "payment_intent": self._intent(attempt),
            "amount": amount_cents,
            "metadata": {"refund_no": refund_no, "out_trade_no": attempt.out_trade_no},
        }
        refunds = self.client.v1.refunds
        told = _ask(lambda: refunds.create(params=wish, options={"idempotency_key": refund_no}), refusals=True)
        if "id" not in told:
            return RefundAnswer.FAILED
        return REFUNDS.get(str(told.get("status")), RefundAnswer.PENDING)

    def refund_state(self, attempt: Attempt, *, refund_no: str) -> RefundAnswer:
        intent = self._intent(attempt)
        told = _ask(lambda: self.client.v1.refunds.list(params={"payment_intent": intent, "limit": 100}))
        for row in told.get("data", []):
            if (row.get("metadata") or {}).get("refund_no") == refund_no:
                return REFUNDS.get(str(row.get("status")), RefundAnswer.PENDING)
        return RefundAnswer.UNKNOWN

    def _session(self, attempt: Attempt) -> dict[str, Any]:
        wish = {"expand": ["payment_intent"]}
        return _ask(lambda: self.client.v1.checkout.sessions.retrieve(attempt.provider_ref, params=wish))

    def _intent(self, attempt: Attempt) -> str:
        intent = self._session(attempt).get("payment_intent") if attempt.provider_ref else None
        if not isinstance(intent, dict) or not intent.get("id"):
            raise GatewayRefuses
        return str(intent["id"])

    def verify_webhook(self, *, headers: Mapping[str, str], body: bytes) -> Notice:
        header = headers.get("Stripe-Signature", "")
        if not header:
            raise BadNotice(why="signature missing")
        self._check(header, body)
        try:
            event = json.loads(body)
            if bool(event["livemode"]) != self.keys["STRIPE_SECRET_KEY"].startswith(("sk_live", "rk_live")):
                raise BadNotice(why="of another mode")
            return _notice(event)
        except (KeyError, ValueError, TypeError, AttributeError, OverflowError) as trouble:
            raise BadNotice(why="unreadable") from trouble

    def _check(self, header: str, body: bytes) -> None:
        from stripe import SignatureVerificationError, WebhookSignature

        try:
            WebhookSignature.verify_header(body, header, self.keys["STRIPE_WEBHOOK_SECRET"])
            stamp = next(part[2:] for part in header.split(",") if part.startswith("t="))
        except (SignatureVerificationError, ValueError, TypeError, StopIteration, OverflowError) as trouble:
            raise BadNotice(why="signature wrong") from trouble
        if abs(now().timestamp() - int(stamp)) > TOLERANCE_SECONDS:
            raise BadNotice(why="too old")


def _client(key: str, http: Http) -> Any:
    """The library's client, sending through our own door."""
    import stripe

    class Door(stripe.HTTPClient):
        name = "hetang"

        def request(self, method: str, url: str, headers: Any, post_data: Any = None, **_other: Any) -> Any:
            answer = http(method.upper(), url, headers=headers or {}, body=post_data)
            return answer.text, answer.status, answer.headers

        def close(self) -> None:
            """Nothing is kept open."""

    return stripe.StripeClient(key, http_client=Door(), max_network_retries=0)


def _ask(call: Callable[[], Any], *, refusals: bool = False) -> dict[str, Any]:
    """One call. What Stripe refuses is `{}` where the caller knows how to go on, otherwise GatewayDown."""
    import stripe

    try:
        told = call()
    except stripe.InvalidRequestError as refusal:
        if refusals:
            return {}
        raise GatewayRefuses from refusal
    except (stripe.StripeError, ValueError, TypeError) as trouble:
        raise GatewayDown from trouble
    plain = told.to_dict_recursive() if hasattr(told, "to_dict_recursive") else told.to_dict()
    return dict(plain)


def _charge(session: Mapping[str, Any]) -> Charge:
    """A session with its payment intent inside."""
    intent = session.get("payment_intent")
    state = ChargeState.CLOSED if session["status"] == "expired" else ChargeState.OPEN
    if isinstance(intent, dict) and session["status"] != "expired":
        state = INTENTS.get(str(intent.get("status")), ChargeState.OPEN)
    return _of_session(session, state)


def _of_session(session: Mapping[str, Any], state: ChargeState) -> Charge:
    return Charge(
        out_trade_no=str(session["client_reference_id"]),
        state=state,
        amount_cents=_whole(session["amount_total"]),
        currency=str(session["currency"]).upper(),
        provider_ref=str(session["id"])[:80],
        failure="declined" if state == ChargeState.FAILED else "",
        held_until=now() + HOLD if state == ChargeState.HELD else None,
    )


def _notice(event: Mapping[str, Any]) -> Notice:
    event_id, kind, inside = str(event["id"]), str(event["type"]), event["data"]["object"]
    if not 0 < len(event_id) <= 80 or not isinstance(inside, dict):
        raise ValueError("identifier")
    if kind in OF_SESSIONS:
        ours, charge = _session_news(kind, inside)
        sent_at = datetime.fromtimestamp(_whole(event["created"]), UTC)
        paid = ours in {NoticeKind.PAID, NoticeKind.HELD}
        return Notice(event_id, ours, replace(charge, paid_at=sent_at) if paid else charge, dict(event))
    marks = inside.get("metadata") or {}
    out_trade_no = str(marks.get("out_trade_no", ""))
    charge = Charge(out_trade_no, ChargeState.UNKNOWN, int(inside.get("amount") or 0))
    if kind == "payment_intent.canceled":
        return Notice(event_id, NoticeKind.CLOSED, Charge(out_trade_no, ChargeState.CLOSED), dict(event))
    if kind in OF_REFUNDS:
        answer = REFUNDS.get(str(inside.get("status")), RefundAnswer.PENDING)
        kinds = {RefundAnswer.DONE: NoticeKind.REFUNDED, RefundAnswer.FAILED: NoticeKind.REFUND_FAILED}
        return Notice(event_id, str(kinds.get(answer, kind))[:40], charge, dict(event), str(marks.get("refund_no", "")))
    return Notice(event_id, kind[:40], charge, dict(event))


def _session_news(kind: str, session: Mapping[str, Any]) -> tuple[str, Charge]:
    is_hold = (session.get("metadata") or {}).get("hold") == "1"
    if kind == "checkout.session.expired":
        return NoticeKind.CLOSED, _of_session(session, ChargeState.CLOSED)
    if kind == "checkout.session.async_payment_failed":
        return NoticeKind.FAILED, _of_session(session, ChargeState.FAILED)
    if session["payment_status"] == "paid":
        return NoticeKind.PAID, _of_session(session, ChargeState.PAID)
    if is_hold and kind == "checkout.session.completed":
        return NoticeKind.HELD, _of_session(session, ChargeState.HELD)
    return kind[:40], _of_session(session, ChargeState.OPEN)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("whole number")
    return value
