"""A payment provider for trying things out. It plays another machine: its books are its own (SandboxCharge), it knows
ours only by the numbers we gave it, and it tells us what happened by signed messages to our webhook address, which it
can also lose, double, delay or send in the wrong order."""

from __future__ import annotations

import hashlib
import hmac
import json
import logging
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any

from celery import current_app
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from config.kernel.clock import now
from config.kernel.ids import public_id
from orders.payments.errors import BadNotice, GatewayRefuses
from orders.payments.gateways.base import Attempt, Charge, ChargeState, Counter, Notice, NoticeKind, RefundAnswer
from orders.payments.gateways.mood import answered
from orders.payments.models import SandboxCharge

log = logging.getLogger(__name__)

SIGNATURE_HEADER = "X-Sandbox-Signature"
TOLERANCE_SECONDS = 300
DELAY_SECONDS = 20
HOLD = timedelta(days=7)


class Outcome(StrEnum):
    """What the person (or a test) at the pay page wants to happen."""

    PAY = "pay"
    DECLINE = "decline"
    PAY_LOSE_NOTICE = "pay_lose_notice"
    PAY_TWICE_TOLD = "pay_twice_told"
    PAY_TOLD_LATE = "pay_told_late"
    PAY_OUT_OF_ORDER = "pay_out_of_order"
    PAY_REFUNDS_FAIL = "pay_refunds_fail"
    REVERSE = "reverse"
    HOLD_EXPIRES = "hold_expires"


class Sandbox:
    name = "sandbox"
    label = _("Trial bank")
    hint = _("No real money moves; you decide what the bank does")
    can_hold = False
    thanks = ""

    def create(self, attempt: Attempt, counter: Counter) -> Charge:
        return answered("create", lambda: self._create(attempt))

    def _create(self, attempt: Attempt) -> Charge:
        about = {
            "amount_cents": attempt.amount_cents,
            "currency": attempt.currency,
            "gateway": self.name,
            "is_hold": attempt.is_hold and self.can_hold,
        }
        row, _is_new = SandboxCharge.objects.get_or_create(out_trade_no=attempt.out_trade_no, defaults=about)
        return _charge(row)

    def query(self, attempt: Attempt) -> Charge:
        return answered("query", lambda: self._look(attempt))

    def _look(self, attempt: Attempt) -> Charge:
        row = SandboxCharge.objects.filter(out_trade_no=attempt.out_trade_no).first()
        return _charge(row) if row else Charge(attempt.out_trade_no, ChargeState.UNKNOWN)

    def close(self, attempt: Attempt) -> Charge:
        return answered("close", lambda: self._move(attempt, ChargeState.OPEN, ChargeState.CLOSED))

    def capture(self, attempt: Attempt) -> Charge:
        return answered("capture", lambda: self._move(attempt, ChargeState.HELD, ChargeState.PAID, paid_at=now()))

    def void(self, attempt: Attempt) -> Charge:
        return answered("void", lambda: self._move(attempt, ChargeState.HELD, ChargeState.CLOSED))

    def _move(self, attempt: Attempt, origin: ChargeState, to: ChargeState, **fields: Any) -> Charge:
        row = SandboxCharge.objects.filter(out_trade_no=attempt.out_trade_no, state=origin)
        if origin == ChargeState.HELD:
            row.filter(held_until__lt=now()).update(state=ChargeState.CLOSED)
        row.update(state=to, **fields)
        return self._look(attempt)

    def refund(self, attempt: Attempt, *, refund_no: str, amount_cents: int) -> RefundAnswer:
        return answered("refund", lambda: self._refund(attempt, refund_no, amount_cents))

    @transaction.atomic
    def _refund(self, attempt: Attempt, refund_no: str, amount_cents: int) -> RefundAnswer:
        row = SandboxCharge.objects.select_for_update().filter(out_trade_no=attempt.out_trade_no).first()
        if row is None or row.state != ChargeState.PAID:
            raise GatewayRefuses
        if refund_no in row.refunds:
            return RefundAnswer.DONE
        if row.refunds_fail:
            return RefundAnswer.FAILED
        if row.refunded_cents + amount_cents > row.amount_cents:
            raise GatewayRefuses
        row.refunded_cents += amount_cents
        row.refunds[refund_no] = amount_cents
        row.save(update_fields=["refunded_cents", "refunds"])
        return RefundAnswer.DONE

    def refund_state(self, attempt: Attempt, *, refund_no: str) -> RefundAnswer:
        row = SandboxCharge.objects.filter(out_trade_no=attempt.out_trade_no).first()
        return RefundAnswer.DONE if row and refund_no in row.refunds else RefundAnswer.UNKNOWN

    def verify_webhook(self, *, headers: Mapping[str, str], body: bytes) -> Notice:
        _verify_signature(headers.get(SIGNATURE_HEADER, ""), body)
        try:
            return _notice(json.loads(body))
        except (ValueError, KeyError, TypeError, OverflowError) as trouble:
            raise BadNotice(why="unreadable") from trouble


class SandboxCard(Sandbox):
    """The same trial provider as a card: the money of a team is held first and taken when the team is complete."""

    name = "sandbox_card"
    label = _("Trial card")
    hint = _("No real money moves. For a team, the sum is only held until the team is complete")
    can_hold = True


def _charge(row: SandboxCharge) -> Charge:
    failure = "declined" if row.state == ChargeState.FAILED else ""
    return Charge(
        out_trade_no=row.out_trade_no,
        state=ChargeState(row.state),
        amount_cents=row.amount_cents,
        currency=row.currency,
        provider_ref=f"sandbox-{row.pk}",
        paid_at=row.paid_at,
        failure=failure,
        held_until=row.held_until,
    )


# ---- its messages -----------------------------------------------------------------------------------------------


def sign(body: bytes, *, at: int) -> str:
    """`t=…,v1=…`: HMAC-SHA256 over the time and the body, with a key both sides know."""
    key = hmac.digest(settings.SECRET_KEY.encode(), b"sandbox-webhooks", hashlib.sha256)
    mark = hmac.new(key, str(at).encode() + b"." + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={mark}"


def _verify_signature(header: str, body: bytes) -> None:
    parts = dict(part.partition("=")[::2] for part in header.split(","))
    said = parts.get("t", "")
    if not (said.isascii() and said.isdigit() and len(said) <= 12):
        raise BadNotice(why="signature missing")
    if not hmac.compare_digest(sign(body, at=int(said)).encode(), header.encode("utf-8", "replace")):
        raise BadNotice(why="signature wrong")
    if abs(now().timestamp() - int(said)) > TOLERANCE_SECONDS:
        raise BadNotice(why="too old")


def _notice(told: Any) -> Notice:
    if not isinstance(told, dict):
        raise TypeError("object")
    charge = Charge(
        out_trade_no=str(told["out_trade_no"]),
        state=ChargeState(told["state"]),
        amount_cents=_whole(told["amount_cents"]),
        currency=str(told["currency"]),
        provider_ref=str(told.get("provider_ref", ""))[:80],
        paid_at=_instant(told.get("paid_at")),
        held_until=_instant(told.get("held_until")),
        failure=str(told.get("failure", ""))[:80],
    )
    event_id, kind = str(told["id"]), str(told["kind"])
    if not 0 < len(event_id) <= 80 or not 0 < len(kind) <= 40:
        raise ValueError("identifier")
    return Notice(event_id, kind, charge, told, str(told.get("refund_no", "")))


def _instant(value: Any) -> datetime | None:
    return None if value is None else datetime.fromtimestamp(_whole(value), UTC)


def _whole(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError("whole number")
    return value


def message(row: SandboxCharge, kind: str, **more: object) -> bytes:
    """The body of one message about a charge."""
    charge = _charge(row)
    told = {
        "id": f"evt_{public_id(20)}",
        "gateway": row.gateway,
        "kind": kind,
        "out_trade_no": charge.out_trade_no,
        "state": charge.state,
        "amount_cents": charge.amount_cents,
        "currency": charge.currency,
        "provider_ref": charge.provider_ref,
        "paid_at": int(charge.paid_at.timestamp()) if charge.paid_at else None,
        "held_until": int(charge.held_until.timestamp()) if charge.held_until else None,
        "failure": charge.failure,
    }
    return json.dumps(told | more).encode()


# ---- the person at its counter ----------------------------------------------------------------------------------


@transaction.atomic
def decide(*, out_trade_no: str, outcome: Outcome) -> Charge:
    """The buyer (or a test) decides at the provider's page; then the provider sends what the outcome says."""
    row = SandboxCharge.objects.select_for_update().get(out_trade_no=out_trade_no)
    if outcome == Outcome.REVERSE:
        return _reverse(row)
    if outcome == Outcome.HOLD_EXPIRES:
        return _let_go(row)
    if row.state != ChargeState.OPEN:
        return _charge(row)
    if outcome == Outcome.DECLINE:
        row.state = ChargeState.FAILED
        row.save(update_fields=["state"])
        _send(message(row, NoticeKind.FAILED))
        return _charge(row)
    row.state, row.paid_at = (ChargeState.HELD if row.is_hold else ChargeState.PAID), now()
    row.held_until = now() + HOLD if row.is_hold else None
    row.refunds_fail = outcome == Outcome.PAY_REFUNDS_FAIL
    row.save(update_fields=["state", "paid_at", "held_until", "refunds_fail"])
    _tell_paid(row, outcome)
    return _charge(row)


def _tell_paid(row: SandboxCharge, outcome: Outcome) -> None:
    paid = message(row, NoticeKind.HELD if row.is_hold else NoticeKind.PAID)
    if outcome == Outcome.PAY_LOSE_NOTICE:
        return
    if outcome == Outcome.PAY_TOLD_LATE:
        _send(paid, seconds=DELAY_SECONDS)
        return
    _send(paid)
    if outcome == Outcome.PAY_TWICE_TOLD:
        _send(paid)
    if outcome == Outcome.PAY_OUT_OF_ORDER:
        _send(message(row, NoticeKind.FAILED, state=ChargeState.FAILED))


def _reverse(row: SandboxCharge) -> Charge:
    """The bank takes a payment back, as banks do."""
    left = row.amount_cents - row.refunded_cents
    if row.state == ChargeState.PAID and left:
        row.refunded_cents = row.amount_cents
        row.refunds["reversal"] = left
        row.save(update_fields=["refunded_cents", "refunds"])
        _send(message(row, NoticeKind.REVERSED))
    return _charge(row)


def _let_go(row: SandboxCharge) -> Charge:
    """The card's hold runs out before anybody took the money."""
    if row.state == ChargeState.HELD:
        row.state = ChargeState.CLOSED
        row.save(update_fields=["state"])
        _send(message(row, NoticeKind.CLOSED))
    return _charge(row)


def _send(body: bytes, *, seconds: int = 0) -> None:
    """Post a message once our books are written. If the queue is away the message is lost, as messages are."""

    def post() -> None:
        try:
            current_app.tasks["orders.sandbox_post"].apply_async(args=(body.decode(),), countdown=seconds)
        except Exception as trouble:
            log.warning("The sandbox lost a message: %s", trouble)

    transaction.on_commit(post)
