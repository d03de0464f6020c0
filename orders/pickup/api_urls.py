"""API addresses of picking up, under /api/v1/."""

from django.urls import URLPattern, path

from orders.pickup import api

urlpatterns: list[URLPattern] = [
    path("orders/<str:number>/pickup/", api.OrderPickup.as_view(), name="api-order-pickup"),
    path("merchant/pickup/", api.MerchantPickups.as_view(), name="api-merchant-pickups"),
    path("merchant/pickup/hand-out/", api.MerchantHandOut.as_view(), name="api-merchant-hand-out"),
    path(
        "merchant/orders/<str:number>/pickup-ready/",
        api.MerchantPickupReady.as_view(),
        name="api-merchant-pickup-ready",
    ),
]
