"""Coupons, flash sales and clubs, as shoppers meet them. Every form works without scripts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from catalog.shops.selectors import open_shop_for
from catalog.storefront.selectors import product_for
from config.kernel.access import public, signed_in
from config.kernel.clock import now
from config.kernel.errors import DomainError, TooMany
from config.kernel.paging import keyset
from orders.promotions import services
from orders.promotions.forms import CodeForm
from orders.promotions.selectors.pockets import (
    TABS,
    coupon_counts,
    coupons_of,
    offered_everywhere,
    terms_for,
)
from orders.promotions.selectors.shown import club_of, flash_slots
from orders.promotions.wording import tab_label

PAGE = 12


@public
@require_GET
def coupons(request: HttpRequest) -> HttpResponse:
    """What I have, and what there is to take."""
    return _coupons_page(request, CodeForm())


def _coupons_page(request: HttpRequest, form: CodeForm, *, status: int = 200) -> HttpResponse:
    at = now()
    context: dict[str, Any] = {"offered": offered_everywhere(request.user, at=at), "now": at, "form": form}
    if request.user.is_authenticated:
        tab = request.GET.get("state", "")
        tab = tab if tab in TABS else "ready"
        counts = coupon_counts(request.user, at=at)
        context |= {
            "tab": tab,
            "tabs": [(name, tab_label(name), counts[name]) for name in TABS],
            "page": keyset(
                coupons_of(request.user, tab, at=at), cursor=request.GET.get("cursor", ""), by="key", size=PAGE
            ),
        }
    return render(request, "orders/promotions/coupons.html", context, status=status)


@signed_in
@require_http_methods(["GET", "POST"])
def take(request: HttpRequest, key: str) -> HttpResponse:
    """Take one coupon. Whoever comes back from signing in finds the button again."""
    if request.method == "GET":
        return redirect("orders:coupons")
    try:
        coupon = services.take_coupon(terms=terms_for(key), person=request.user)
    except DomainError as refusal:
        if refusal.status == 404:
            raise
        messages.error(request, refusal.text)
    else:
        text = _("“%(name)s” is in your pocket. It is used by itself at checkout.")
        messages.success(request, text % {"name": coupon.terms.campaign.name})
    return redirect(_next(request))


@signed_in
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The coupon of a code. Guessing stops after twenty tries an hour, by person and by address."""
    if request.method == "GET":
        return redirect("orders:coupons")
    form = CodeForm(request.POST)
    if not form.is_valid():
        return _coupons_page(request, form, status=422)
    try:
        coupon = services.redeem_code(
            code=form.cleaned_data["code"], person=request.user, ip=request.META.get("REMOTE_ADDR", "")
        )
    except DomainError as refusal:
        if isinstance(refusal, TooMany):
            raise
        form.add_error("code", refusal.text)
        return _coupons_page(request, form, status=refusal.status)
    messages.success(request, _("“%(name)s” is in your pocket.") % {"name": coupon.terms.campaign.name})
    return redirect("orders:coupons")


@public
@require_GET
def flash(request: HttpRequest) -> HttpResponse:
    """Flash sales by slot: what is open, what opens next, what is sold out."""
    slots = flash_slots(buyer=request.user, at=now())
    chosen = next((slot for slot in slots if slot.key == request.GET.get("slot")), slots[0] if slots else None)
    return render(request, "orders/promotions/flash.html", {"slots": slots, "chosen": chosen})


@public
@require_GET
def offers(request: HttpRequest, slug: str) -> HttpResponse:
    """The steps, coupons and club of one product: a fragment of its page."""
    product = product_for(slug)
    back = reverse("catalog:product", args=[slug])
    context = {
        "product": product,
        "next": back,
        "club": club_of(product.shop, request.user, at=now()),
    }
    part = "#block" if request.headers.get("HX-Request") else ""
    return render(request, f"orders/promotions/offers.html{part}", context)


@signed_in
@require_http_methods(["GET", "POST"])
def club_join(request: HttpRequest, slug: str) -> HttpResponse:
    """In with one tap. Whoever comes back from signing in finds the button again."""
    if request.method == "GET":
        return redirect("catalog:shop", slug)
    services.join_club(shop=open_shop_for(slug), person=request.user)
    messages.success(request, _("Welcome to the club. Its prices are yours now."))
    return redirect(_next(request, reverse("catalog:shop", args=[slug])))


@signed_in
@require_POST
def club_leave(request: HttpRequest, slug: str) -> HttpResponse:
    services.leave_club(shop=open_shop_for(slug), person=request.user)
    messages.success(request, _("You have left the club."))
    return redirect(_next(request, reverse("catalog:shop", args=[slug])))


def _next(request: HttpRequest, otherwise: str = "") -> str:
    """Back to where the button stood, if that is a page of ours."""
    target = request.POST.get("next", "")
    if target.startswith("/") and url_has_allowed_host_and_scheme(target, allowed_hosts=None):
        return target
    return otherwise or reverse("orders:coupons")
