"""Addresses of paying."""

from django.urls import URLPattern, path

from orders.payments.views import merchant, paying, platform, wallet
from orders.payments.views.webhooks import webhook

urlpatterns = [
    path("checkout/<str:number>/pay/", paying.pay_trade, name="pay-trade"),
    path("pay/webhooks/<slug:gateway>/", webhook, name="webhook"),
    path("pay/<slug:key>/", paying.pay, name="pay"),
    path("pay/<slug:key>/method/", paying.choose, name="pay-choose"),
    path("pay/<slug:key>/wallet/", paying.from_wallet, name="pay-wallet"),
    path("pay/<slug:key>/cash/", paying.at_the_door, name="pay-cash"),
    path("pay/<slug:key>/state/", paying.pay_state, name="pay-state"),
    path("wallet/", wallet.wallet, name="wallet"),
    path("wallet/refunds/<str:number>/", wallet.refund_to_wallet, name="refund-to-wallet"),
    path("orders/<str:number>/cancel/", paying.cancel, name="cancel"),
]
merchant_urls: list[URLPattern] = [path("cash/", merchant.cash, name="cash")]
platform_urls: list[URLPattern] = [
    path("payments/", platform.payments, name="payments"),
    path("payments/credit/", platform.credit, name="credit"),
    path("payments/sandbox/", platform.fault, name="sandbox-fault"),
    path("payments/refunds/<str:number>/", platform.refund, name="payment-refund"),
    path("payments/differences/<slug:key>/", platform.settle, name="payment-difference"),
    path("payments/<slug:key>/ask/", platform.ask, name="payment-ask"),
]
