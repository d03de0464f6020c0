"""A shop's counters."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from accounts.organisations.access import merchant, merchant_of
from catalog.shops.selectors import shop_of
from config.kernel.errors import DomainError
from orders.counters.forms import PointForm
from orders.counters.models import PickupPoint
from orders.counters.selectors import point_of_merchant, points_of
from orders.counters.services import write_point


@require_GET
@merchant("orders")
def points(request: HttpRequest) -> HttpResponse:
    found = points_of(shop_of(merchant_of(request)))
    return render(request, "orders/counters/points.html", {"points": found})


@require_http_methods(["GET", "POST"])
@merchant("orders")
def add_point(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@require_http_methods(["GET", "POST"])
@merchant("orders")
def change_point(request: HttpRequest, key: str) -> HttpResponse:
    return _edit(request, point_of_merchant(merchant_of(request), key=key))


def _edit(request: HttpRequest, point: PickupPoint | None) -> HttpResponse:
    names = ("name", "region_code", "street", "hours", "phone", "is_open")
    start = {name: getattr(point, name) for name in names} if point else {}
    form = PointForm(request.POST if request.method == "POST" else None, initial=start)
    if form.is_valid():
        try:
            write_point(shop=shop_of(merchant_of(request)), point=point, **form.cleaned_data)
        except DomainError as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, refusal.text)
        else:
            messages.success(request, _("Saved. Buyers can choose it at checkout while it is on."))
            return redirect("merchant:pickup-points")
    context = {"form": form, "point": point}
    return render(request, "orders/counters/point.html", context, status=422 if form.errors else 200)
