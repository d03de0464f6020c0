"""Every address of the API under /api/v1/."""

from django.urls import URLPattern

from orders.fulfilment.api_urls import urlpatterns as fulfilment_urls

urlpatterns: list[URLPattern] = [
    *fulfilment_urls,
]
