"""Addresses of the value of customers."""

from django.urls import URLPattern, path

from analytics.value import api, views

merchant_urls: list[URLPattern] = [
    path("value/", views.shop_value, name="value"),
    path("value/progress/", views.shop_progress, name="value-progress"),
    path("value/ask/", views.shop_ask, name="value-ask"),
    path("value/groups.csv", views.shop_csv, name="value-csv"),
]
platform_urls: list[URLPattern] = [
    path("value/", views.site_value, name="value"),
    path("value/progress/", views.site_progress, name="value-progress"),
    path("value/ask/", views.site_ask, name="value-ask"),
    path("value/groups.csv", views.site_csv, name="value-csv"),
]
api_urls: list[URLPattern] = [path("merchant/value/", api.ShopValue.as_view(), name="merchant-value")]
