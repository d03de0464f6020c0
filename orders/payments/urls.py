"""Addresses of paying."""

from django.urls import path

from orders.payments.views.webhooks import webhook

urlpatterns = [
    path("pay/webhooks/<slug:gateway>/", webhook, name="webhook"),
]
