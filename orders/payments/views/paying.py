"""The pay page and what follows it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import segno
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.identity.access import user_of
from config.kernel.access import public, signed_in
from config.kernel.errors import NotFound
from config.kernel.locks import patient
from orders.cart.shoppers import shopper_of
from orders.checkout.errors import OrderElsewhere
from orders.checkout.guests import link_of
from orders.checkout.models import Trade
from orders.checkout.selectors import order_for, trade_for
from orders.ledger.errors import InsufficientBalance
from orders.payments.errors import GatewayDown, MethodNotOffered, NotPayable
from orders.payments.gateways import HOUSE, SANDBOXES
from orders.payments.gateways.sandbox import Outcome, decide
from orders.payments.models import Payment, PaymentState
from orders.payments.selectors import payment_for
from orders.payments.services import (
    cancel_order,
    check_if_slow,
    methods_for,
    open_payment,
    pay_from_wallet,
    promise_cash,
    start_payment,
    switch_method,
)
from orders.payments.services.watching import start_if_needed
from orders.payments.views.counter import counter_of

AT_THE_PAGE = (Outcome.PAY, Outcome.DECLINE, Outcome.PAY_LOSE_NOTICE, Outcome.PAY_REFUNDS_FAIL)
PATIENCE = 5  # tries of three seconds each, for a wallet that many orders are paid from at once


@public
@require_http_methods(["GET", "POST"])
def pay_trade(request: HttpRequest, number: str) -> HttpResponse:
    """To the pay page of a trade; where there is nothing (more) to pay, to its orders."""
    trade = trade_for(shopper_of(request), number=number)
    try:
        payment = open_payment(trade=trade)
    except NotPayable as refusal:
        if not trade.paid_at:
            messages.info(request, refusal.text)
        return _to_orders(trade)
    if payment is None:
        messages.success(request, _("Thank you. The shop packs it now."))
        return _to_orders(trade)
    return redirect("orders:pay", payment.key)


def _to_orders(trade: Trade) -> HttpResponse:
    numbers = list(trade.orders.values_list("number", flat=True)[:2])
    return redirect("orders:detail", numbers[0]) if len(numbers) == 1 else redirect("orders:list")


@public
@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, key: str) -> HttpResponse:
    """How to pay one attempt: a code to scan, a way to the provider's page, the wallet, cash; and the result."""
    payment = payment_for(shopper_of(request), key=key)
    if request.method == "POST":
        _decide(payment, request.POST.get("outcome", ""))
        return redirect(f"{request.path}?sent=1")
    trouble = ""
    try:
        if "sent" not in request.GET:
            start_if_needed(payment=payment, counter=counter_of(request, payment))
    except GatewayDown as down:
        trouble = down.text
    payment.refresh_from_db()
    return render(request, "orders/payments/pay.html", _context(request, payment) | {"trouble": trouble})


@public
@require_GET
def pay_state(request: HttpRequest, key: str) -> HttpResponse:
    """Where the payment is; asks the provider itself when its message keeps one waiting."""
    payment = check_if_slow(payment=payment_for(shopper_of(request), key=key))
    return render(request, "orders/payments/pay.html#state", _context(request, payment))


@public
@require_POST
def choose(request: HttpRequest, key: str) -> HttpResponse:
    """Pay another way. What was paid the first way in the meantime counts."""
    payment = payment_for(shopper_of(request), key=key)
    try:
        other = switch_method(payment=payment, gateway=request.POST.get("gateway", ""))
    except (GatewayDown, NotPayable, MethodNotOffered) as refusal:
        messages.error(request, refusal.text)
        return redirect("orders:pay", payment.key)
    return redirect("orders:pay", other.key) if other else redirect("orders:pay-trade", payment.trade.number)


@signed_in
@require_POST
def from_wallet(request: HttpRequest, key: str) -> HttpResponse:
    """Pay from the balance."""
    payment = payment_for(shopper_of(request), key=key)
    pay = patient(PATIENCE)(pay_from_wallet)
    return _at_once(request, payment, lambda: pay(payment=payment, buyer=user_of(request)))


@signed_in
@require_POST
def at_the_door(request: HttpRequest, key: str) -> HttpResponse:
    """Order now, pay the courier."""
    payment = payment_for(shopper_of(request), key=key)
    return _at_once(request, payment, lambda: promise_cash(payment=payment, buyer=request.user))


def _at_once(request: HttpRequest, payment: Payment, work: Callable[[], Payment]) -> HttpResponse:
    try:
        work()
    except (InsufficientBalance, NotPayable, MethodNotOffered) as refusal:
        messages.error(request, refusal.text)
    return redirect("orders:pay", payment.key)


def _decide(payment: Payment, outcome: str) -> None:
    if (
        payment.gateway not in SANDBOXES
        or payment.gateway not in settings.PAYMENT_GATEWAYS
        or outcome not in AT_THE_PAGE
    ):
        raise NotFound
    start_payment(payment=payment)
    decide(out_trade_no=payment.out_trade_no, outcome=Outcome(outcome))


def _context(request: HttpRequest, payment: Payment) -> dict[str, Any]:
    trade = payment.trade
    orders = list(trade.orders.select_related("shop").order_by("pk"))
    is_guest = trade.buyer_id is None
    is_open = payment.state == PaymentState.OPEN
    was_sent = "sent" in request.GET or request.headers.get("HX-Request")
    return {
        "payment": payment,
        "trade": trade,
        "bought": orders,
        "was_sent": was_sent and payment.gateway not in HOUSE and not payment.qr_code,
        "is_watched": is_open and bool(was_sent or payment.qr_code) and payment.gateway not in HOUSE,
        "code": code_to_scan(payment.qr_code) if is_open and payment.qr_code else "",
        "methods": methods_for(trade) if is_open else [],
        "is_guest": is_guest,
        "guest_link": link_of(trade) if is_guest and payment.state == PaymentState.PAID else "",
        "can_retry": payment.state in {PaymentState.FAILED, PaymentState.CLOSED}
        and not trade.paid_at
        and not trade.closed_at,
    }


def code_to_scan(text: str) -> str:
    """A QR code as a picture, dark on white by day and by night."""
    return str(segno.make(text, error="m").svg_data_uri(scale=6, border=3, dark="#24211d", light="#ffffff"))


@public
@require_POST
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Call an order off."""
    shopper = shopper_of(request)
    order = order_for(shopper, number=number)
    try:
        cancel_order(order=order, actor=shopper.user, to=request.POST.get("to", ""))
    except OrderElsewhere as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, _("Cancelled."))
    return redirect("orders:detail", number)
