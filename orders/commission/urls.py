"""Addresses of commission in the platform's portal."""

from django.urls import URLPattern, path

from orders.commission import views

platform_urls: list[URLPattern] = [
    path("commission/", views.commission, name="commission"),
    path("commission/<str:key>/end/", views.end, name="commission-end"),
]
