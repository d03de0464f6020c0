"""The pay page and what follows it."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.kernel.access import public
from config.kernel.errors import NotFound
from orders.cart.shoppers import shopper_of
from orders.checkout.errors import OrderElsewhere
from orders.checkout.guests import link_of
from orders.checkout.models import Trade
from orders.checkout.selectors import order_for, trade_for
from orders.payments.errors import NotPayable
from orders.payments.gateways.sandbox import Outcome, decide
from orders.payments.models import Payment, PaymentState
from orders.payments.selectors import payment_for
from orders.payments.services import cancel_order, check_if_slow, open_payment, start_payment

AT_THE_PAGE = (Outcome.PAY, Outcome.DECLINE, Outcome.PAY_LOSE_NOTICE)


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
    """The hosted pay page of the sandbox, and the result of paying."""
    payment = payment_for(shopper_of(request), key=key)
    if request.method == "POST":
        _decide(payment, request.POST.get("outcome", ""))
        return redirect(f"{request.path}?sent=1")
    if payment.state == PaymentState.OPEN:
        start_payment(payment=payment)
    return render(request, "orders/payments/pay.html", _context(request, payment))


@public
@require_GET
def pay_state(request: HttpRequest, key: str) -> HttpResponse:
    """Where the payment is; asks the provider itself when its message keeps one waiting."""
    payment = check_if_slow(payment=payment_for(shopper_of(request), key=key))
    return render(request, "orders/payments/pay.html#state", _context(request, payment))


def _decide(payment: Payment, outcome: str) -> None:
    if payment.gateway != "sandbox" or "sandbox" not in settings.PAYMENT_GATEWAYS or outcome not in AT_THE_PAGE:
        raise NotFound
    start_payment(payment=payment)
    decide(out_trade_no=payment.out_trade_no, outcome=Outcome(outcome))


def _context(request: HttpRequest, payment: Payment) -> dict[str, Any]:
    trade = payment.trade
    orders = list(trade.orders.select_related("shop").order_by("pk"))
    is_guest = trade.buyer_id is None
    return {
        "payment": payment,
        "trade": trade,
        "bought": orders,
        "was_sent": "sent" in request.GET or request.headers.get("HX-Request"),
        "is_guest": is_guest,
        "guest_link": link_of(trade) if is_guest and payment.state == PaymentState.PAID else "",
        "can_retry": payment.state in {PaymentState.FAILED, PaymentState.CLOSED}
        and not trade.paid_at
        and not trade.closed_at,
    }


@public
@require_POST
def cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Call an order off."""
    shopper = shopper_of(request)
    order = order_for(shopper, number=number)
    try:
        cancel_order(order=order, actor=shopper.user)
    except OrderElsewhere as refusal:
        messages.error(request, refusal.text)
    else:
        messages.success(request, _("Cancelled."))
    return redirect("orders:detail", number)
