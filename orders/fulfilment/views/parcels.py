"""Parcels that need somebody, for the shop that sent them and for the platform; and those that are late."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.addresses.regions import provinces
from accounts.organisations.access import merchant, merchant_of, operator
from accounts.organisations.models import Carrier
from config.kernel.clock import local_day, now
from config.kernel.errors import DomainError
from config.kernel.paging import keyset
from orders.fulfilment.attention import (
    KINDS,
    LABELS,
    MOST_ROWS,
    LateFilter,
    counts,
    late_csv,
    late_parcels,
    needing_somebody,
    parcel_of_merchant,
    parcels_of_merchant,
    with_words,
)
from orders.fulfilment.forms import TakeInForm, add_refusal
from orders.fulfilment.models import Parcel
from orders.fulfilment.selectors import order_of_merchant
from orders.fulfilment.services import take_in
from orders.fulfilment.views.merchant import order_page


def _list(request: HttpRequest, parcels: QuerySet[Parcel]) -> dict[str, Any]:
    kind = request.GET.get("only", "")
    kind = kind if kind in KINDS else "all"
    found = counts(parcels)
    page = keyset(with_words(needing_somebody(parcels, kind)), cursor=request.GET.get("cursor", ""), by="key")
    return {"page": page, "kind": kind, "tabs": [(name, label, found[name]) for name, label in LABELS.items()]}


@require_GET
@merchant("orders")
def merchant_parcels(request: HttpRequest) -> HttpResponse:
    context = _list(request, parcels_of_merchant(merchant_of(request)))
    return render(request, "orders/fulfilment/merchant_parcels.html", context)


@require_POST
@merchant("orders")
def merchant_take_in(request: HttpRequest, key: str) -> HttpResponse:
    """The parcel is back and somebody looked: what is good goes to the shelf, the money to the buyer."""
    parcel = parcel_of_merchant(merchant_of(request), key=key)
    form = TakeInForm(request.POST, parcel=parcel)
    if form.is_valid():
        try:
            take_in(parcel=parcel, good=form.good(), actor=request.user)
        except DomainError as refusal:
            add_refusal(form, refusal)
        else:
            messages.success(request, _("Noted. The buyer gets back what was paid for this parcel."))
            return redirect("merchant:order", number=parcel.order.number)
    order = order_of_merchant(merchant_of(request), number=parcel.order.number)
    return order_page(request, order, None, take_in_form=form, status=422)


@require_GET
@operator
def platform_parcels(request: HttpRequest) -> HttpResponse:
    parcels = Parcel.objects.all()
    q = request.GET.get("q", "").strip().replace("\x00", "")[:40].upper()
    if q:
        found = with_words(parcels.filter(waybill__startswith=q))
        page = keyset(found, cursor=request.GET.get("cursor", ""), by="key")
        context: dict[str, Any] = {"page": page, "kind": "", "tabs": _list(request, parcels)["tabs"]}
    else:
        context = _list(request, parcels)
    return render(request, "orders/fulfilment/platform_parcels.html", context | {"q": q})


@require_GET
@operator
def late_list(request: HttpRequest) -> HttpResponse:
    wanted, carriers = _wanted(request), Carrier.objects.order_by("pk")
    parcels = with_words(late_parcels(wanted))
    context = {
        "page": keyset(parcels, cursor=request.GET.get("cursor", ""), by="key"),
        "wanted": wanted,
        "count": late_parcels(wanted).count(),
        "carriers": carriers,
        "provinces": [(one.code[:2], one.label) for one in provinces()],
        "days": settings.LATE_DELIVERY_DAYS,
    }
    return render(request, "orders/fulfilment/platform_late.html", context)


@require_GET
@operator
def late_export(request: HttpRequest) -> HttpResponse:
    """The list as it is filtered, as a CSV file."""
    body = late_csv(with_words(late_parcels(_wanted(request))).order_by("-pk")[:MOST_ROWS])
    headers = {"Content-Disposition": f'attachment; filename="late-parcels-{local_day(now())}.csv"'}
    return HttpResponse(body, content_type="text/csv; charset=utf-8", headers=headers)


def _wanted(request: HttpRequest) -> LateFilter:
    known = {one.code[:2] for one in provinces()}
    carrier, province = request.GET.get("carrier", "")[:30].replace("\x00", ""), request.GET.get("province", "")
    return LateFilter(
        arrived=request.GET.get("state") == "arrived",
        carrier=carrier,
        province=province if province in known else "",
    )
