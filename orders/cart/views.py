"""The cart page, and what its buttons do. Every form works without scripts; HTMX swaps the same fragment."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from config.kernel.access import public
from config.kernel.errors import DomainError
from orders.cart import services
from orders.cart.errors import BadQuantity
from orders.cart.selectors import contents, product_url_of
from orders.cart.services import Put, whole_quantity
from orders.cart.shoppers import Shopper, shopper_of


@public
@require_GET
def cart(request: HttpRequest) -> HttpResponse:
    """What is in the cart, what changed since, and what it comes to."""
    return render(request, "orders/cart/cart.html", _context(shopper_of(request)))


@public
@require_POST
def add(request: HttpRequest) -> HttpResponse:
    """Put a variant into the cart; `next=checkout` buys it now."""
    shopper, key = shopper_of(request, make_cart=True), request.POST.get("variant", "")
    try:
        quantity = whole_quantity(request.POST.get("quantity", "1"))
        if request.POST.get("next") == "checkout":
            services.buy_now(shopper=shopper, variant_key=key, quantity=quantity)
            return _go(request, reverse("orders:checkout"))
        put = services.put_in(shopper=shopper, variant_key=key, quantity=quantity)
    except DomainError as refusal:
        if request.headers.get("HX-Request") or refusal.status == 404:
            raise
        messages.error(request, refusal.text)
        return redirect(product_url_of(key) or reverse("orders:cart"))
    return _added(request, put)


def _added(request: HttpRequest, put: Put) -> HttpResponse:
    text = _capped(put) or _("Added to your cart.")
    if not request.headers.get("HX-Request"):
        messages.success(request, text)
        return redirect("orders:cart")
    response = render(request, "parts/cart_count.html", {"oob": True})
    response.headers["HX-Reswap"] = "none"
    return _with_toast(response, text)


@public
@require_POST
def update(request: HttpRequest) -> HttpResponse:
    """Say how many of a line."""
    shopper = shopper_of(request)
    try:
        put = services.set_quantity(
            shopper=shopper,
            variant_key=request.POST.get("variant", ""),
            quantity=whole_quantity(request.POST.get("quantity", "")),
        )
    except BadQuantity as refusal:
        if request.headers.get("HX-Request"):
            raise
        messages.error(request, refusal.text)
        return redirect("orders:cart")
    if request.POST.get("next") == "checkout":
        return redirect("orders:checkout")
    return _answer(request, shopper, _capped(put))


@public
@require_POST
def select(request: HttpRequest) -> HttpResponse:
    """Tick or untick lines: one, or all of a shop."""
    shopper = shopper_of(request)
    services.select_lines(
        shopper=shopper,
        variant_keys=request.POST.getlist("variant")[:200],
        is_selected=request.POST.get("selected") == "1",
    )
    return _answer(request, shopper)


@public
@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Take a line out; the toast can put it back."""
    shopper, key = shopper_of(request), request.POST.get("variant", "")
    line = services.take_out(shopper=shopper, variant_key=key)
    undo = reverse("orders:cart-undo", args=[key, line.quantity])
    return _answer(request, shopper, _("Removed from your cart."), undo=undo)


@public
@require_POST
def undo(request: HttpRequest, variant: str, quantity: int) -> HttpResponse:
    """Put a removed line back."""
    shopper = shopper_of(request, make_cart=True)
    services.put_back(shopper=shopper, variant_key=variant, quantity=quantity)
    return _answer(request, shopper, _("It's back in your cart."))


@public
@require_POST
def accept(request: HttpRequest) -> HttpResponse:
    """The buyer has read what changed."""
    shopper = shopper_of(request)
    services.accept_prices(shopper=shopper)
    return _answer(request, shopper)


def _context(shopper: Shopper) -> dict[str, Any]:
    cart_now = contents(shopper)
    rows = [(one.label, -one.cents) for one in cart_now.discounts]
    return {"cart": cart_now, "rows": [(_("Items"), cart_now.items_cents), *rows] if rows else []}


def _capped(put: Put) -> str:
    left = put.line.quantity
    return _("Only %(left)s left, so we changed it to %(left)s.") % {"left": left} if put.was_capped else ""


def _go(request: HttpRequest, url: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": url})
    return redirect(url)


def _answer(request: HttpRequest, shopper: Shopper, text: str = "", undo: str = "") -> HttpResponse:
    """The cart again: as a fragment with the count beside it, or as a page."""
    if not request.headers.get("HX-Request"):
        if text:
            messages.success(request, text, extra_tags=f"undo:{undo}" if undo else "")
        return redirect("orders:cart")
    response = render(request, "orders/cart/cart.html#contents", _context(shopper) | {"oob": True})
    return _with_toast(response, text, undo) if text else response


def _with_toast(response: HttpResponse, text: str, undo: str = "") -> HttpResponse:
    response.headers["HX-Trigger"] = json.dumps({"toast": {"text": text, "kind": "success", "undo": undo}})
    return response
