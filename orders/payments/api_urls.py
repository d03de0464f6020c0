"""Addresses of checking out and paying in the API."""

from django.urls import path

from orders.payments import api

urlpatterns = [
    path("checkout/", api.Checkout.as_view(), name="api-checkout"),
    path("trades/<str:number>/pay/", api.TradePayment.as_view(), name="api-trade-pay"),
    path("payments/<slug:key>/", api.PaymentView.as_view(), name="api-payment"),
    path("payments/<slug:key>/sandbox/", api.SandboxDecision.as_view(), name="api-payment-sandbox"),
    path("orders/<str:number>/cancel/", api.OrderCancel.as_view(), name="api-order-cancel"),
]
