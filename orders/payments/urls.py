"""Addresses of paying."""

from django.urls import path

from orders.payments.views import paying
from orders.payments.views.webhooks import webhook

urlpatterns = [
    path("checkout/<str:number>/pay/", paying.pay_trade, name="pay-trade"),
    path("pay/webhooks/<slug:gateway>/", webhook, name="webhook"),
    path("pay/<slug:key>/", paying.pay, name="pay"),
    path("pay/<slug:key>/state/", paying.pay_state, name="pay-state"),
    path("orders/<str:number>/cancel/", paying.cancel, name="cancel"),
]
