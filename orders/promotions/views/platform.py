"""The platform's own coupons."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.organisations.access import operator
from orders.promotions.models import Kind
from orders.promotions.views import desk as pages
from orders.promotions.views.desk import Desk


def _desk() -> Desk:
    return Desk(None, "platform", "layouts/platform.html", _("Coupons"))


@operator
@require_GET
def campaigns(request: HttpRequest) -> HttpResponse:
    return pages.listing(request, _desk())


@operator
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    return pages.edit(request, _desk(), kind=Kind.COUPON)


@operator
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    return pages.edit(request, _desk(), key=key)


@operator
@require_GET
def campaign(request: HttpRequest, key: str) -> HttpResponse:
    return pages.detail(request, _desk(), key)


@operator
@require_POST
def act(request: HttpRequest, key: str) -> HttpResponse:
    return pages.act(request, _desk(), key)


@operator
@require_POST
def give(request: HttpRequest, key: str) -> HttpResponse:
    return pages.give(request, _desk(), key)


@operator
@require_POST
def codes(request: HttpRequest, key: str) -> HttpResponse:
    return pages.codes(request, _desk(), key)
