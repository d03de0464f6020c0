"""Pages of orders (namespace `orders`); portal pages are exported as `merchant_urls` and `logistics_urls`."""

from django.urls import URLPattern, URLResolver

from orders.payments.urls import urlpatterns as payment_urls

app_name = "orders"
urlpatterns: list[URLPattern | URLResolver] = [
    *payment_urls,
]
merchant_urls: list[URLPattern] = []
platform_urls: list[URLPattern] = []
logistics_urls: list[URLPattern] = []
