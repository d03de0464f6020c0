"""What a buyer sees of the way."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from config.kernel.access import public
from orders.cart.shoppers import shopper_of
from orders.checkout.selectors import order_for
from orders.fulfilment.selectors import parcels_of
from orders.fulfilment.timeline import track_of


@require_GET
@public
def tracking(request: HttpRequest, number: str) -> HttpResponse:
    """The parcels of an order: a part of the order's page, or a page of its own without scripts."""
    order = order_for(shopper_of(request), number=number)
    tracks = [(parcel, track_of(parcel)) for parcel in parcels_of(order)]
    is_part = bool(request.headers.get("HX-Request"))
    template = "orders/fulfilment/_tracking.html" if is_part else "orders/fulfilment/tracking.html"
    response = render(request, template, {"order": order, "tracks": tracks})
    patch_vary_headers(response, ["HX-Request"])
    return response
