"""A buyer's orders: the list by state, one order, and what the buyer can do with it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from config.kernel.access import get_or_missing, public
from config.kernel.errors import DomainError
from config.kernel.paging import keyset
from orders.cart.services import put_in
from orders.cart.shoppers import Shopper, remember_guest_key, shopper_of
from orders.checkout.guests import trade_of_link
from orders.checkout.models import Order
from orders.checkout.selectors import (
    TABS,
    counts_by_tab,
    order_for,
    orders_in_tab,
    orders_seen_by,
    trade_to_claim,
)
from orders.checkout.services import claim_trade, confirm_receipt
from orders.checkout.wording import sum_rows, tab_label, timeline

PAGE = 10


@public
@require_GET
def order_list(request: HttpRequest) -> HttpResponse:
    """Orders by state, newest first."""
    shopper = shopper_of(request)
    tab = request.GET.get("state", "all")
    tab = tab if tab in TABS else "all"
    counts = counts_by_tab(shopper)
    page = keyset(orders_in_tab(shopper, tab), cursor=request.GET.get("cursor", ""), by="number", size=PAGE)
    tabs = [{"name": name, "label": tab_label(name), "count": counts[name], "on": name == tab} for name in TABS]
    return render(request, "orders/checkout/list.html", {"page": page, "tabs": tabs, "tab": tab})


@public
@require_GET
def order_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One order: where it is, what is in it, what can be done next."""
    return render(request, "orders/checkout/detail.html", _context(shopper_of(request), number))


@public
@require_GET
def order_state(request: HttpRequest, number: str) -> HttpResponse:
    """The part of the page that changes, for live updates."""
    return render(request, "orders/checkout/detail.html#state", _context(shopper_of(request), number))


def _context(shopper: Shopper, number: str) -> dict[str, Any]:
    order = order_for(shopper, number=number)
    siblings = order.trade.orders.exclude(pk=order.pk).count() if order.trade else 0
    return {"order": order, "steps": timeline(order, order.moves.all()), "siblings": siblings, "rows": sum_rows(order)}


@public
@require_POST
def confirm(request: HttpRequest, number: str) -> HttpResponse:
    """It arrived."""
    shopper = shopper_of(request)
    confirm_receipt(order=_mine(shopper, number), buyer=shopper.user)
    messages.success(request, _("Thank you. Enjoy it."))
    return redirect("orders:detail", number)


@public
@require_POST
def buy_again(request: HttpRequest, number: str) -> HttpResponse:
    """Put what is still on sale of this order into the cart."""
    shopper = shopper_of(request, make_cart=True)
    order = order_for(shopper_of(request), number=number)
    missing = []
    for line in order.lines.all():
        try:
            put_in(shopper=shopper, variant_key=line.variant.key if line.variant else "", quantity=line.quantity)
        except DomainError:
            missing.append(line.title)
    if missing:
        messages.info(request, _("Not for sale any more: %(titles)s") % {"titles": ", ".join(missing)})
    return redirect("orders:cart")


@public
@require_GET
def guest_link(request: HttpRequest, token: str) -> HttpResponse:
    """The signed link of a guest's e-mail opens the order in this browser; a member with that address may keep it."""
    trade = trade_of_link(token)
    if request.user.is_authenticated and trade_to_claim(request.user, trade=trade):
        claim_trade(trade=trade, user=request.user)
        messages.success(request, _("This order is in your account now."))
    elif trade.buyer_id is None:
        remember_guest_key(request, trade.guest_key)
    orders = list(trade.orders.values_list("number", flat=True)[:2])
    return redirect("orders:detail", orders[0]) if len(orders) == 1 else redirect("orders:list")


def _mine(shopper: Shopper, number: str) -> Order:
    return get_or_missing(orders_seen_by(shopper), number=number)
