"""The ways to pay one trade, and opening an attempt with the one the buyer chose."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from config.kernel.errors import NotFound
from config.kernel.templatetags.hetang import cents
from orders.checkout.models import Trade
from orders.payments.errors import MethodNotOffered, NotPayable
from orders.payments.gateways import gateways_here
from orders.payments.gateways.base import Gateway
from orders.payments.gateways.breaker import is_resting
from orders.payments.models import Payment, PaymentState
from orders.payments.selectors import balance_of, cash_refusal
from orders.payments.services.paying import open_payment
from orders.payments.services.watching import end_attempt


@dataclass(frozen=True)
class Method:
    """One way to pay as the buyer sees it; `refusal` says why it can't be had, "" when it can."""

    name: str
    label: str | Promise
    hint: str | Promise
    refusal: str | Promise = ""


def methods_for(trade: Trade) -> Sequence[Method]:
    """Every way this site knows, in its order; what makes no sense for a guest is left out."""
    here = [one for one in gateways_here() if trade.buyer_id or one.name not in {"wallet", "cod"}]
    found = [_method(trade, one) for one in here]
    return [one for one in found if one is not None]


def _method(trade: Trade, gateway: Gateway) -> Method | None:
    if gateway.name == "wallet":
        return _wallet(trade, gateway)
    if gateway.name == "cod":
        refusal = cash_refusal(trade)
        return Method(gateway.name, gateway.label, gateway.hint) if not refusal else None
    resting = _("Not answering right now") if is_resting(gateway.name) else ""
    return Method(gateway.name, gateway.label, gateway.hint, resting)


def _wallet(trade: Trade, gateway: Gateway) -> Method:
    left = balance_of(trade.buyer, currency=trade.currency)
    hint = _("Balance %(sum)s") % {"sum": cents(left, trade.currency)}
    return Method(gateway.name, gateway.label, hint, _("Not enough for this order") if left < trade.total_cents else "")


def open_with(*, trade: Trade, gateway: str) -> Payment | None:
    """The attempt to pay this trade at this provider."""
    check_offered(trade, gateway)
    return open_payment(trade=trade, gateway=gateway)


def check_offered(trade: Trade, gateway: str) -> None:
    """Refuse a way that doesn't exist here, or can't be had for this trade."""
    chosen = next((one for one in methods_for(trade) if one.name == gateway), None)
    if chosen is None:
        raise NotFound
    if chosen.refusal:
        raise MethodNotOffered(field="gateway")


def switch_method(*, payment: Payment, gateway: str) -> Payment | None:
    """Pay another way: the open attempt is ended at its provider first. If it was paid meanwhile, that counts."""
    check_offered(payment.trade, gateway)
    if payment.gateway == gateway and payment.state == PaymentState.OPEN:
        return payment
    if payment.state == PaymentState.OPEN:
        payment = end_attempt(payment=payment)
    if payment.state in {PaymentState.PAID, PaymentState.HELD, PaymentState.PROMISED}:
        return payment
    if payment.trade.paid_at:
        raise NotPayable
    return open_with(trade=payment.trade, gateway=gateway)
