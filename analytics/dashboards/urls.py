"""Addresses of the two homes."""

from django.urls import URLPattern, path

from analytics.dashboards import views

merchant_urls: list[URLPattern] = [
    path("", views.merchant_home, name="home"),
    path("paid.csv", views.merchant_paid_csv, name="paid-csv"),
]
platform_urls: list[URLPattern] = [
    path("", views.platform_home, name="home"),
    path("paid.csv", views.platform_paid_csv, name="paid-csv"),
]
