"""A shop's campaigns in the merchant's portal."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.organisations.access import merchant, merchant_of
from catalog.shops.selectors import shop_of
from orders.promotions.selectors.campaigns import invitation_for, invitations_of
from orders.promotions.services import answer_invitation
from orders.promotions.views import desk as pages
from orders.promotions.views.desk import Desk


def _desk(request: HttpRequest) -> Desk:
    return Desk(shop_of(merchant_of(request)), "merchant", "layouts/merchant.html", _("Campaigns"))


@merchant("marketing")
@require_GET
def campaigns(request: HttpRequest) -> HttpResponse:
    desk = _desk(request)
    invitations = invitations_of(desk.shop)[:20] if desk.shop else []
    return pages.listing(request, desk, invitations=invitations)


@merchant("marketing")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, kind: str) -> HttpResponse:
    return pages.edit(request, _desk(request), kind=kind)


@merchant("marketing")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    return pages.edit(request, _desk(request), key=key)


@merchant("marketing")
@require_GET
def campaign(request: HttpRequest, key: str) -> HttpResponse:
    return pages.detail(request, _desk(request), key)


@merchant("marketing")
@require_POST
def act(request: HttpRequest, key: str) -> HttpResponse:
    return pages.act(request, _desk(request), key)


@merchant("marketing")
@require_POST
def give(request: HttpRequest, key: str) -> HttpResponse:
    return pages.give(request, _desk(request), key)


@merchant("marketing")
@require_POST
def codes(request: HttpRequest, key: str) -> HttpResponse:
    return pages.codes(request, _desk(request), key)


@merchant("marketing")
@require_POST
def answer(request: HttpRequest, key: str) -> HttpResponse:
    """Take part in a campaign of the platform, or not."""
    invitation = invitation_for(shop_of(merchant_of(request)), key=key)
    takes_part = request.POST.get("answer") == "yes"
    answer_invitation(invitation=invitation, takes_part=takes_part, actor=request.user)
    messages.success(request, _("You take part.") if takes_part else _("You don't take part."))
    return redirect("merchant:campaigns")
