"""API addresses of counters, under /api/v1/."""

from django.urls import URLPattern, path

from orders.counters import api

urlpatterns: list[URLPattern] = [path("pickup-points/", api.PickupPoints.as_view(), name="api-pickup-points")]
