"""Addresses of checking out and paying in the API."""

from django.urls import path

from orders.payments import api, ways_api

urlpatterns = [
    path("checkout/", api.Checkout.as_view(), name="api-checkout"),
    path("trades/<str:number>/pay/", api.TradePayment.as_view(), name="api-trade-pay"),
    path("payments/<slug:key>/", api.PaymentView.as_view(), name="api-payment"),
    path("payments/<slug:key>/sandbox/", api.SandboxDecision.as_view(), name="api-payment-sandbox"),
    path("payments/<slug:key>/methods/", ways_api.PaymentMethods.as_view(), name="api-payment-methods"),
    path("payments/<slug:key>/method/", ways_api.PaymentMethodChoice.as_view(), name="api-payment-method"),
    path("payments/<slug:key>/wallet/", ways_api.PaymentFromWallet.as_view(), name="api-payment-wallet"),
    path("payments/<slug:key>/cash/", ways_api.PaymentAtTheDoor.as_view(), name="api-payment-cash"),
    path("wallet/", ways_api.WalletView.as_view(), name="api-wallet"),
    path("wallet/history/", ways_api.WalletHistory.as_view(), name="api-wallet-history"),
    path("wallet/refunds/", ways_api.WalletWish.as_view(), name="api-wallet-refunds"),
    path("refunds/<str:number>/wallet/", ways_api.RefundToWallet.as_view(), name="api-refund-to-wallet"),
    path("merchant/cash/", ways_api.MerchantCash.as_view(), name="api-merchant-cash"),
    path("orders/<str:number>/cancel/", api.OrderCancel.as_view(), name="api-order-cancel"),
]
