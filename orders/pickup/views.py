"""The counter: what to get ready, what waits, and handing over for a code."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.organisations.access import merchant, merchant_of
from config.kernel.access import public
from config.kernel.errors import DomainError, NotFound
from config.kernel.paging import keyset
from orders.cart.shoppers import shopper_of
from orders.checkout.selectors import order_for
from orders.fulfilment.selectors import order_of_merchant
from orders.pickup.forms import CodeForm
from orders.pickup.selectors import to_prepare, waiting_at_counter
from orders.pickup.services import hand_out, make_ready

TABS = {"prepare": to_prepare, "waiting": waiting_at_counter}


@require_GET
@public
def pickup_part(request: HttpRequest, number: str) -> HttpResponse:
    """The part of an order's page that changes when the shop says that it is ready."""
    order = order_for(shopper_of(request), number=number)
    if order.pickup_point is None:
        raise NotFound
    return render(request, "orders/pickup/part.html", {"order": order})


@require_http_methods(["GET", "POST"])
@merchant("orders")
def counter(request: HttpRequest) -> HttpResponse:
    """Type or scan a code and hand over; below it, what to get ready and what waits."""
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            order = hand_out(merchant=merchant_of(request), code=form.cleaned_data["code"], actor=request.user)
        except DomainError as refusal:
            form.add_error("code", refusal.text)
        else:
            messages.success(request, _("Right. Hand over order %(number)s.") % {"number": order.number})
            return redirect("merchant:order", number=order.number)
    mine = merchant_of(request)
    tab = request.GET.get("tab", "prepare")
    tab = tab if tab in TABS else "prepare"
    context = {
        "form": form,
        "tab": tab,
        "counts": {name: orders(mine).count() for name, orders in TABS.items()},
        "page": keyset(TABS[tab](mine), cursor=request.GET.get("cursor", ""), by="number"),
    }
    return render(request, "orders/pickup/counter.html", context, status=422 if form.errors else 200)


@require_POST
@merchant("orders")
def ready(request: HttpRequest, number: str) -> HttpResponse:
    order = order_of_merchant(merchant_of(request), number=number)
    make_ready(order=order, actor=request.user)
    messages.success(request, _("Ready. The buyer has a code now and was told."))
    return redirect("merchant:pickup")
