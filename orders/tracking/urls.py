"""Addresses of tracking."""

from django.urls import URLPattern, path

from orders.tracking.views import platform
from orders.tracking.views.webhooks import push

urlpatterns: list[URLPattern] = [path("tracking/webhooks/<slug:tracker>/", push, name="tracker")]
platform_urls: list[URLPattern] = [
    path("parcels/<str:key>/", platform.parcel_page, name="parcel"),
    path("parcels/<str:key>/ask/", platform.ask, name="parcel-ask"),
    path("parcels/<str:key>/simulate/", platform.simulate, name="parcel-simulate"),
]
