"""Pages of orders (namespace `orders`); portal pages are exported as `merchant_urls` and `logistics_urls`."""

from django.urls import URLPattern, URLResolver

from orders.aftersales import urls as aftersales
from orders.bargain import urls as bargain
from orders.cart import urls as cart
from orders.checkout import urls as checkout
from orders.commission import urls as commission
from orders.counters import urls as counters
from orders.freight import urls as freight
from orders.fulfilment import urls as fulfilment
from orders.groupbuy import urls as groupbuy
from orders.ledger import urls as ledger
from orders.payments import urls as payments
from orders.pickup import urls as pickup
from orders.promotions import urls as promotions
from orders.settlement import urls as settlement
from orders.tracking import urls as tracking

app_name = "orders"
urlpatterns: list[URLPattern | URLResolver] = [
    *promotions.urlpatterns,
    *cart.urlpatterns,
    *checkout.urlpatterns,
    *payments.urlpatterns,
    *fulfilment.urlpatterns,
    *groupbuy.urlpatterns,
    *tracking.urlpatterns,
    *pickup.urlpatterns,
    *aftersales.urlpatterns,
    *bargain.urlpatterns,
]
merchant_urls: list[URLPattern] = [
    *promotions.merchant_urls,
    *fulfilment.merchant_urls,
    *freight.merchant_urls,
    *groupbuy.merchant_urls,
    *counters.merchant_urls,
    *pickup.merchant_urls,
    *aftersales.merchant_urls,
    *bargain.merchant_urls,
    *settlement.merchant_urls,
]
platform_urls: list[URLPattern] = [
    *promotions.platform_urls,
    *fulfilment.platform_urls,
    *groupbuy.platform_urls,
    *tracking.platform_urls,
    *ledger.platform_urls,
    *commission.platform_urls,
    *aftersales.platform_urls,
    *bargain.platform_urls,
    *settlement.platform_urls,
]
logistics_urls: list[URLPattern] = [*fulfilment.logistics_urls]
merchant_urls += payments.merchant_urls
platform_urls += payments.platform_urls
