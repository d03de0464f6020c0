"""Pages of orders (namespace `orders`); portal pages are exported as `merchant_urls` and `logistics_urls`."""

from django.urls import URLPattern, URLResolver

from orders.fulfilment import urls as fulfilment
from orders.payments.urls import urlpatterns as payment_urls

app_name = "orders"
urlpatterns: list[URLPattern | URLResolver] = [
    *payment_urls,
    *fulfilment.urlpatterns,
]
merchant_urls: list[URLPattern] = [*fulfilment.merchant_urls]
platform_urls: list[URLPattern] = [*fulfilment.platform_urls]
logistics_urls: list[URLPattern] = [*fulfilment.logistics_urls]
