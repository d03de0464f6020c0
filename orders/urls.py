"""Pages of orders (namespace `orders`). Portal pages are exported as `merchant_urls`, `platform_urls`, `logistics_urls`."""

from django.urls import URLPattern, URLResolver

app_name = "orders"
urlpatterns: list[URLPattern | URLResolver] = []
merchant_urls: list[URLPattern] = []
platform_urls: list[URLPattern] = []
logistics_urls: list[URLPattern] = []
