"""Two ways to pay without another machine: the wallet, whose books are our ledger, and cash at the door.

They are gateways so that nothing else has to know the difference; what moves the money is in services.wallet and
services.cash, inside our own transactions.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from orders.payments.errors import BadNotice, GatewayRefuses
from orders.payments.gateways.base import Attempt, Charge, ChargeState, Counter, Notice, RefundAnswer
from orders.payments.models import Payment, PaymentState

STATES = {PaymentState.PAID: ChargeState.PAID, PaymentState.CLOSED: ChargeState.CLOSED}


class House:
    """What both have in common: the attempt's own row is the truth, and it is never out of step with itself."""

    name = ""
    can_hold = False
    thanks = ""

    def create(self, attempt: Attempt, counter: Counter) -> Charge:
        return self.query(attempt)

    def query(self, attempt: Attempt) -> Charge:
        payment = Payment.objects.filter(out_trade_no=attempt.out_trade_no).first()
        if payment is None:
            return Charge(attempt.out_trade_no, ChargeState.UNKNOWN)
        state = STATES.get(PaymentState(payment.state), ChargeState.OPEN)
        return Charge(attempt.out_trade_no, state, payment.amount_cents, payment.currency, paid_at=payment.paid_at)

    def close(self, attempt: Attempt) -> Charge:
        charge = self.query(attempt)
        return charge if charge.state == ChargeState.PAID else Charge(attempt.out_trade_no, ChargeState.CLOSED)

    def capture(self, attempt: Attempt) -> Charge:
        return self.query(attempt)

    def void(self, attempt: Attempt) -> Charge:
        return self.close(attempt)

    def refund(self, attempt: Attempt, *, refund_no: str, amount_cents: int) -> RefundAnswer:
        raise GatewayRefuses  # what was paid here goes back to the wallet, which services.refunding does by itself

    def refund_state(self, attempt: Attempt, *, refund_no: str) -> RefundAnswer:
        return RefundAnswer.UNKNOWN

    def verify_webhook(self, *, headers: Mapping[str, str], body: bytes) -> Notice:
        raise BadNotice(why="nobody writes to us about this")


class Wallet(House):
    name = "wallet"
    label = _("Wallet")
    hint = _("From your balance here, at once")


class Cash(House):
    name = "cod"
    label = _("Cash on delivery")
    hint = _("You pay the courier at your door")
