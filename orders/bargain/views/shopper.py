"""Beginning a bargain, its shared page, helping, and one's own bargains."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from config.kernel.access import public, signed_in
from config.kernel.errors import DomainError
from config.kernel.paging import keyset
from config.kernel.templatetags.hetang import cents
from orders.bargain.models import Bargain
from orders.bargain.selectors import (
    bargain_for_anyone,
    bargains_of,
    campaign_for_shoppers,
    can_begin,
    live_bargains_of,
    standing,
)
from orders.bargain.services import help_out, start_bargain

PAGE = 10


@public
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, key: str) -> HttpResponse:
    """The rule in words and numbers, before anybody begins; posting it begins."""
    campaign = campaign_for_shoppers(key=key)
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect(f"{reverse('account_login')}?{urlencode({'next': request.path})}")
        bargain = start_bargain(campaign=campaign, user=request.user)
        return redirect("orders:bargain", bargain.token)
    mine = live_bargains_of(request.user, [campaign]).get(campaign.pk)
    if mine is not None:
        return redirect("orders:bargain", mine.token)
    context = {"campaign": campaign, "rule": campaign.rule, "can_begin": can_begin(campaign)}
    return render(request, "orders/bargain/start.html", context)


@public
@require_GET
def bargain(request: HttpRequest, token: str) -> HttpResponse:
    """The page to share: how far it is, what the rule is, who helped."""
    return render(request, "orders/bargain/bargain.html", _context(request, bargain_for_anyone(token=token)))


@public
@require_GET
def state(request: HttpRequest, token: str) -> HttpResponse:
    """The part of the page that changes, for live updates."""
    return render(request, "orders/bargain/bargain.html#state", _context(request, bargain_for_anyone(token=token)))


@signed_in
@require_POST
def help_(request: HttpRequest, token: str) -> HttpResponse:
    """Take a friend's price down, once."""
    found = bargain_for_anyone(token=token)
    try:
        cut = help_out(bargain=found, helper=request.user)
    except DomainError as refusal:
        messages.error(request, refusal.text)
    else:
        sum_ = cents(cut.cut_cents, found.campaign.shop.currency)
        messages.success(request, _("You took %(sum)s off. Thank you.") % {"sum": sum_})
    return redirect("orders:bargain", token)


@signed_in
@require_GET
def bargain_list(request: HttpRequest) -> HttpResponse:
    """One's own bargains, newest first."""
    page = keyset(bargains_of(request.user), cursor=request.GET.get("cursor", ""), by="token", size=PAGE)
    return render(request, "orders/bargain/list.html", {"page": page})


def _context(request: HttpRequest, found: Bargain) -> dict[str, Any]:
    variant = found.campaign.variant
    deal = {"deal": f"bargain:{found.token}", "variant": variant.key, "quantity": 1}
    return {
        "bargain": found,
        "rule": found.rule,
        "variant": variant,
        "shop": found.campaign.shop,
        "view": standing(found, request.user),
        "checkout_url": f"{reverse('orders:checkout')}?{urlencode(deal)}",
    }
