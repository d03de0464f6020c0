"""Orders of the whole platform, for its operators: found, not read out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from accounts.organisations.access import operator
from config.kernel.paging import keyset
from orders.checkout.models import OrderStatus
from orders.fulfilment.selectors import all_orders, late_orders, matching, with_everything, with_failed_delivery

FILTERS = {"late": late_orders, "failed": with_failed_delivery}


@require_GET
@operator
def order_search(request: HttpRequest) -> HttpResponse:
    wanted, status = request.GET.get("only", ""), request.GET.get("status", "")
    orders = FILTERS[wanted]() if wanted in FILTERS else all_orders()
    if status in OrderStatus.values:
        orders = orders.filter(status=status)
    q = request.GET.get("q", "").strip()[:100]
    page = keyset(with_everything(matching(orders, q)), cursor=request.GET.get("cursor", ""), by="number")
    context = {
        "page": page,
        "q": q,
        "only": wanted if wanted in FILTERS else "",
        "status": status if status in OrderStatus.values else "",
        "statuses": OrderStatus.choices,
    }
    return render(request, "orders/fulfilment/platform_orders.html", context)
