"""Addresses of orders in the API."""

from django.urls import path

from orders.checkout import api

urlpatterns = [
    path("orders/", api.Orders.as_view(), name="api-orders"),
    path("orders/<str:number>/", api.OrderView.as_view(), name="api-order"),
    path("orders/<str:number>/confirm/", api.OrderConfirm.as_view(), name="api-order-confirm"),
]
