"""Addresses of counters in the merchant's portal."""

from django.urls import URLPattern, path

from orders.counters import views

merchant_urls: list[URLPattern] = [
    path("pickup/points/", views.points, name="pickup-points"),
    path("pickup/points/new/", views.add_point, name="pickup-point-add"),
    path("pickup/points/<str:key>/", views.change_point, name="pickup-point"),
]
