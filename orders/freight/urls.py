"""Addresses of freight in the merchant's portal."""

from django.urls import URLPattern, path

from orders.freight import views

merchant_urls: list[URLPattern] = [path("freight/", views.freight, name="freight")]
